/**
 * A value that is made when first asked for, once. What costs time to load (tree-sitter, ssh2) stands behind this, so
 * that activating the extension costs next to nothing.
 */
export class Lazy<T> {
  readonly #make: () => Promise<T>;
  #promise: Promise<T> | undefined;
  #value: T | undefined;
  readonly #waiting: ((value: T) => void)[] = [];

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** A failure is not kept: the next caller tries again. */
  get(): Promise<T> {
    this.#promise ??= this.#make().then(
      (value) => {
        this.#value = value;
        for (const listener of this.#waiting.splice(0)) listener(value);
        return value;
      },
      (error: unknown) => {
        this.#promise = undefined;
        throw error;
      },
    );
    return this.#promise;
  }

  /** The value where it is there already. */
  get peek(): T | undefined {
    return this.#value;
  }

  /** Calls once, at once or when somebody else has asked for the value. */
  whenLoaded(listener: (value: T) => void): void {
    if (this.#value === undefined) this.#waiting.push(listener);
    else listener(this.#value);
  }
}
