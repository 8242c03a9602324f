import { createReadStream } from 'node:fs';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { sizeOf, type FileContent, type LargeFile } from '../inspect/closure';
import { tarEnd, tarHeader, tarPadding } from './tarHeader';

export interface TarMember {
  readonly name: string;
  readonly mode: number;
  /** Where its content begins: what precedes is left out. */
  readonly from?: number;
  readonly content: FileContent;
}

const pieceSize = 256 * 1024;

/**
 * A tar of these members, at the pace of whoever reads it; a large file is read only now. It comes in large pieces: a
 * closure has thousands of small files, and each piece costs a turn of every stream that it goes through.
 */
export async function* tarArchive(members: Iterable<TarMember>): AsyncGenerator<Uint8Array> {
  const pieces = new Pieces();
  for (const { name, mode, content, from = 0 } of members) {
    const size = Math.max(0, sizeOf(content) - from);
    pieces.add(tarHeader(name, mode, size));
    if (content instanceof Uint8Array) pieces.add(content.subarray(from));
    else if (size > 0) {
      for await (const piece of readLarge(content, from)) {
        pieces.add(piece);
        yield* pieces.takeFull();
      }
    }
    pieces.add(tarPadding(size));
    if (pieces.hasFull) yield* pieces.takeFull();
  }
  pieces.add(tarEnd);
  yield* pieces.takeAll();
}

/** Gathers what is small into pieces; what is large is one as it is. */
class Pieces {
  #full: Uint8Array[] = [];
  #open = Buffer.allocUnsafeSlow(pieceSize);
  #used = 0;

  get hasFull(): boolean {
    return this.#full.length > 0;
  }

  add(bytes: Uint8Array): void {
    if (this.#used + bytes.length > pieceSize) this.#close();
    if (bytes.length > pieceSize) {
      this.#full.push(bytes);
      return;
    }
    this.#open.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  takeFull(): Uint8Array[] {
    const taken = this.#full;
    this.#full = [];
    return taken;
  }

  takeAll(): Uint8Array[] {
    this.#close();
    return this.takeFull();
  }

  #close(): void {
    if (this.#used === 0) return;
    this.#full.push(this.#open.subarray(0, this.#used));
    this.#open = Buffer.allocUnsafeSlow(pieceSize);
    this.#used = 0;
  }
}

async function* readLarge({ absolute, size }: LargeFile, from: number): AsyncGenerator<Buffer> {
  let left = size - from;
  let cause: unknown;
  try {
    for await (const piece of createReadStream(absolute, { start: from, end: size - 1, highWaterMark: pieceSize })) {
      left -= (piece as Buffer).length;
      yield piece as Buffer;
    }
  } catch (error) {
    cause = error;
  }
  if (left === 0 && cause === undefined) return;
  throw new FarcallError('source-unreadable', t('{0} changed while it was sent, or cannot be read.', absolute), {
    cause,
    next: t('Run again when nothing writes to it any more.'),
  });
}
