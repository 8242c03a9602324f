import type { AgentLink } from '../ship/link';
import { JobFollower, type FollowEnd } from './jobFollower';
import type { JournalRecord } from './journalReader';
import type { Clock } from './ports';
import { AgentClient } from './agentClient';

export interface OutputRequest {
  readonly job: string;
  /** True: until the job's end. False: what is there now. */
  readonly toTheEnd: boolean;
  readonly connect: (signal: AbortSignal) => Promise<AgentLink>;
  readonly clock: Clock;
  /** The connection is gone and is made again; `following` says that it is there. */
  readonly reconnecting?: () => void;
  readonly following?: () => void;
}

/** Reads a job's journal from its first byte, for `logs`; resolves to how it ended, or undefined where it goes on. */
export async function readOutput(
  request: OutputRequest,
  take: (records: readonly JournalRecord[]) => void | Promise<void>,
  signal: AbortSignal,
): Promise<FollowEnd | undefined> {
  const enough = new AbortController();
  const outer = (): void => enough.abort(signal.reason);
  signal.addEventListener('abort', outer, { once: true });
  const done = new EnoughRead();
  const follower = new JobFollower(request.job, request.connect, request.clock);
  try {
    const link = await request.connect(enough.signal);
    let limit = Infinity;
    if (!request.toTheEnd) {
      const stream = link.receive({ data: () => undefined, end: () => undefined, failed: () => undefined });
      const { size } = await new AgentClient(link).follow({ job: request.job, offset: 0, stream: stream.id });
      stream.reset();
      limit = size;
      if (limit === 0) return undefined;
    }
    return await follower.follow(
      {
        records: (records) => {
          const taken = take(records);
          if (follower.received >= limit) enough.abort(done);
          return taken;
        },
        reconnecting: () => request.reconnecting?.(),
        following: () => request.following?.(),
      },
      enough.signal,
      link,
    );
  } catch (error) {
    if (error === done) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', outer);
  }
}

class EnoughRead extends Error {}
