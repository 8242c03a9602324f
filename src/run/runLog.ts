import { Emitter } from '../base/events';
import type { RunLine } from '../contract/lines';

/** Characters of output kept for late listeners, of every run of a session; the host keeps all of it. */
const mostOutputKept = 1024 * 1024;

/** What a run has said, in order. The oldest output is let go when there is too much; nothing else ever is. */
export class RunLog {
  readonly #said = new Emitter<RunLine>();
  #lines: RunLine[];
  #output = 0;

  readonly onLine = this.#said.event;

  /** @param before What was said of it in an earlier session: no news for who listens. */
  constructor(before: readonly RunLine[]) {
    this.#lines = [...before];
  }

  get lines(): readonly RunLine[] {
    return this.#lines;
  }

  say(line: RunLine): void {
    this.#lines.push(line);
    if (line.type === 'output') {
      this.#output += line.text.length;
      if (this.#output > mostOutputKept) this.#trim();
    }
    this.#said.fire(line);
  }

  #trim(): void {
    // Down to half, so that a long flow of output is not cut at each line.
    this.#lines = this.#lines.filter((line) => {
      if (line.type !== 'output' || this.#output <= mostOutputKept / 2) return true;
      this.#output -= line.text.length;
      return false;
    });
  }

  dispose(): void {
    this.#said.dispose();
  }
}
