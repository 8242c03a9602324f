import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { endDespiteLostHandles } from '../hosts/lostHandles';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  swallowed: 'up' | 'down' | undefined;
}

/** A TCP proxy whose connections are reset, stopped or made deaf on one side when a test says so. */
export class BreakingProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs: Set<Pair>;
  #stalled = false;

  static async start(target: { readonly host: string; readonly port: number }): Promise<BreakingProxy> {
    const pairs = new Set<Pair>();
    endDespiteLostHandles();
    const server = createServer({ noDelay: true }, (near) => {
      const pair: Pair = { near, far: connect({ ...target, noDelay: true }), swallowed: undefined };
      pairs.add(pair);
      pass(pair, near, pair.far, 'up');
      pass(pair, pair.far, near, 'down');
      pair.near.on('close', () => pairs.delete(pair));
      if (proxy.#stalled) pause(pair);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A listening TCP server has no other kind of address.
    const proxy = new BreakingProxy((server.address() as AddressInfo).port, server, pairs);
    return proxy;
  }

  private constructor(port: number, server: Server, pairs: Set<Pair>) {
    this.port = port;
    this.#server = server;
    this.#pairs = pairs;
  }

  get open(): number {
    return this.#pairs.size;
  }

  /** Both ends hear of it at once. */
  cut(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
    this.#pairs.clear();
  }

  /** Nothing passes, of new connections neither, and nobody is told. */
  stall(): void {
    this.#stalled = true;
    for (const pair of this.#pairs) pause(pair);
  }

  /** What one side sends from now on is lost. */
  swallow(way: 'up' | 'down'): void {
    for (const pair of this.#pairs) pair.swallowed = way;
  }

  /** All passes again; a connection of which something was lost is reset. */
  restore(): void {
    this.#stalled = false;
    for (const pair of this.#pairs) {
      if (pair.swallowed === undefined) {
        pair.near.resume();
        pair.far.resume();
      } else {
        pair.near.resetAndDestroy();
        pair.far.resetAndDestroy();
        this.#pairs.delete(pair);
      }
    }
  }

  stop(): void {
    this.cut();
    this.#server.close();
  }
}

function pause({ near, far }: Pair): void {
  near.pause();
  far.pause();
}

function pass(pair: Pair, from: Socket, to: Socket, way: 'up' | 'down'): void {
  from.on('data', (chunk: Buffer) => {
    if (pair.swallowed !== way && !to.destroyed) to.write(chunk);
  });
  from.on('end', () => to.end());
  from.on('error', () => from.destroy());
  from.on('close', () => to.destroy());
}
