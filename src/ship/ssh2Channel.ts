import { Duplex, Readable, Writable } from 'node:stream';
import { t } from '@vscode/l10n';
import type { Client, ClientChannel } from 'ssh2';
import { FarcallError, describe } from '../base/errors';
import type { Logger } from '../base/logging';
import { AnswerTimer } from './answerTimer';
import { cancellation } from './cancellation';
import type { Channel, ChannelEnd, Peer } from './channel';
import { HostKeyCheck } from './hostKeyCheck';
import { fingerprint } from './knownHosts';
import type { Prompts } from './prompts';
import { chooseAlgorithms } from './ssh2Algorithms';
import { Ssh2Authentication } from './ssh2Authentication';
import { loadSsh2 } from './ssh2Library';
import type { SshSettings } from './sshSettings';
import { SystemSshNeeded } from './systemSshNeeded';
import { cutShort, noAnswer, tcpConnect } from './tcpConnect';
import type { Socket } from 'node:net';

export interface Ssh2Options {
  readonly settings: SshSettings;
  readonly prompts: Prompts;
  readonly logger: Logger;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Opens a channel by the ssh2 library. Rejects with a FarcallError, or with SystemSshNeeded where OpenSSH itself could
 * do what the library cannot.
 */
export async function openSsh2Channel(
  options: Ssh2Options,
  commandLine: string,
  signal: AbortSignal,
): Promise<Channel> {
  const { settings, prompts, logger } = options;
  const check = await HostKeyCheck.prepare(settings, prompts, logger);
  if (check.known.hasAuthority) throw new SystemSshNeeded('the host shows a certificate');
  const algorithms = chooseAlgorithms(settings, check.known);
  const { socket, reads } = await tcpConnect(settings, signal);
  const client = new (loadSsh2().Client)();
  // Once what arrives has to be deciphered, ssh2 keeps nothing of it.
  client.on('handshake', () => reads.shareBuffer());
  let hostKeyFingerprint: string | undefined;
  try {
    const connected = connect(
      client,
      socket,
      options,
      check,
      signal,
      algorithms,
      (shown) => (hostKeyFingerprint = shown),
    );
    await connected;
    return await execute(client, socket, commandLine, settings, {
      address: `${settings.user}@${settings.hostname}:${settings.port}`,
      ...(hostKeyFingerprint === undefined ? {} : { hostKeyFingerprint }),
    });
  } catch (error) {
    client.on('error', () => undefined);
    client.destroy();
    socket.destroy();
    throw error;
  }
}

/** Handshake and authentication. */
function connect(
  client: Client,
  socket: Socket,
  { settings, prompts, logger, environment }: Ssh2Options,
  check: HostKeyCheck,
  signal: AbortSignal,
  algorithms: ReturnType<typeof chooseAlgorithms>,
  onHostKey: (fingerprint: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let handshaken = false;
    const timer = new AnswerTimer(settings.connectTimeout, () => fail(noAnswer(settings)));
    const onAbort = (): void => fail(cancellation(signal, settings.name));
    const settle = (): void => {
      timer.stop();
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
    };
    const authentication = new Ssh2Authentication({
      settings,
      prompts,
      environment,
      whileAsking: (question) => timer.pausedFor(question),
      stop: fail,
    });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    client.on('handshake', () => (handshaken = true));
    client.on('ready', () => {
      settle();
      resolve();
    });
    client.on('close', () => fail(handshaken ? cutShort(settings.name, t('at the login')) : closedEarly(settings)));
    client.on('error', (error) => {
      logger.log('debug', `${settings.name}: ssh2: ${error.message}`);
      // The agent's troubles are not the end: the next method is tried.
      if (error.level === 'agent') return;
      if (handshaken && error.level === 'client-socket') fail(cutShort(settings.name, t('at the login'), error));
      else if (handshaken) fail(authentication.failure(error));
      else if (error.level === 'handshake') fail(new SystemSshNeeded(error.message));
      else fail(closedEarly(settings, error));
    });
    client.connect({
      sock: socket,
      username: settings.user,
      algorithms,
      readyTimeout: 0,
      hostVerifier: (key: Buffer, verified: (permitted: boolean) => void) => {
        onHostKey(fingerprint(key));
        timer.pausedFor(check.accept(key)).then(
          () => verified(true),
          (error: unknown) => {
            fail(error instanceof Error ? error : new Error(describe(error)));
            verified(false);
          },
        );
      },
      // ssh2 says null before the server named its methods, and takes false for "none left"; its types know neither.
      authHandler: (left: readonly string[] | null, partial: boolean | null, next) => {
        authentication.next(left, partial === true).then(
          (method) => (method === false ? fail(authentication.failure()) : next(method)),
          (error: unknown) => fail(error instanceof Error ? error : new Error(describe(error))),
        );
      },
    });
  });
}

function closedEarly({ name, hostname, port }: SshSettings, cause?: Error): FarcallError {
  const why = cause === undefined ? '' : `: ${cause.message}`;
  return new FarcallError(
    'unreachable',
    t('{0} ({1}:{2}) ended the connection at its start{3}.', name, hostname, port, why),
    {
      cause,
      next: t('Check that an SSH server answers on that port, and that it lets this machine in.'),
    },
  );
}

