import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';

/** What a person writes for a host: a name of the OpenSSH config, or `[user@]host[:port]`. */
export interface SshTarget {
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
}

/** Understands `[user@]host[:port]`, IPv6 as `[::1]:2222` or bare. Throws `unknown-host` on what cannot be a name. */
export function parseTarget(name: string): SshTarget {
  const at = name.lastIndexOf('@');
  const user = at < 0 ? undefined : name.slice(0, at);
  const place = name.slice(at + 1);
  const match = /^\[([^\]]+)\](?::(\d+))?$/.exec(place) ?? /^([^:]+):(\d+)$/.exec(place);
  const host = match?.[1] ?? place;
  const port = match?.[2] === undefined ? undefined : Number(match[2]);
  // A leading dash would be an option to ssh, and OpenSSH refuses shell characters in names for good reason.
  const wrong =
    !/^[^\s\p{Cc}'"`$\\;&<>|(){}*?!,#-][^\s\p{Cc}'"`$\\;&<>|(){}*?!,#]*$/u.test(host) ||
    (user !== undefined && !/^[^\s\p{Cc}'"`;&<>|(){}:-][^\s\p{Cc}'"`;&<>|(){}]*$/u.test(user)) ||
    (port !== undefined && (port < 1 || port > 65535));
  if (wrong) {
    throw new FarcallError('unknown-host', t('{0} is not the name of a host.', JSON.stringify(name)), {
      next: t('Write it as [user@]host[:port], or as a Host of the OpenSSH config.'),
    });
  }
  return { host, user, port };
}

/** The arguments that make the `ssh` program mean this target. */
export function targetArguments({ host, user, port }: SshTarget): string[] {
  return [...(user === undefined ? [] : ['-l', user]), ...(port === undefined ? [] : ['-p', String(port)]), '--', host];
}
