import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';

/** Why a signal ended the work: its own reason where that is one for the person. */
export function cancellation(signal: AbortSignal, host: string): FarcallError {
  const reason: unknown = signal.reason;
  return reason instanceof FarcallError
    ? reason
    : new FarcallError('cancelled', t('Connecting to {0} was cancelled.', host), { cause: reason });
}
