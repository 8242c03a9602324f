import { Duplex } from 'node:stream';

class Side extends Duplex {
  other: Side | undefined;
  #taken: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 64 * 1024 });
  }

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  /** Done when the other side wants more, as a pipe that is full makes its writer wait. */
  accept(chunk: Buffer, done: () => void): void {
    if (this.push(chunk)) setImmediate(done);
    else this.#taken = done;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.other?.accept(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    const last = chunks.length - 1;
    chunks.forEach(({ chunk }, index) => this.other?.accept(chunk, index === last ? done : () => undefined));
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.other?.push(null);
    done(error);
  }
}

/** Two streams, each of which reads what is written to the other. */
export function duplexPair(): [Duplex, Duplex] {
  const first = new Side();
  const second = new Side();
  first.other = second;
  second.other = first;
  return [first, second];
}
