import type { Disposable } from '../base/disposables';
import { FarcallError, describe } from '../base/errors';
import { Emitter } from '../base/events';
import type { Logger } from '../base/logging';
import type { Runtime } from './assets';
import { bootstrap } from './bootstrap';
import { cancellation } from './cancellation';
import type { OpenChannel, Peer } from './channel';
import { commandChannel } from './commandChannel';
import type { Patience } from './frameLink';
import type { Host } from './host';
import type { AgentLink } from './link';
import { localChannel } from './localChannel';

/** How a connection came about, for "Test Host" and the log. */
export interface ConnectionFacts extends Partial<Peer> {
  /** `ssh2`, `ssh`, `local` or `command`. */
  readonly maker: string;
  /** Milliseconds until the channel was open, and from then to the agent's greeting. */
  readonly connectMs: number;
  readonly bootstrapMs: number;
}

export interface Connection extends AgentLink {
  readonly facts: ConnectionFacts;
}

export interface ConnectionOptions {
  readonly runtime: Runtime;
  readonly logger: Logger;
  /** How a host is reached that is neither local nor has a command. */
  readonly overSsh: (host: Host) => OpenChannel;
  readonly environment: NodeJS.ProcessEnv;
  readonly patience?: Patience;
  /** How long each of the agent's answers at the start may take; milliseconds. */
  readonly answerWithin?: number;
}

interface Shared {
  readonly host: string;
  readonly stop: AbortController;
  readonly connection: Promise<Connection>;
  waiting: number;
  open: Connection | undefined;
}

/** One connection per host, shared by all who ask; one that was lost is made anew for the next who asks. */
export class HostConnections implements Disposable {
  readonly #options: ConnectionOptions;
  readonly #shared = new Map<string, Shared>();
  readonly #changed = new Emitter<void>();
  #disposed = false;

  /** Fired when a host is connected, or no longer. */
  readonly onChanged = this.#changed.event;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** The attempt is given up when everybody who waits for it has aborted. */
  async connect(host: Host, signal: AbortSignal): Promise<Connection> {
    if (signal.aborted) throw cancellation(signal, host.name);
    if (this.#disposed) throw new FarcallError('connection-lost', `Farcall is closing; ${host.name} is not connected.`);
    const key = connectionKey(host);
    const shared = this.#shared.get(key) ?? this.#start(key, host);
    if (shared.open !== undefined) return shared.open;
    shared.waiting += 1;
    let onAbort: () => void = () => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = () => reject(cancellation(signal, host.name));
      signal.addEventListener('abort', onAbort);
    });
    try {
      return await Promise.race([shared.connection, aborted]);
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
      shared.stop.abort(new FarcallError('connection-lost', `The connection to ${name} was closed.`));
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const { host } of [...this.#shared.values()]) this.disconnect(host);
  }

  #start(key: string, host: Host): Shared {
    const stop = new AbortController();
    const shared: Shared = {
      host: host.name,
      stop,
      connection: this.#open(host, stop.signal),
      waiting: 0,
      open: undefined,
    };
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
    if (shared.waiting > 0 || shared.open !== undefined) return;
    this.#forget(key, shared);
    shared.stop.abort(signal.reason);
  }

  #forget(key: string, shared: Shared): void {
    if (this.#shared.get(key) !== shared) return;
    this.#shared.delete(key);
    if (shared.open !== undefined) this.#changed.fire();
  }

  async #open(host: Host, signal: AbortSignal): Promise<Connection> {
    const { runtime, logger, patience, answerWithin } = this.#options;
    const { link, ...facts } = await bootstrap({
      host,
      runtime,
      logger,
      signal,
      open: this.#opener(host),
      ...(patience === undefined ? {} : { patience }),
      ...(answerWithin === undefined ? {} : { answerWithin }),
    });
    return Object.assign(link, { facts });
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
