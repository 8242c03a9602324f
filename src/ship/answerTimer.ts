/** Fires when the other side has kept us waiting for too long in all; the time a person takes does not count. */
export class AnswerTimer {
  readonly #onLate: () => void;
  #left: number;
  #started = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, onLate: () => void) {
    this.#left = milliseconds;
    this.#onLate = onLate;
    this.#start();
  }

  async pausedFor<T>(question: Promise<T>): Promise<T> {
    this.#left -= performance.now() - this.#started;
    clearTimeout(this.#timer);
    try {
      return await question;
    } finally {
      this.#start();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#left = Infinity;
  }

  #start(): void {
    if (this.#left === Infinity) return;
    this.#started = performance.now();
    this.#timer = setTimeout(this.#onLate, Math.max(this.#left, 0));
  }
}
