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
    `The host key of ${host} has changed: it shows ${shown}, but ${known.file}:${known.line} has ${known.fingerprint}. Somebody may be listening in, or the host was installed anew.`,
    {
      next: `If you know why it changed, remove the old key with \`ssh-keygen -R '${knownName}' -f '${known.file}'\` and connect again.`,
      at: { file: known.file, line: known.line },
      data: { shown, known: known.fingerprint, file: known.file, line: known.line },
    },
  );
}

export function revokedHostKey({ host, shown }: HostKeyFinding, place: KnownHostsPlace): FarcallError {
  return new FarcallError(
    'host-key-revoked',
    `${host} shows the key ${shown}, which ${place.file}:${place.line} marks as revoked.`,
    { next: 'Do not connect; ask who runs the host for its new key.', data: { shown } },
  );
}

export function unknownHostKey({ host, shown }: HostKeyFinding, why: 'declined' | 'strict'): FarcallError {
  const strict = why === 'strict';
  return new FarcallError(
    'host-key-unknown',
    strict
      ? `The key of ${host} (${shown}) is not known, and StrictHostKeyChecking forbids to accept it.`
      : `The key of ${host} (${shown}) is not known and was not accepted.`,
    {
      next: strict
        ? 'Add its key to known_hosts, or change StrictHostKeyChecking in the OpenSSH config.'
        : `Compare its fingerprint, then connect again and accept it, or accept it once with \`ssh ${host}\`.`,
      data: { shown },
    },
  );
}
