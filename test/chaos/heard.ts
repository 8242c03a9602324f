import assert from 'node:assert/strict';
import type { RunLine } from '../../src/contract/lines';
import type { Run } from '../../src/run/service';
import type { Output } from './writtenJob';

/** What a client heard of a job, held to that every byte came once and in its place. */
export class Heard implements Output {
  stdout = '';
  stderr = '';
  readonly #bytes = { stdout: 0, stderr: 0 };
  #defect: string | undefined;

  constructor(run: Run) {
    for (const line of run.lines) this.#take(line);
    run.onLine((line) => this.#take(line));
  }

  /** Throws where a byte was heard twice, or one was passed over. */
  check(): void {
    assert.equal(this.#defect, undefined);
  }

  #take(line: RunLine): void {
    if (line.type !== 'output') return;
    if (line.offset !== this.#bytes[line.stream]) {
      this.#defect ??= `${line.stream} goes on at byte ${line.offset} after ${this.#bytes[line.stream]}`;
    }
    this[line.stream] += line.text;
    this.#bytes[line.stream] += Buffer.byteLength(line.text);
  }
}
