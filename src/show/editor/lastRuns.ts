import { DisposableStore, type Disposable } from '../../base/disposables';
import { describe } from '../../base/errors';
import { Emitter } from '../../base/events';
import type { Logger } from '../../base/logging';
import { isEndState } from '../../contract/jobStates';
import type { JobRecord } from '../../contract/registry';
import type { Run, RunService } from '../../run/service';
import type { Lazy } from '../lazy';

/** How long changes of the registry are gathered before it is read, in milliseconds: a run changes its record often. */
const gatherMs = 150;

export interface LastRun {
  readonly record: JobRecord;
  /** False where the job runs, as far as is known, and this window has no connection to it. */
  readonly connected: boolean;
  /** True where this window started or opened it. */
  readonly followed: boolean;
}

/** A run of this window. One that is over is let go, as it may hold much output; its record is kept. */
interface FollowedRun {
  readonly run: Run | undefined;
  readonly record: JobRecord;
}

/** What is asked of the rooms. */
interface Source {
  readonly runs: Pick<RunService, 'active' | 'records' | 'onActiveChanged' | 'onRecordsChanged'>;
}

/**
 * The last run of each function, file and cell. It loads nothing: until somebody else has needed the rooms, it knows of
 * none.
 */
export class LastRuns implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #log: Logger;
  #runs: Source['runs'] | undefined;
  /** The newest by file and name, as the registry has them. */
  #recorded: ReadonlyMap<string, JobRecord> = new Map();
  /** The newest that this window followed or follows. */
  readonly #followed = new Map<string, FollowedRun>();
  #timer: NodeJS.Timeout | undefined;
  #reading = false;

  /** Fired when a run began, ended or was forgotten, in whatever window. */
  readonly onChanged = this.#changed.event;

  constructor(rooms: Pick<Lazy<Source>, 'whenLoaded'>, log: Logger) {
    this.#log = log;
    this.#store.add({ dispose: () => clearTimeout(this.#timer) });
    this.#store.add(this.#changed);
    rooms.whenLoaded(({ runs }) => {
      if (this.#store.disposed) return;
      this.#runs = runs;
      this.#store.add(runs.onActiveChanged(() => this.#onActive()));
      this.#store.add(runs.onRecordsChanged(() => this.#readSoon()));
      this.#onActive();
      this.#readSoon();
    });
  }

  /** @param qualname Undefined for the whole file. */
  of(file: string, qualname: string | undefined): LastRun | undefined {
    const key = keyOf(file, qualname ?? '');
    const recorded = this.#recorded.get(key);
    const followed = this.#followed.get(key);
    if (followed === undefined || (recorded !== undefined && recorded.created > followed.record.created)) {
      return recorded && { record: recorded, connected: isEndState(recorded.state), followed: false };
    }
    // The registry comes after a run that is under way, and has the last word of one that is over.
    const over = followed.run === undefined && recorded?.job === followed.record.job && isEndState(recorded.state);
    return {
      record: over ? recorded : (followed.run?.record ?? followed.record),
      connected: true,
      followed: true,
    };
  }

  /** Those last runs that this window followed or follows, of whatever file. */
  get followed(): readonly LastRun[] {
    return [...this.#followed.values()].flatMap(({ record }) => {
      const last = this.of(record.file, record.qualname);
      return last?.followed === true ? [last] : [];
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #onActive(): void {
    for (const run of this.#runs?.active ?? []) {
      const { record } = run;
      const key = keyOf(record.file, record.qualname);
      const before = this.#followed.get(key);
      if (before === undefined || before.record.created <= record.created) this.#followed.set(key, { run, record });
    }
    for (const [key, { run }] of this.#followed) {
      if (run?.phase !== 'done') continue;
      // What did not come to an end here is as the registry has it, or never was.
      if (isEndState(run.record.state)) this.#followed.set(key, { run: undefined, record: run.record });
      else this.#followed.delete(key);
    }
    this.#changed.fire();
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // What changes while it is read is read once more.
      if (this.#reading) this.#readSoon();
      else void this.#read();
    }, gatherMs);
  }

  async #read(): Promise<void> {
    if (this.#runs === undefined) return;
    this.#reading = true;
    try {
      const records = await this.#runs.records();
      if (!this.#store.disposed) this.#take(records);
    } catch (error) {
      this.#log.log('warn', `The last runs are not shown in editors: ${describe(error)}`);
    } finally {
      this.#reading = false;
    }
  }

  #take(records: readonly JobRecord[]): void {
    const last = new Map<string, JobRecord>();
    for (const record of records) {
      const key = keyOf(record.file, record.qualname);
      if (!last.has(key)) last.set(key, record);
    }
    const before = this.#recorded;
    this.#recorded = last;
    const known = new Set(records.map(({ job }) => job));
    let forgotten = false;
    for (const [key, { run, record }] of this.#followed) {
      if (run === undefined && !known.has(record.job)) forgotten = this.#followed.delete(key);
    }
    // The registry hands out the same object as long as a record's file is the same.
    const same = last.size === before.size && [...last].every(([key, record]) => before.get(key) === record);
    if (!same || forgotten) this.#changed.fire();
  }
}

function keyOf(file: string, qualname: string): string {
  return `${file}\0${qualname}`;
}
