import { t } from '@vscode/l10n';
import { FarcallError, describe, isErrorCode } from '../base/errors';
import type { Logger } from '../base/logging';
import type { StubLine } from '../contract/agent';
import type { Runtime } from './assets';
import { cancellation } from './cancellation';
import { bootstrapCommand, pythonPlaces } from './bootstrapCommand';
import type { Channel, ChannelEnd, OpenChannel, Peer } from './channel';
import { StderrTail } from './channelText';
import { FrameLink, type Patience } from './frameLink';
import type { Host } from './host';
import { hostWords } from './hostWords';
import { StubLineReader, type StubReply } from './stubLines';
import { cutShort } from './tcpConnect';
import { unaskedRuntime } from './unaskedRuntime';

export interface BootstrapOptions {
  readonly host: Host;
  readonly runtime: Runtime;
  readonly open: OpenChannel;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /**
   * Sends the runtime before the host says that it lacks it. Only where nobody but the stub has reason to read what
   * follows the command.
   */
  readonly unasked: boolean;
  /** How long each answer of the stub, and the agent's greeting, may take; 30 s. */
  readonly answerWithin?: number;
  readonly patience?: Patience;
}

/** How a connection came about, for "Test Host" and the log. */
export interface ConnectionFacts extends Partial<Peer> {
  /** `ssh2`, `ssh`, `local` or `command`. */
  readonly maker: string;
  /** Milliseconds until the channel was open, and from then to the agent's greeting. */
  readonly connectMs: number;
  readonly bootstrapMs: number;
}

export interface Bootstrapped {
  /** Where the runtime went unasked, it may be written to before the agent's greeting. */
  readonly link: FrameLink;
  /** Rejects with why there will be none; the link is then closed, and all that waits for it has heard the same. */
  readonly greeted: Promise<ConnectionFacts>;
}

/**
 * Opens a channel, starts the agent over it (sending the runtime where the host lacks it), and returns the framed
 * conversation: once the agent has said hello or, where the runtime goes unasked, once the channel is open. Whatever
 * goes wrong closes the channel.
 */
export async function bootstrap(options: BootstrapOptions): Promise<Bootstrapped> {
  const { host, runtime, logger } = options;
  const started = performance.now();
  const parcel = options.unasked ? unaskedRuntime(runtime) : undefined;
  const channel = await options.open(bootstrapCommand(runtime, host.options, parcel), options.signal);
  const opened = performance.now();
  logger.log('debug', `${host.name}: channel open by ${channel.maker} after ${Math.round(opened - started)} ms`);
  // Someone must hear a write that fails because the channel broke; its end is what is reported.
  channel.stdin.on('error', () => undefined);
  if (parcel !== undefined) channel.stdin.write(parcel.bytes);
  const stderr = new StderrTail(channel.stderr, host.name, logger);
  const link = new FrameLink(channel, {
    host: host.name,
    logger,
    display: runtime.display,
    stderrTail: () => stderr.text,
    ...(options.patience === undefined ? {} : { patience: options.patience }),
  });
  const greeted = greeting(options, channel, link, stderr).then(() => {
    const bootstrapMs = performance.now() - opened;
    logger.log('info', `${host.name}: agent ready (Python ${link.hello.python}) after ${Math.round(bootstrapMs)} ms`);
    return { ...channel.peer, maker: channel.maker, connectMs: opened - started, bootstrapMs };
  });
  if (parcel === undefined) await greeted;
  return { link, greeted };
}

/** Brings the agent to its greeting, which the link then has. */
async function greeting(
  options: BootstrapOptions,
  channel: Channel,
  link: FrameLink,
  stderr: StderrTail,
): Promise<void> {
  const { host, runtime, unasked, signal } = options;
  const limit = new TimeLimit(signal, options.answerWithin ?? 30_000, host.name, () => channel.close());
  const reader = new StubLineReader(channel.stdout);
  try {
    const starting = new Starting(host, channel, reader, stderr);
    // Where somebody else read all that was sent, the stub learns of it by a ping; to the agent it is what it is.
    const supply = unasked ? () => void link.roundTrip().catch(() => undefined) : () => sendRuntime(channel, runtime);
    const bare = await limit.within(starting.ready(supply), t('the agent to start'));
    link.listen(reader.release(), bare);
    await limit.within(link.greeted, t('the agent to say hello'));
  } catch (error) {
    channel.close();
    link.fail(error instanceof FarcallError ? error : new FarcallError('protocol', describe(error), { cause: error }));
    throw error;
  } finally {
    limit.dispose();
  }
}

/** Whether the agent could not start because somebody else had read what was sent to it unasked. */
export function wasSwallowed(error: unknown): boolean {
  return error instanceof FarcallError && error.data['swallowed'] === true;
}

function sendRuntime({ stdin }: Channel, { bytes }: Runtime): void {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes.length));
  stdin.write(length);
  stdin.write(bytes);
}

/** The stub's part of the conversation. */
class Starting {
  readonly #host: Host;
  readonly #channel: Channel;
  readonly #reader: StubLineReader;
  readonly #stderr: StderrTail;

  constructor(host: Host, channel: Channel, reader: StubLineReader, stderr: StderrTail) {
    this.#host = host;
    this.#channel = channel;
    this.#reader = reader;
    this.#stderr = stderr;
  }

  /**
   * Whether the host lacked the runtime.
   * @param supply What to do where the stub waits for it.
   */
  async ready(supply: () => void): Promise<boolean> {
    const first = await this.#line();
    if (first.stub === 'ready') return false;
    if (first.stub !== 'need') throw this.#refusal(first);
    supply();
    const second = await this.#line();
    if (second.stub === 'ready') return true;
    if (second.stub !== 'need') throw this.#refusal(second);
    throw new FarcallError('bootstrap-failed', t('{0} asked for the same code twice.', this.#host.name), {
      next: t('Check that its Farcall folder keeps what is written into it.'),
    });
  }

