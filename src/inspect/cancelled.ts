import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new FarcallError('cancelled', t('The request was cancelled before anything was sent.'));
}
