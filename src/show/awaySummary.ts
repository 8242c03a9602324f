import { DisposableStore, type Disposable } from '../base/disposables';
import type { JobRecord } from '../contract/registry';
import type { Run } from '../run/service';

/** How long others may still come back, in milliseconds: connections find out one by one that they were cut. */
const othersWithin = { opened: 500, cut: 15_000 };
/** What has ended is not kept back for longer, whoever is still on the way; milliseconds. */
const longestWait = 60_000;

/** Gathers the runs that ended while nobody here followed them, so that one message can tell of all. */
export class AwaySummary implements Disposable {
  readonly #tell: (ended: readonly JobRecord[]) => void;
  readonly #store = new DisposableStore();
  readonly #watched = new Set<Run>();
  #ended: JobRecord[] = [];
  #wait = 0;
  #quiet: NodeJS.Timeout | undefined;
  #latest: NodeJS.Timeout | undefined;

  constructor(tell: (ended: readonly JobRecord[]) => void) {
    this.#tell = tell;
    this.#store.add({ dispose: () => this.#stopWaiting() });
  }

  /** To be called with each run once it is followed; again does nothing. */
  watch(run: Run): void {
    if (this.#watched.has(run) || this.#store.disposed) return;
    this.#watched.add(run);
    // A run of an earlier window begins by being connected; one of this window is cut.
    const wait = run.safe && run.phase === 'connecting' ? othersWithin.opened : othersWithin.cut;
    const changes = this.#store.add(run.onChanged(() => this.#look()));
    const over = (): void => {
      changes.dispose();
      this.#watched.delete(run);
      if (run.endedAway) {
        this.#ended.push(run.record);
        this.#wait = wait;
      }
      this.#look();
    };
    run.done.then(over, over);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #look(): void {
    clearTimeout(this.#quiet);
    if (this.#ended.length === 0 || this.#store.disposed) return;
    this.#latest ??= setTimeout(() => this.#say(), longestWait);
    if (![...this.#watched].some(onTheWay)) this.#quiet = setTimeout(() => this.#say(), this.#wait);
  }

  #say(): void {
    this.#stopWaiting();
    this.#tell(this.#ended.splice(0));
  }

  #stopWaiting(): void {
    clearTimeout(this.#quiet);
    clearTimeout(this.#latest);
    this.#latest = undefined;
  }
}

function onTheWay({ safe, phase, endedAway }: Run): boolean {
  return safe && (phase === 'connecting' || phase === 'reconnecting' || (endedAway && phase !== 'done'));
}