/**
 * Asks for a session and has it run the command. The channel is there once the session is open: what is written to it
 * follows the command, without a round trip's wait for the answer that it runs.
 */
function execute(
  client: Client,
  socket: Socket,
  commandLine: string,
  settings: SshSettings,
  peer: Peer,
): Promise<Channel> {
  return new Promise((resolve, reject) => {
    let session: Session | undefined;
    const begin = (stream: ClientChannel): void => {
      if (session !== undefined) return;
      session = openSession(client, socket, stream, peer);
      resolve(session.channel);
    };
    const fail = (error: FarcallError): void => {
      if (session === undefined) reject(error);
      else session.fail(error);
    };
    const lost = (error?: Error): void => fail(cutShort(settings.name, t('before a command could run there'), error));
    const heard = (): void => {
      const stream = firstChannel(client);
      if (stream !== undefined) begin(stream);
      // Nothing is to be said here until the session is open, and sshd, which tells of small things meanwhile, waits with
      // each for the acknowledgement of the one before: 40 ms, unless it goes with something. That there will be no other
      // session is true, may be said again, and asks for no answer.
      else acknowledge(client);
    };
    client.once('error', lost);
    client.once('close', lost);
    socket.on('data', heard);
    client.exec(commandLine, { env: { ...settings.env } }, (error, stream) => {
      client.off('error', lost);
      client.off('close', lost);
      socket.off('data', heard);
      // Not later: where the command has ended already, how it did is told in the same turn.
      if (error === undefined) begin(stream);
      // ssh2 answers what is open when the connection breaks, and tells of the break after that.
      else if (socket.destroyed || socket.readyState !== 'open') lost(error);
      else {
        fail(
          new FarcallError('bootstrap-failed', t('{0} lets nobody run commands: {1}.', settings.name, error.message), {
            cause: error,
            next: t('Check that the account may open sessions there.'),
          }),
        );
      }
    });
  });
}

function acknowledge(client: Client): void {
  try {
    client.openssh_noMoreSessions();
  } catch {
    // The connection has just broken, of which its own event tells.
  }
}

/**
 * The session's channel as soon as it is open, when ssh2 has also sent the command: its own callback comes with the
 * host's answer. Undefined before that, and where a later ssh2 keeps its channels elsewhere.
 */
function firstChannel(client: Client): ClientChannel | undefined {
  const first = client._chanMgr?.get?.(0);
  return isClientChannel(first) ? first : undefined;
}

function isClientChannel(value: unknown): value is ClientChannel {
  return value instanceof Duplex && 'stderr' in value && value.stderr instanceof Readable;
}

interface Session {
  readonly channel: Channel;
  /** Ends the channel with why it is of no use. */
  fail(error: FarcallError): void;
}

function openSession(client: Client, socket: Socket, stream: ClientChannel, peer: Peer): Session {
  let error: Error | undefined;
  let closed = false;
  const close = (): void => {
    closed = true;
    client.end();
    // A peer that does not answer must not keep the socket.
    setTimeout(() => socket.destroy(), 1000).unref();
  };
  let code: number | null = null;
  let signal: string | null = null;
  let resolve: (end: ChannelEnd) => void = () => undefined;
  const ended = new Promise<ChannelEnd>((settled) => (resolve = settled));
  const settle = (): void => {
    resolve({ code, signal, error });
    if (!closed) close();
  };
  const fail = (failure: Error): void => {
    error ??= failure;
    settle();
  };
  stream.on('exit', (status: number | null, name?: string) => {
    code = status;
    signal = name ?? null;
  });
  stream.on('close', settle);
  client.on('close', settle);
  client.on('error', fail);
  const { stderr } = stream;
  const channel = { stdin: unhurried(stream, socket), stdout: stream, stderr, ended, maker: 'ssh2', peer, close };
  return { channel, fail };
}

/**
 * ssh2 takes as much as the window allows, 2 MiB and more, whatever the network does. This input says "written" only
 * when the socket has room again, so that what is urgent can overtake what is large.
 */
function unhurried(stream: ClientChannel, socket: Socket): Writable {
  const whenDrained = (done: (error?: Error | null) => void) => (error?: Error | null) => {
    if (error !== undefined && error !== null) done(error);
    else if (!socket.writableNeedDrain) done();
    else {
      const finish = (): void => {
        socket.off('drain', finish);
        socket.off('close', finish);
        done();
      };
      socket.on('drain', finish);
      socket.on('close', finish);
    }
  };
  return new Writable({
    highWaterMark: 64 * 1024,
    write: (chunk: Buffer, _encoding, done) => void stream.write(chunk, whenDrained(done)),
    writev: (chunks: { chunk: Buffer }[], done) => {
      const last = chunks.length - 1;
      chunks.forEach(({ chunk }, index) => {
        if (index === last) stream.write(chunk, whenDrained(done));
        else stream.write(chunk);
      });
    },
    final: (done) => void stream.end(() => done()),
    destroy: (error, done) => {
      stream.end();
      done(error);
    },
  });
}
