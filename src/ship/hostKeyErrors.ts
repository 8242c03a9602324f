import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';

/** What there is to say about a host's key, whichever program found it out. */
export interface HostKeyFinding {
  readonly host: string;
  /** As known_hosts names it. */
  readonly knownName: string;
  /** `SHA256:…` of the key that the host shows. */
  readonly shown: string;
}

export interface KnownHostsPlace {
  readonly file: string;
  readonly line: number;
  /** `SHA256:…` of the key that stands there. */
  readonly fingerprint: string;
}

export function changedHostKey({ host, knownName, shown }: HostKeyFinding, known: KnownHostsPlace): FarcallError {
  return new FarcallError(
    'host-key-changed',
    t(
      'The host key of {0} has changed: it shows {1}, but {2}:{3} has {4}. Somebody may be listening in, or the host was installed anew.',
      host,
      shown,
      known.file,
      known.line,
      known.fingerprint,
    ),
    {
      next: t(
        "If you know why it changed, remove the old key with `ssh-keygen -R '{0}' -f '{1}'` and connect again.",
        knownName,
        known.file,
      ),
      at: { file: known.file, line: known.line },
      data: { shown, known: known.fingerprint, file: known.file, line: known.line },
    },
  );
}

export function revokedHostKey({ host, shown }: HostKeyFinding, place: KnownHostsPlace): FarcallError {
  return new FarcallError(
    'host-key-revoked',
    t('{0} shows the key {1}, which {2}:{3} marks as revoked.', host, shown, place.file, place.line),
    { next: t('Do not connect; ask who runs the host for its new key.'), data: { shown } },
  );
}

export function unknownHostKey({ host, shown }: HostKeyFinding, why: 'declined' | 'strict'): FarcallError {
  const strict = why === 'strict';
  return new FarcallError(
    'host-key-unknown',
    strict
      ? t('The key of {0} ({1}) is not known, and StrictHostKeyChecking forbids to accept it.', host, shown)
      : t('The key of {0} ({1}) is not known and was not accepted.', host, shown),
    {
      next: strict
        ? t('Add its key to known_hosts, or change StrictHostKeyChecking in the OpenSSH config.')
        : t('Compare its fingerprint, then connect again and accept it, or accept it once with `ssh {0}`.', host),
      data: { shown },
    },
  );
}
