import type { OnReadOpts } from 'node:net';

const size = 256 * 1024;

/**
 * How a socket is read: into one buffer, again and again. With a new one for each read, large transfers would have V8
 * mark its whole heap every few milliseconds, since it counts what lies outside.
 */
export class SocketReads {
  #copies = true;

  /** For `onread` of the socket's options. `tell` gets what came as `data` events would bring it. */
  options(tell: (bytes: Buffer) => void): OnReadOpts {
    const buffer = Buffer.allocUnsafe(size);
    return {
      buffer,
      callback: (count) => {
        const bytes = buffer.subarray(0, count);
        tell(this.#copies ? Buffer.from(bytes) : bytes);
        return true;
      },
    };
  }

  /** From now on whoever is told keeps nothing of what it is told: no copies are made for it any more. */
  shareBuffer(): void {
    this.#copies = false;
  }
}
