import { FarcallError } from '../base/errors';

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new FarcallError('cancelled', 'The request was cancelled before anything was sent.');
}
