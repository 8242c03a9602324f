import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { endDespiteLostHandles } from './lostHandles';

/** A TCP proxy that breaks each connection once so many bytes went through it, both ways together. */
export class CuttingProxy {
  readonly port: number;
  /** How many connections were broken so far. */
  cuts = 0;
  /** Bytes that were passed on, both ways together. */
  passed = 0;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  /** @param allowance Bytes of the n-th connection, counted from 0. */
  static async start(target: number, allowance: (connection: number) => number): Promise<CuttingProxy> {
    const sockets = new Set<Socket>();
    let connections = 0;
    endDespiteLostHandles();
    const server = createServer({ noDelay: true }, (near) => {
      const far = connect({ port: target, host: '127.0.0.1', noDelay: true });
      let left = allowance(connections);
      connections += 1;
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('close', () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
        socket.on('error', () => socket.destroy());
      }
      const pass = (chunk: Buffer, to: Socket): void => {
        if (left <= 0) return;
        const part = chunk.subarray(0, left);
        to.write(part);
        proxy.passed += part.length;
        left -= chunk.length;
        if (left > 0) return;
        proxy.cuts += 1;
        near.resetAndDestroy();
      };
      near.on('data', (chunk: Buffer) => pass(chunk, far));
      far.on('data', (chunk: Buffer) => pass(chunk, near));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A listening TCP server has no other kind of address.
    const proxy = new CuttingProxy((server.address() as AddressInfo).port, server, sockets);
    return proxy;
  }

  private constructor(port: number, server: Server, sockets: Set<Socket>) {
    this.port = port;
    this.#server = server;
    this.#sockets = sockets;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
