import { throwIfCancelled } from './cancelled';

/** Milliseconds that a piece of work may hold the thread. */
const longestTurn = 8;

/** Long work in short turns: between them an editor draws, answers and notices that the work was cancelled. */
export class Turns {
  readonly #signal: AbortSignal | undefined;
  #began = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Whether this work has had its turn. */
  isDue(): boolean {
    return performance.now() - this.#began >= longestTurn;
  }

  /**
   * Lets others have the thread where this work has had its turn. Throws `cancelled`. Even an `await` of nothing costs:
   * a loop over thousands of cheap things asks `isDue` first.
   */
  yieldIfDue(): Promise<void> | undefined {
    return this.isDue() ? this.#yield() : undefined;
  }

  async #yield(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    throwIfCancelled(this.#signal);
    this.#began = performance.now();
  }
}
