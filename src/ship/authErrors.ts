import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';

export interface RefusedLogin {
  readonly host: string;
  readonly user: string;
  /** What was offered, in words. */
  readonly tried: readonly string[];
  /** What the server would take, as SSH names it. */
  readonly offered: readonly string[];
}

export function loginRefused({ host, user, tried, offered }: RefusedLogin, cause?: unknown): FarcallError {
  const attempts = tried.length === 0 ? t('there was nothing to offer') : t('tried: {0}', tried.join(', '));
  const takes = offered.length === 0 ? '' : ` ${t('The host takes {0}.', offered.join(', '))}`;
  return new FarcallError('auth-failed', t('{0} did not let {1} in; {2}.{3}', host, user, attempts, takes), {
    next: offered.includes('publickey')
      ? t('Check the user name, or add your public key to the host with `ssh-copy-id {0}`.', host)
      : t('Check the user name and the password.'),
    data: { tried, offered },
    cause,
  });
}

export function loginDeclined(host: string): FarcallError {
  return new FarcallError('auth-failed', t('{0} asked for a password, and none was given.', host), {
    next: t('Connect again and answer, or add your public key to the host.'),
    data: { declined: true },
  });
}
