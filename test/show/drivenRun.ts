import type { FarcallError } from '../../src/base/errors';
import { Emitter } from '../../src/base/events';
import type { EndState } from '../../src/contract/jobStates';
import type { DoneLine, RunLine } from '../../src/contract/lines';
import type { Run } from '../../src/run/service';

/** A run that a test drives by hand. */
export class DrivenRun implements Run {
  readonly #line = new Emitter<RunLine>();
  readonly #changed = new Emitter<void>();
  readonly lines: RunLine[] = [];
  readonly onLine = this.#line.event;
  readonly onChanged = this.#changed.event;
  readonly job: string;
  readonly host = 'gpu1';
  phase: Run['phase'] = 'following';
  safe = true;
  endedAway = false;
  record: Run['record'];
  refuse: (error: FarcallError) => void = () => undefined;
  #end: (done: DoneLine) => void = () => undefined;
  readonly done = new Promise<DoneLine>((resolve, reject) => {
    this.#end = resolve;
    this.refuse = reject;
  });

  constructor(record: Run['record']) {
    this.record = record;
    this.job = record.job;
  }
  get state(): Run['state'] {
    return this.record.state;
  }
  say(text: string, stream: 'stdout' | 'stderr' = 'stdout'): void {
    const line: RunLine = { type: 'output', stream, text, offset: 0 };
    this.lines.push(line);
    this.#line.fire(line);
  }
  become(change: Partial<Run['record']>): void {
    this.record = { ...this.record, ...change };
    this.#changed.fire();
  }
  enter(phase: Run['phase']): void {
    this.phase = phase;
    this.#changed.fire();
  }
  finish(state: EndState): void {
    this.become({ state });
    this.enter('done');
    this.#end({ type: 'done', job: this.job, state, timings: {} });
  }
  cancel(): Promise<void> {
    return Promise.resolve();
  }
  detach(): void {
    return;
  }
}
