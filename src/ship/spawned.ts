import { once } from 'node:events';
import { FarcallError, describe } from '../base/errors';
import type { PipedChild } from './childChannel';

/** Waits until the program runs; throws `unreachable` where it cannot be started. */
export async function spawned(child: PipedChild, program: string, signal: AbortSignal): Promise<void> {
  try {
    signal.throwIfAborted();
    if (child.pid === undefined) await once(child, 'spawn', { signal });
  } catch (cause) {
    child.on('error', () => undefined);
    child.kill('SIGKILL');
    if (signal.aborted) throw new FarcallError('cancelled', 'Connecting was cancelled.', { cause });
    throw new FarcallError('unreachable', `The program ${program} could not be started: ${describe(cause)}.`, {
      cause,
      next: `Check that ${program} is installed and on PATH.`,
    });
  }
}
