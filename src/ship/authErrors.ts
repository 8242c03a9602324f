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
  const attempts = tried.length === 0 ? 'there was nothing to offer' : `tried: ${tried.join(', ')}`;
  const takes = offered.length === 0 ? '' : ` The host takes ${offered.join(', ')}.`;
  return new FarcallError('auth-failed', `${host} did not let ${user} in; ${attempts}.${takes}`, {
    next: offered.includes('publickey')
      ? `Check the user name, or add your public key to the host with \`ssh-copy-id ${host}\`.`
      : 'Check the user name and the password.',
    data: { tried, offered },
    cause,
  });
}

export function loginDeclined(host: string): FarcallError {
  return new FarcallError('auth-failed', `${host} asked for a password, and none was given.`, {
    next: 'Connect again and answer, or add your public key to the host.',
    data: { declined: true },
  });
}
