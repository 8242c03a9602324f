import { DisposableStore, type Disposable } from '../../base/disposables';
import { FarcallError, describe } from '../../base/errors';
import type { OutputLine, Previews, RunLine } from '../../contract/lines';
import type { Manifest } from '../../contract/manifest';
import type { JobRecord } from '../../contract/registry';
import { leftOutName } from '../../run/leftOutNames';
import type { Run } from '../../run/service';
import { detailsOf } from './jobDetails';
import { jobStatus, outputChunks, outputSoFar, wasRefused, type JobSource } from './jobStatus';
import type { EditorToPanel, JobStatus, Shown, ShownPlace } from './protocol';
import { previewsAt, shownOf, shownSoFar } from './shownValues';

/** How long output and changes are gathered before they are sent to the page: about one frame. */
const gatherMs = 16;

/** Reads a job's output from its first byte until the job ends, no faster than it is taken. */
export type OutputReader = (
  record: JobRecord,
  take: (lines: readonly OutputLine[]) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;

/** The job that the panel shows: turns a run's events into few messages, and all of it into one snapshot. */
export class ShownJob implements Disposable {
  readonly #store = new DisposableStore();
  readonly #post: (message: EditorToPanel) => unknown;
  readonly #now: () => number;
  #record: JobRecord;
  #run: Run | undefined;
  #failure: FarcallError | undefined;
  #pending: OutputLine[] = [];
  #pendingShown: Shown[] = [];
  /** Set while the output comes from the host's journal, not from the run. */
  #reading: AbortController | undefined;
  /** The files that were sent, as the host told; null where it knows no more. */
  #listed: Manifest | null | undefined;
  /** What stands in the details has changed since they were sent. */
  #detailed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(record: JobRecord, post: (message: EditorToPanel) => unknown, now: () => number = Date.now) {
    this.#record = record;
    this.#post = post;
    this.#now = now;
    this.#store.add({ dispose: () => clearTimeout(this.#timer) });
    this.#store.add({ dispose: () => this.#stopReading() });
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

  /** All previews of a value that it showed; undefined where it is not known here. */
  previews(place: ShownPlace): Previews | undefined {
    return previewsAt(this.lines, place) ?? (place.kind === 'result' ? this.record.result?.previews : undefined);
  }

  /** What was said of it so far, where this window follows it. */
  get lines(): readonly RunLine[] {
    return this.#run?.lines ?? [];
  }

  follow(run: Run): void {
    this.#run = run;
    this.#failure = undefined;
    this.#store.add(run.onLine((line) => this.#line(line)));
    this.#store.add(
      run.onChanged(() => {
        this.#detailed = true;
        this.#schedule();
      }),
    );
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

  /**
   * Sends all output, from its first byte, as the host keeps it, and goes on from there. Where that fails, what is here
   * is sent again.
   */
  async postAll(read: OutputReader): Promise<void> {
    this.#stopReading();
    const { signal } = (this.#reading = new AbortController());
    this.#pending = [];
    this.#pendingShown = [];
    const shown = shownSoFar(this.lines);
    this.#post({ type: 'snapshot', status: this.#status(), output: [], truncated: false, shown });
    const take = async (lines: readonly OutputLine[]): Promise<void> => {
      if (!signal.aborted) await this.#post({ type: 'output', job: this.job, chunks: outputChunks(lines) });
    };
    try {
      await read(this.record, take, signal);
    } catch (error) {
      // Another page, another job: nobody waits for it.
      if (signal.aborted) return;
      this.post();
      throw error;
    }
  }

  /** Sends everything that is here. */
  post(): void {
    this.#stopReading();
    this.#pending = [];
    this.#pendingShown = [];
    const lines = this.lines;
    this.#post({ type: 'snapshot', status: this.#status(), ...outputSoFar(lines), shown: shownSoFar(lines) });
    this.#postDetails();
  }

  /** The host was asked which files were sent. */
  list(sent: Manifest | undefined): void {
    this.#listed = sent ?? null;
    this.#postDetails();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #line(line: RunLine): void {
    if (line.type !== 'output') this.#detailed = true;
    else if (this.#reading === undefined) this.#pending.push(line);
    const shown = shownOf(line);
    if (shown) this.#pendingShown.push(shown);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#store.disposed) return;
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const chunks = outputChunks(this.#pending);
    this.#pending = [];
    // Output first: a result is never shown above output that came before it.
    if (chunks.length > 0) this.#post({ type: 'output', job: this.job, chunks });
    const shown = this.#pendingShown;
    this.#pendingShown = [];
    if (shown.length > 0) this.#post({ type: 'shown', job: this.job, shown });
    this.#post({ type: 'status', status: this.#status() });
    if (this.#detailed) this.#postDetails();
  }

  #postDetails(): void {
    this.#detailed = false;
    const { source } = this;
    const details = detailsOf({ ...source, refused: wasRefused(source) }, this.#listed);
    this.#post({ type: 'details', job: this.job, details });
  }

  #stopReading(): void {
    this.#reading?.abort();
    this.#reading = undefined;
  }

  #status(): JobStatus {
    return jobStatus(this.source, this.#now());
  }

  /** All that is known of it here. */
  get source(): JobSource {
    const run = this.#run;
    const record = this.record;
    return {
      record,
      phase: run?.phase ?? 'done',
      safe: run === undefined ? record.sender === undefined : run.safe,
      lines: run?.lines ?? [],
      failure: this.#failure,
      followed: this.live,
    };
  }
}
