import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP proxy on a port of its own that passes every byte on so many milliseconds later, each way: a far host. */
export class DelayProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  static async start(target: number, delay: number): Promise<DelayProxy> {
    const sockets = new Set<Socket>();
    const server = createServer({ noDelay: true }, (near) => {
      const far = connect({ port: target, host: '127.0.0.1', noDelay: true });
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        socket.on('error', () => socket.destroy());
      }
      pass(near, far, delay);
      pass(far, near, delay);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A listening TCP server has no other kind of address.
    return new DelayProxy((server.address() as AddressInfo).port, server, sockets);
  }

  private constructor(port: number, server: Server, sockets: Set<Socket>) {
    this.port = port;
    this.#server = server;
    this.#sockets = sockets;
  }

  /** Nothing passes any more, and nobody is told: a pulled cable. */
  freeze(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

function pass(from: Socket, to: Socket, delay: number): void {
  const later = (act: () => void): void => void setTimeout(act, delay);
  from.on('data', (chunk: Buffer) => later(() => !to.destroyed && to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('close', () => later(() => to.destroy()));
}
