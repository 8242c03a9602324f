import type { Algorithms } from 'ssh2';
import type { KnownHosts } from './knownHosts';
import type { SshSettings } from './sshSettings';
import { SystemSshNeeded } from './systemSshNeeded';

/**
 * What ssh2 can do without native parts and with the crypto of Electron, in order of preference. AES-GCM first: it is
 * twice as fast as anything else here. chacha20-poly1305 is left out, Electron's crypto lacks it.
 */
const able = {
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group18-sha512',
  ],
  hmac: [
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha1-etm@openssh.com',
    'hmac-sha2-256',
    'hmac-sha2-512',
    'hmac-sha1',
  ],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-rsa',
  ],
} as const;

/** The algorithms that both the person's OpenSSH config allows and ssh2 has; throws where a kind has none. */
export function chooseAlgorithms(settings: SshSettings, known: KnownHosts): Algorithms {
  return {
    cipher: both('cipher', able.cipher, settings.ciphers),
    kex: both('key exchange', able.kex, settings.kex),
    hmac: both('MAC', able.hmac, settings.macs),
    serverHostKey: known
      .order(both('host key', able.serverHostKey, settings.hostKeyAlgorithms, 'configured order'))
      .filter((algorithm): algorithm is (typeof able.serverHostKey)[number] => isOneOf(able.serverHostKey, algorithm)),
  };
}

function both<T extends string>(
  kind: string,
  ours: readonly T[],
  allowed: readonly string[],
  order?: 'configured order',
): T[] {
  const common =
    order === undefined
      ? ours.filter((algorithm) => allowed.includes(algorithm))
      : allowed.filter((algorithm): algorithm is T => isOneOf(ours, algorithm));
  if (common.length === 0) throw new SystemSshNeeded(`ssh2 has none of the ${kind} algorithms that the config allows`);
  return common;
}

function isOneOf<T extends string>(list: readonly T[], value: string): value is T {
  return list.some((item) => item === value);
}
