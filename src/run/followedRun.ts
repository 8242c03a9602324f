import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import type { DoneLine } from '../contract/lines';
import type { JobRecord } from '../contract/registry';
import type { AgentLink } from '../ship/link';
import { AgentClient } from './agentClient';
import type { Run } from './service';
import type { TrackedRun } from './trackedRun';

/** What a run does from its call to its end; `attached` is called once the host has it. */
export type RunBody = (signal: AbortSignal, attached: (link: AgentLink) => Promise<void>) => Promise<DoneLine>;

/** A run as others hold it: the tracked state, and the two ways to leave it. */
export class FollowedRun implements Run {
  readonly #tracked: TrackedRun;
  readonly #reach: () => Promise<AgentClient>;
  readonly #stop = new AbortController();
  #cancelAsked = false;
  #failedToFollow = false;
  readonly done: Promise<DoneLine>;

  constructor(tracked: TrackedRun, reach: () => Promise<AgentClient>, body: RunBody) {
    this.#tracked = tracked;
    this.#reach = reach;
    this.done = this.#live(body);
    // Whoever waits for the end hears of a failure; nobody has to wait.
    this.done.catch(() => undefined);
  }

  get job(): string {
    return this.#tracked.record.job;
  }
  get host(): string {
    return this.#tracked.record.host;
  }
  get record(): JobRecord {
    return this.#tracked.record;
  }
  get phase(): Run['phase'] {
    return this.#tracked.phase;
  }
  get safe(): boolean {
    return this.#tracked.safe;
  }
  get state(): Run['state'] {
    return this.#tracked.record.state;
  }
  get endedAway(): boolean {
    return this.#tracked.endedAway;
  }
  get lines(): Run['lines'] {
    return this.#tracked.lines;
  }
  get onLine(): Run['onLine'] {
    return this.#tracked.onLine;
  }
  get onChanged(): Run['onChanged'] {
    return this.#tracked.onChanged;
  }
  /** True where what is known here may be less than what the host has. */
  get failedToFollow(): boolean {
    return this.#failedToFollow;
  }

  async cancel(): Promise<void> {
    if (this.phase === 'done') return;
    this.#cancelAsked = true;
    if (this.safe || this.#tracked.opened) {
      await (await this.#reach()).cancel(this.job);
    } else if (this.phase !== 'starting') {
      this.#stop.abort(new FarcallError('cancelled', t('The run was cancelled before the host had it.')));
    }
  }

  detach(): void {
    this.#stop.abort(new Detached());
  }

  async #live(body: RunBody): Promise<DoneLine> {
    // Listeners that the caller adds right after this constructor hear everything.
    await Promise.resolve();
    try {
      return await body(this.#stop.signal, async (link) => {
        // Asked for while the start was under way: now there is something to cancel.
        if (this.#cancelAsked) await new AgentClient(link).cancel(this.job);
      });
    } catch (error) {
      this.#failedToFollow = true;
      const reason: unknown = this.#stop.signal.aborted ? this.#stop.signal.reason : error;
      if (reason instanceof Detached) {
        await this.#tracked.leave();
        return { type: 'done', job: this.job, state: this.state, timings: this.record.timings };
      }
      const failure =
        reason instanceof FarcallError
          ? reason
          : new FarcallError(
              'protocol',
              t('Something unexpected went wrong: {0}.', reason instanceof Error ? reason.message : String(reason)),
              {
                cause: reason,
              },
            );
      await this.#tracked.fail(failure);
      throw failure;
    }
  }
}

class Detached extends Error {}
