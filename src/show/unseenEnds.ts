import { DisposableStore, type Disposable } from '../base/disposables';
import { Emitter, type Event } from '../base/events';
import type { JobRecord } from '../contract/registry';
import type { Run } from '../run/service';

/** Where a person sees runs. */
interface Sight {
  /** The job that is in sight now. */
  readonly visibleJob: string | undefined;
  /** Fired with a job's id when it comes into sight. */
  readonly onSeen: Event<string>;
}

/** Which runs ended while they were followed and out of sight, and which of those that failed are still to be seen. */
export class UnseenEnds implements Disposable {
  readonly #sight: Sight;
  readonly #store = new DisposableStore();
  readonly #watched = new Set<string>();
  readonly #failed = new Map<string, JobRecord>();
  readonly #ended = this.#store.add(new Emitter<JobRecord>());
  readonly #changed = this.#store.add(new Emitter<void>());

  /** Fired once for each run that ended out of sight. What ended while nobody followed it is not among them. */
  readonly onEnded = this.#ended.event;
  /** Fired when `failed` changes. */
  readonly onChanged = this.#changed.event;

  constructor(sight: Sight) {
    this.#sight = sight;
    this.#store.add(
      sight.onSeen((job) => {
        if (this.#failed.delete(job)) this.#changed.fire();
      }),
    );
  }

  /** Failed and not seen yet, in the order of their ends. */
  get failed(): readonly JobRecord[] {
    return [...this.#failed.values()];
  }

  /** To be called with each run once it is followed; again does nothing. */
  watch(run: Run): void {
    if (this.#watched.has(run.job) || this.#store.disposed) return;
    this.#watched.add(run.job);
    const over = (): void => void this.#watched.delete(run.job);
    run.done.then(() => {
      over();
      this.#end(run);
    }, over);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #end({ job, record, endedAway }: Run): void {
    if (this.#sight.visibleJob === job) return;
    if (record.state === 'failed' || record.state === 'lost') {
      this.#failed.set(job, record);
      this.#changed.fire();
    }
    if (!endedAway) this.#ended.fire(record);
  }
}