  async #line(): Promise<StubLine> {
    const reply = await this.#reader.next();
    if (reply.kind === 'line') return reply.line;
    throw await this.#silence(reply);
  }

  async #silence(reply: Extract<StubReply, { kind: 'none' }>): Promise<FarcallError> {
    const { name } = this.#host;
    if (reply.why === 'ended') {
      const end = await this.#channel.ended;
      if (end.error instanceof FarcallError) return end.error;
      if (wasCut(this.#channel, end)) return cutShort(name, t('before the agent could start'), end.error);
      const how = end.signal ?? t('status {0}', String(end.code));
      if (wasKilled(end)) return killed(name, how);
      return this.#noAgent(t('The shell on {0} ended ({1}) before the agent could start.', name, how));
    }
    return this.#noAgent(t("The shell on {0} prints without end, and the agent's answer does not come.", name));
  }

  #noAgent(sentence: string): FarcallError {
    const said = [this.#stderr.text, this.#reader.noise].filter((text) => text !== '').join('\n');
    const { python } = this.#host.options;
    const quoted = said === '' ? '' : ` ${t('It said: “{0}”.', said.slice(-1000))}`;
    return new FarcallError('bootstrap-failed', `${sentence}${quoted}`, {
      next:
        python === undefined
          ? t('Check that the login shell there runs commands that are given to it, and what its start-up files do.')
          : t(
              'Check that the host option python, {0}, names a Python, and that the login shell there runs commands.',
              python,
            ),
      data: { said },
    });
  }

  #refusal(line: Exclude<StubLine, { stub: 'ready' | 'need' }>): FarcallError {
    const { name, options } = this.#host;
    if (line.stub === 'swallowed') {
      return new FarcallError('connection-lost', t('The login shell on {0} read what was meant for the agent.', name), {
        next: t('Look for a start-up file there that reads its standard input.'),
        data: { swallowed: true },
      });
    }
    if (line.stub === 'error') {
      const code = isErrorCode(line.code) ? line.code : 'bootstrap-failed';
      return new FarcallError(code, `${name}: ${hostWords(line.message)}`, { next: nextStepOf(code) });
    }
    const next = t('Set the host option python to the path of a Python 3.8 or newer.');
    if (/\(Python \d/.test(line.tried)) {
      return new FarcallError('old-python', t('{0} has no Python that is new enough (3.8): {1}.', name, line.tried), {
        next,
        data: { tried: line.tried },
      });
    }
    // As the command line says it, in English.
    const tried = line.tried === '' ? '' : `: ${line.tried.replaceAll('(not found)', t('(not found)'))}`;
    const message =
      options.python === undefined
        ? t('No Python was found on {0} in {1}{2}.', name, pythonPlaces.join(', '), tried)
        : t('No Python was found on {0}{1}.', name, tried);
    return new FarcallError('no-python', message, { next, data: { tried: line.tried } });
  }
}

/** Every command ends with a status or by a signal; where neither is told it is the way to it that ended. */
function wasCut({ maker }: Channel, { code, signal }: ChannelEnd): boolean {
  const opensshLostIt = 255;
  return signal === null && (code === null || (maker === 'ssh' && code === opensshLostIt));
}

/** By a signal, which the shell in between tells as a status. */
function wasKilled({ code, signal }: ChannelEnd): boolean {
  const [statusOfSignals, signals] = [128, 31];
  return signal !== null || (code !== null && code > statusOfSignals && code <= statusOfSignals + signals);
}

/** What was lost is the conversation, as when the agent is killed later: another attempt may go through. */
function killed(name: string, how: string): FarcallError {
  return new FarcallError('connection-lost', t('The agent on {0} was killed ({1}) before it could start.', name, how), {
    next: t('Try again; if it happens each time, look for what ends processes there, such as a limit of memory.'),
  });
}

function nextStepOf(code: string): string {
  switch (code) {
    case 'folder-unwritable':
      return t('Set the host option directory to a folder that can be written there.');
    case 'disk-full':
      return t('Make room there, or set the host option directory to a folder on another disk.');
    default:
      return t('See the log for what the host said.');
  }
}

/** Bounds each wait, and ends it at once when the person cancels. */
class TimeLimit {
  readonly #signal: AbortSignal;
  readonly #ms: number;
  readonly #host: string;
  readonly #close: () => void;
  readonly #aborted: Promise<never>;
  #onAbort: () => void = () => undefined;

  constructor(signal: AbortSignal, ms: number, host: string, close: () => void) {
    this.#signal = signal;
    this.#ms = ms;
    this.#host = host;
    this.#close = close;
    this.#aborted = new Promise((_resolve, reject) => {
      this.#onAbort = () => {
        this.#close();
        reject(cancellation(signal, host));
      };
    });
    this.#aborted.catch(() => undefined);
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort);
  }

  async within<T>(work: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(
          new FarcallError(
            'bootstrap-failed',
            t('{0} let {1} s pass while waiting for {2}.', this.#host, this.#ms / 1000, what),
            {
              next: t('Check what its login shell does at the start, and how busy it is, and try again.'),
              data: { late: true },
            },
          ),
        );
        this.#close();
      }, this.#ms);
    });
    // Closing the channel makes the work fail after the reason for it has been told.
    work.catch(() => undefined);
    try {
      return await Promise.race([work, late, this.#aborted]);
    } finally {
      clearTimeout(timer);
    }
  }

  dispose(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}
