import { toDisposable, type Disposable } from '../base/disposables';

/** What a line is drawn on; `columns` is its width. */
export interface LineScreen {
  write(text: string): unknown;
  readonly columns?: number | undefined;
}

interface Wait {
  readonly text: () => string;
  readonly since: number;
}

/** Milliseconds after which silence makes a person wonder, and between two looks at what there is to say. */
const silence = 1000;
const look = 200;

/**
 * The last line of a terminal: says what is waited for once that has taken a while, and is gone before anything else is
 * written. Without a screen it says nothing.
 */
export class StatusLine implements Disposable {
  readonly #screen: LineScreen | undefined;
  readonly #now: () => number;
  readonly #waits = new Set<Wait>();
  #timer: NodeJS.Timeout | undefined;
  #shown = '';
  /** The cursor is within a line of somebody else's. */
  #within = false;
  #holds = 0;

  /** @param now Milliseconds from a fixed point. */
  constructor(screen: LineScreen | undefined, now: () => number = () => performance.now()) {
    this.#screen = screen;
    this.#now = now;
  }

  /** Waits for something until the returned is disposed. @param text Asked again while it is shown. */
  begin(text: () => string): Disposable {
    if (this.#screen === undefined) return toDisposable(() => undefined);
    const wait: Wait = { text, since: this.#now() };
    this.#waits.add(wait);
    this.#timer ??= setInterval(() => this.#draw(), look);
    // What is waited for keeps the process; saying so does not.
    this.#timer.unref();
    return toDisposable(() => {
      this.#waits.delete(wait);
      this.#draw();
    });
  }

  async during<T>(text: string | (() => string), work: Promise<T>): Promise<T> {
    const wait = this.begin(typeof text === 'string' ? () => text : text);
    try {
      return await work;
    } finally {
      wait.dispose();
    }
  }

  /** Something else is about to be written. @param endsLine False where the cursor will stand within a line. */
  giveWay(endsLine: boolean): void {
    this.#erase();
    this.#within = !endsLine;
  }

  /** A person is asked something meanwhile, on this terminal. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#holds += 1;
    this.#erase();
    try {
      return await work();
    } finally {
      this.#holds -= 1;
    }
  }

  dispose(): void {
    this.#waits.clear();
    this.#draw();
  }

  #draw(): void {
    if (this.#waits.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    const now = this.#now();
    const wait = [...this.#waits].findLast(({ since }) => now - since >= silence);
    if (wait === undefined || this.#within || this.#holds > 0) {
      this.#erase();
      return;
    }
    // A terminal that does not know its width says 0.
    const width = this.#screen?.columns ?? 0;
    const text = wait.text().slice(0, (width > 0 ? width : 80) - 1);
    if (text === this.#shown) return;
    this.#erase();
    this.#shown = text;
    this.#screen?.write(text);
  }

  #erase(): void {
    if (this.#shown === '') return;
    this.#shown = '';
    this.#screen?.write('\r\x1b[K');
  }
}
