import { z } from 'zod';
import { FarcallError } from '../base/errors';
import { endEventSchema, type EndEvent } from '../contract/journal';
import type { JobState } from '../contract/jobStates';
import { jobStateSchema } from '../contract/lines';
import { parse } from '../contract/parse';
import type { AgentLink } from '../ship/link';
import { JournalReader, type JournalRecord } from './journalReader';
import { JournalStream } from './journalStream';
import type { Clock } from './ports';
import { Pauses, passes } from './retrying';

const trailerSchema = z.object({ state: jobStateSchema, end: endEventSchema.nullable() });

export interface FollowEvents {
  /** Records in the journal's order, each once, however often the connection dropped; the next wait for the promise. */
  records(records: readonly JournalRecord[]): void | Promise<void>;
  /** The connection is gone; it is being made again. */
  reconnecting(error: FarcallError): void;
  following(): void;
  /** Where the job stood when the host was asked for its journal, on each connection. */
  found?(state: JobState): void;
}

/** Where a job's journal ended. `end` is null only where the host itself does not know (`state` is then not an end). */
export interface FollowEnd {
  readonly state: JobState;
  readonly end: EndEvent | null;
}

/** Follows a job's journal from a byte to its end, over as many connections as that takes. */
export class JobFollower {
  readonly #connect: (signal: AbortSignal) => Promise<AgentLink>;
  readonly #clock: Clock;
  readonly #job: string;
  readonly #reader = new JournalReader();
  #ahead: { readonly link: AgentLink; readonly stream: JournalStream } | undefined;

  constructor(job: string, connect: (signal: AbortSignal) => Promise<AgentLink>, clock: Clock) {
    this.#job = job;
    this.#connect = connect;
    this.#clock = clock;
  }

  /** Bytes of the journal read so far. */
  get received(): number {
    return this.#reader.received;
  }

  /** Asks for the journal right behind the start, so that its beginning costs no round trip; `follow` takes it up. */
  askAhead(link: AgentLink): void {
    this.#ahead?.stream.reset();
    this.#ahead = { link, stream: new JournalStream(link, this.#job, 0) };
  }

  /** @param first A connection that is open already. Rejects with the signal's reason when it aborts. */
  async follow(events: FollowEvents, signal: AbortSignal, first?: AgentLink): Promise<FollowEnd> {
    let link = first;
    const pauses = new Pauses(this.#clock);
    for (;;) {
      signal.throwIfAborted();
      const before = this.#reader.received;
      try {
        const open = link ?? (await this.#connect(signal));
        events.following();
        return await this.#once(open, events, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof FarcallError) || !passes(error)) throw error;
        events.reconnecting(error);
      }
      link = undefined;
      if (this.#reader.received > before) pauses.reset();
      await pauses.wait(signal);
    }
  }

  #once(link: AgentLink, events: FollowEvents, signal: AbortSignal): Promise<FollowEnd> {
    const ahead = this.#ahead?.link === link ? this.#ahead.stream : undefined;
    this.#ahead = undefined;
    const stream = ahead ?? new JournalStream(link, this.#job, this.#reader.received);
    const found = stream.stateThen.then((state) => {
      if (state !== undefined && !signal.aborted) events.found?.(state);
    });
    return new Promise<FollowEnd>((resolve, reject) => {
      const fail = (error: unknown): void => {
        signal.removeEventListener('abort', onAbort);
        stream.reset();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const onAbort = (): void => fail(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      stream.attach({
        data: (bytes) => {
          try {
            return events.records(this.#reader.push(bytes));
          } catch (error) {
            fail(error);
            return undefined;
          }
        },
        end: (trailer) => {
          signal.removeEventListener('abort', onAbort);
          try {
            const parsed = parse(trailerSchema, trailer, 'The end of a journal');
            resolve(found.then(() => parsed));
          } catch (error) {
            fail(error);
          }
        },
        failed: fail,
      });
    });
  }
}
