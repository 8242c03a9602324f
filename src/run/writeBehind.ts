import type { FileHandle } from 'node:fs/promises';

const blockSize = 1024 * 1024;

/**
 * Writes a file in large blocks, one being filled while the one before it is written. What comes is copied into them at
 * once: small pieces that wait for a disk cost the collector of garbage more than copying them does.
 */
export class WriteBehind {
  readonly #file: FileHandle;
  #filling = Buffer.allocUnsafe(blockSize);
  #filled = 0;
  #spare = Buffer.allocUnsafe(blockSize);
  #writing: Promise<void> | undefined;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** A promise where more may come only once it resolves. It rejects where the file cannot be written. */
  write(bytes: Uint8Array): Promise<void> | undefined {
    const taken = this.#fill(bytes);
    if (this.#filled < blockSize) return undefined;
    if (this.#writing === undefined && taken === bytes.length) {
      this.#flush();
      return undefined;
    }
    return this.#writeRest(bytes.subarray(taken));
  }

  /** Resolves when all of it is written. */
  async finish(): Promise<void> {
    await this.#writing;
    this.#flush();
    await this.#writing;
  }

  async #writeRest(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    do {
      await this.#writing;
      this.#flush();
      rest = rest.subarray(this.#fill(rest));
    } while (this.#filled === blockSize);
  }

  #fill(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, blockSize - this.#filled);
    this.#filling.set(count === bytes.length ? bytes : bytes.subarray(0, count), this.#filled);
    this.#filled += count;
    return count;
  }

  #flush(): void {
    const block = this.#filling.subarray(0, this.#filled);
    [this.#filling, this.#spare, this.#filled] = [this.#spare, this.#filling, 0];
    // From where the last one ended, and all of it: `write` alone may take a part.
    const writing = this.#file.writeFile(block).then(() => {
      this.#writing = undefined;
    });
    // A failure is for whoever waits next.
    writing.catch(() => undefined);
    this.#writing = writing;
  }
}
