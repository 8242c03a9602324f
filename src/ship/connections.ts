import { t } from '@vscode/l10n';
import type { Disposable } from '../base/disposables';
import { FarcallError, describe } from '../base/errors';
import { Emitter } from '../base/events';
import type { Logger } from '../base/logging';
import type { Runtime } from './assets';
import { bootstrap, wasSwallowed, type Bootstrapped, type ConnectionFacts } from './bootstrap';
import { cancellation } from './cancellation';
import type { OpenChannel } from './channel';
import { commandChannel } from './commandChannel';
import type { Patience } from './frameLink';
import { HeldRuntimes } from './heldRuntimes';
import type { Host } from './host';
import type { AgentLink, GreetedLink } from './link';
import { localChannel } from './localChannel';

export interface Connection extends GreetedLink {
  readonly facts: ConnectionFacts;
}

export interface ConnectionOptions {
  readonly runtime: Runtime;
  readonly logger: Logger;
  /** How a host is reached that is neither local nor has a command. */
  readonly overSsh: (host: Host) => OpenChannel;
  readonly environment: NodeJS.ProcessEnv;
  /** Which hosts hold the runtime already; without it, those that this process met. */
  readonly held?: HeldRuntimes;
  readonly patience?: Patience;
  /** How long each of the agent's answers at the start may take; milliseconds. */
  readonly answerWithin?: number;
}

interface Shared {
  readonly host: string;
  readonly stop: AbortController;
  readonly connection: Promise<Connection>;
  /** What may be written to before the agent's greeting: then, or with the connection. */
  readonly reached: Promise<AgentLink>;
  waiting: number;
  /** Something may have been written: it is not given up any more. */
  inUse: boolean;
  open: Connection | undefined;
}

/** One connection per host, shared by all who ask; one that was lost is made anew for the next who asks. */
export class HostConnections implements Disposable {
  readonly #options: ConnectionOptions;
  readonly #shared = new Map<string, Shared>();
  readonly #changed = new Emitter<void>();
  readonly #held: HeldRuntimes;
  #disposed = false;

  /** Fired when a host is connected, or no longer. */
  readonly onChanged = this.#changed.event;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#held = options.held ?? new HeldRuntimes();
  }

  /** The attempt is given up when everybody who waits for it has aborted. */
  connect(host: Host, signal: AbortSignal): Promise<Connection> {
    return this.#wait(host, signal, (shared) => shared.connection);
  }

  /**
   * A link to write to: the connection or, where a host is met for the first time, what will be one if all goes well.
   * What is written reaches the agent a round trip sooner; where there is no agent in the end, it fails for that reason.
   */
  reach(host: Host, signal: AbortSignal): Promise<AgentLink> {
    return this.#wait(host, signal, async (shared) => {
      const link = await shared.reached;
      shared.inUse = true;
      return link;
    });
  }

  async #wait<T>(host: Host, signal: AbortSignal, what: (shared: Shared) => Promise<T>): Promise<T> {
    if (signal.aborted) throw cancellation(signal, host.name);
    if (this.#disposed)
      throw new FarcallError('connection-lost', t('Farcall is closing; {0} is not connected.', host.name));
    const key = connectionKey(host);
    const shared = this.#shared.get(key) ?? this.#start(key, host);
    shared.waiting += 1;
    let onAbort: () => void = () => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = () => reject(cancellation(signal, host.name));
      signal.addEventListener('abort', onAbort);
    });
    try {
      return await Promise.race([what(shared), aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      shared.waiting -= 1;
      this.#giveUpUnlessWanted(key, shared, signal);
    }
  }

  /** The names of the hosts that are connected. */
  get connected(): readonly string[] {
    const open = [...this.#shared.values()].filter((shared) => shared.open !== undefined);
    return [...new Set(open.map(({ host }) => host))];
  }

  /** The connection to a host of this name, the latest where there are several; nothing is done for it. */
  peek(name: string): Connection | undefined {
    return [...this.#shared.values()].findLast(({ host, open }) => host === name && open !== undefined)?.open;
  }

  /** Closes what is connected or connecting under this name. */
  disconnect(name: string): void {
    for (const [key, shared] of this.#shared) {
      if (shared.host !== name) continue;
      this.#forget(key, shared);
      shared.open?.close();
      shared.stop.abort(new FarcallError('connection-lost', t('The connection to {0} was closed.', name)));
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const { host } of [...this.#shared.values()]) this.disconnect(host);
  }

  #start(key: string, host: Host): Shared {
    const stop = new AbortController();
    let onReached: (link: AgentLink) => void = () => undefined;
    const early = new Promise<AgentLink>((resolve) => (onReached = resolve));
    const connection = this.#open(key, host, stop.signal, onReached);
    const shared: Shared = {
      host: host.name,
      stop,
      connection,
      reached: Promise.race([early, connection]),
      waiting: 0,
      inUse: false,
      open: undefined,
    };
    // Nobody may be waiting for it.
    shared.reached.catch(() => undefined);
    this.#shared.set(key, shared);
    shared.connection.then(
      (connection) => {
        if (this.#shared.get(key) !== shared) {
          connection.close();
          return;
        }
        shared.open = connection;
        this.#changed.fire();
        void connection.closed.then(() => this.#forget(key, shared));
      },
      (error: unknown) => {
        this.#options.logger.log('warn', `${host.name}: ${describe(error)}`);
        this.#forget(key, shared);
      },
    );
    return shared;
  }

  #giveUpUnlessWanted(key: string, shared: Shared, signal: AbortSignal): void {
    if (shared.waiting > 0 || shared.inUse || shared.open !== undefined) return;
    this.#forget(key, shared);
    shared.stop.abort(signal.reason);
  }

  #forget(key: string, shared: Shared): void {
    if (this.#shared.get(key) !== shared) return;
    this.#shared.delete(key);
    if (shared.open !== undefined) this.#changed.fire();
  }

  async #open(key: string, host: Host, signal: AbortSignal, onReached: (link: AgentLink) => void): Promise<Connection> {
    const { sha256 } = this.#options.runtime;
    // A bare shell may read more of its input than the command.
    const unasked = host.options.command === undefined && !(await this.#held.holds(key, sha256));
    let made = await this.#bootstrap(host, signal, unasked);
    if (unasked) {
      onReached(made.link);
      try {
        await made.greeted;
      } catch (error) {
        if (!wasSwallowed(error)) throw error;
        this.#options.logger.log('warn', `${host.name}: ${describe(error)} Connecting again.`);
        made = await this.#bootstrap(host, signal, false);
      }
    }
    const connection = Object.assign(made.link, { facts: await made.greeted });
    void this.#held.remember(key, sha256);
    return connection;
  }

  #bootstrap(host: Host, signal: AbortSignal, unasked: boolean): Promise<Bootstrapped> {
    const { runtime, logger, patience, answerWithin } = this.#options;
    return bootstrap({
      host,
      runtime,
      logger,
      signal,
      unasked,
      open: this.#opener(host),
      ...(patience === undefined ? {} : { patience }),
      ...(answerWithin === undefined ? {} : { answerWithin }),
    });
  }

  #opener(host: Host): OpenChannel {
    const { environment, overSsh } = this.#options;
    if (host.options.command !== undefined) return commandChannel(host.options.command, environment);
    if (host.name === 'local') return localChannel(environment);
    return overSsh(host);
  }
}

/** Hosts that differ in what decides the agent are not one connection, even under one name. */
function connectionKey({ name, options }: Host): string {
  return JSON.stringify([name, options.command ?? null, options.python ?? null, options.directory ?? null]);
}
