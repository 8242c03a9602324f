import { connect, type Socket } from 'node:net';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { cancellation } from './cancellation';
import { SocketReads } from './socketReads';
import type { SshSettings } from './sshSettings';

export interface TcpConnection {
  readonly socket: Socket;
  readonly reads: SocketReads;
}

/**
 * A TCP connection to the host, without Nagle's algorithm from its first byte on: with it, each small frame would wait
 * for the acknowledgement of the one before, 40 ms.
 */
export function tcpConnect(settings: SshSettings, signal: AbortSignal): Promise<TcpConnection> {
  const { name, hostname, port, family, connectTimeout } = settings;
  return new Promise((resolve, reject) => {
    const reads = new SocketReads();
    const socket = connect({
      host: hostname,
      port,
      family,
      noDelay: true,
      keepAlive: true,
      // Node's own 250 ms per address would give up on far hosts that have several.
      autoSelectFamilyAttemptTimeout: 3000,
      onread: reads.options((bytes) => socket.emit('data', bytes)),
    });
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      finish();
    };
    const fail = (error: FarcallError): void =>
      settle(() => {
        socket.on('error', () => undefined);
        socket.destroy();
        reject(error);
      });
    const onError = (error: NodeJS.ErrnoException): void => fail(connectFailure(settings, error));
    const onAbort = (): void => fail(cancellation(signal, name));
    const timer = setTimeout(() => fail(noAnswer(settings)), connectTimeout);
    signal.addEventListener('abort', onAbort);
    socket.once('error', onError);
    socket.once('connect', () => settle(() => resolve({ socket, reads })));
    if (signal.aborted) onAbort();
  });
}

export function noAnswer({ name, hostname, port, connectTimeout }: SshSettings): FarcallError {
  return new FarcallError(
    'unreachable',
    t('{0} ({1}:{2}) did not answer within {3} s.', name, hostname, port, Math.round(connectTimeout / 1000)),
    { next: t('Check the address, the network and firewalls between here and there.') },
  );
}

/** The connection was there and broke before anything ran on the host. */
export function cutShort(name: string, when: string, cause?: unknown): FarcallError {
  return new FarcallError('connection-lost', t('The connection to {0} broke {1}.', name, when), {
    cause,
    next: t('Try again; if it happens each time, the log of its SSH server says why.'),
  });
}

function connectFailure({ name, hostname, port }: SshSettings, error: NodeJS.ErrnoException): FarcallError {
  switch (error.code) {
    case 'ECONNREFUSED':
      return refused(name, hostname, port, error);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return unknownAddress(name, hostname, error);
    default:
      return new FarcallError(
        'unreachable',
        t('{0} ({1}:{2}) cannot be reached: {3}.', name, hostname, port, error.message),
        {
          cause: error,
          next: t('Check the network, and whether the host needs a VPN or a jump host.'),
        },
      );
  }
}

export function refused(name: string, hostname: string, port: number, cause: unknown): FarcallError {
  return new FarcallError('refused', t('{0} ({1}:{2}) refused the connection.', name, hostname, port), {
    cause,
    next: t('Check the port, and that an SSH server runs there.'),
  });
}

export function unknownAddress(name: string, hostname: string, cause: unknown): FarcallError {
  const alias = name === hostname ? '' : ` (${hostname})`;
  return new FarcallError('unreachable', t('The name {0}{1} does not resolve to an address.', name, alias), {
    cause,
    data: { unresolved: true },
    next: t('Check its spelling, the HostName in the OpenSSH config, and whether a VPN is needed.'),
  });
}
