import { once } from 'node:events';
import { t } from '@vscode/l10n';
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
    if (signal.aborted) throw new FarcallError('cancelled', t('Connecting was cancelled.'), { cause });
    throw new FarcallError('unreachable', t('The program {0} could not be started: {1}.', program, describe(cause)), {
      cause,
      next: t('Check that {0} is installed and on PATH.', program),
    });
  }
}
