import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type Way = 'up' | 'down';

/** A TCP proxy that lets so many bytes of each connection pass, and holds what follows until it is allowed more. */
export class HoldingProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #lanes = new Set<Lane>();
  readonly #first: Record<Way, number> = { up: Infinity, down: Infinity };
  readonly #waiting: Record<Way, (() => void)[]> = { up: [], down: [] };

  static async start(target: number): Promise<HoldingProxy> {
    const server = createServer({ noDelay: true, allowHalfOpen: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HoldingProxy(server, target);
  }

  private constructor(server: Server, target: number) {
    // A listening TCP server has no other kind of address.
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    server.on('connection', (near) => {
      const far = connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
      this.#open('up', near, far);
      this.#open('down', far, near);
    });
  }

  /** Of each connection that is made from now on so many bytes pass. */
  allowNew(way: Way, bytes: number): void {
    this.#first[way] = bytes;
  }

  /** So many more bytes pass of each connection, of those that are open too. */
  allow(way: Way, bytes: number): void {
    this.allowNew(way, bytes);
    for (const lane of this.#lanes) if (lane.way === way) lane.allow(bytes);
  }

  /** Resolves once something is held. */
  held(way: Way): Promise<void> {
    if ([...this.#lanes].some((lane) => lane.way === way && lane.holds)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting[way].push(resolve));
  }

  stop(): void {
    for (const lane of this.#lanes) lane.end();
    this.#server.close();
  }

  #open(way: Way, from: Socket, to: Socket): void {
    const lane = new Lane(way, from, to, this.#first[way], () => {
      for (const tell of this.#waiting[way].splice(0)) tell();
    });
    this.#lanes.add(lane);
    from.on('close', () => this.#lanes.delete(lane));
  }
}

/** One way of one connection. */
class Lane {
  readonly way: Way;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #onHeld: () => void;
  #allowed: number;
  #rest: Buffer | undefined;

  constructor(way: Way, from: Socket, to: Socket, allowed: number, onHeld: () => void) {
    this.way = way;
    this.#from = from;
    this.#to = to;
    this.#allowed = allowed;
    this.#onHeld = onHeld;
    from.on('data', (chunk: Buffer) => this.#pass(chunk));
    from.on('end', () => to.end());
    from.on('error', () => from.destroy());
    from.on('close', () => to.destroy());
  }

  get holds(): boolean {
    return this.#rest !== undefined;
  }

  allow(bytes: number): void {
    this.#allowed = bytes;
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest) this.#pass(rest);
  }

  end(): void {
    this.#from.destroy();
  }

  #pass(chunk: Buffer): void {
    const part = chunk.subarray(0, Math.min(chunk.length, this.#allowed));
    this.#allowed -= part.length;
    if (part.length > 0) this.#to.write(part);
    if (part.length === chunk.length) {
      this.#from.resume();
      return;
    }
    this.#rest = chunk.subarray(part.length);
    this.#from.pause();
    this.#onHeld();
  }
}
