export interface Disposable {
  dispose(): void;
}

/** Owns what was subscribed or opened; what arrives after disposal is disposed at once, so nothing leaks. */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    // Last opened, first closed: later items may stand on earlier ones.
    for (const item of [...this.#items].reverse()) item.dispose();
    this.#items.clear();
  }
}

export function toDisposable(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose: () => {
      if (done) return;
      done = true;
      dispose();
    },
  };
}
