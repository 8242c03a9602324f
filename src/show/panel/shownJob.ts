import { DisposableStore, type Disposable } from '../../base/disposables';
import { FarcallError, describe } from '../../base/errors';
import type { RunLine } from '../../contract/lines';
import type { JobRecord } from '../../contract/registry';
import { leftOutName } from '../../run/leftOutNames';
import type { Run } from '../../run/service';
import { jobStatus, outputSoFar, type JobSource } from './jobStatus';
import type { EditorToPanel, OutputChunk } from './protocol';

/** How long output and changes are gathered before they are sent to the page: about one frame. */
const gatherMs = 16;

/** The job that the panel shows: turns a run's events into few messages, and all of it into one snapshot. */
export class ShownJob implements Disposable {
  readonly #store = new DisposableStore();
  readonly #post: (message: EditorToPanel) => void;
  readonly #now: () => number;
  #record: JobRecord;
  #run: Run | undefined;
  #failure: FarcallError | undefined;
  #pending: OutputChunk[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(record: JobRecord, post: (message: EditorToPanel) => void, now: () => number = Date.now) {
    this.#record = record;
    this.#post = post;
    this.#now = now;
    this.#store.add({ dispose: () => clearTimeout(this.#timer) });
  }

  get job(): string {
    return this.#record.job;
  }

  get record(): JobRecord {
    return this.#run?.record ?? this.#record;
  }

  /** False where the run could not be followed (any more), so that showing it again may try once more. */
  get live(): boolean {
    return this.#run !== undefined && this.#failure === undefined;
  }

  /** The statement that was left out and that it lacked. */
  get lackedStatement(): string | undefined {
    return leftOutName(this.#run?.lines ?? [])?.key;
  }

  follow(run: Run): void {
    this.#run = run;
    this.#failure = undefined;
    this.#store.add(run.onLine((line) => this.#line(line)));
    this.#store.add(run.onChanged(() => this.#schedule()));
    run.done.then(
      () => this.#schedule(),
      (error: unknown) => this.fail(error),
    );
    this.post();
  }

  /** It could not be followed. */
  fail(error: unknown): void {
    this.#failure =
      error instanceof FarcallError ? error : new FarcallError('connection-lost', describe(error), { cause: error });
    this.#schedule();
  }

  /** Sends everything. */
  post(): void {
    this.#pending = [];
    const lines = this.#run?.lines ?? [];
    this.#post({ type: 'snapshot', status: jobStatus(this.#source(), this.#now()), ...outputSoFar(lines) });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #line(line: RunLine): void {
    if (line.type === 'output') {
      const last = this.#pending.at(-1);
      if (last?.stream === line.stream) {
        this.#pending[this.#pending.length - 1] = { stream: line.stream, text: last.text + line.text };
      } else {
        this.#pending.push({ stream: line.stream, text: line.text });
      }
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#store.disposed) return;
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const chunks = this.#pending;
    this.#pending = [];
    // Output first: a result is never shown above output that came before it.
    if (chunks.length > 0) this.#post({ type: 'output', job: this.job, chunks });
    this.#post({ type: 'status', status: jobStatus(this.#source(), this.#now()) });
  }

  #source(): JobSource {
    const run = this.#run;
    const record = this.record;
    return {
      record,
      phase: run?.phase ?? 'done',
      safe: run === undefined ? record.bundle !== null : run.safe,
      lines: run?.lines ?? [],
      failure: this.#failure,
      followed: this.live,
    };
  }
}
