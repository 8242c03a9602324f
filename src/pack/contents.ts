import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Pack } from 'tar-stream';
import { FarcallError } from '../base/errors';
import { sizeOf, type FileContent, type LargeFile } from '../inspect/closure';

export interface TarMember {
  readonly name: string;
  readonly mode: number;
  /** Where its content begins: what precedes is left out. */
  readonly from?: number;
  readonly content: FileContent;
}

const pieceSize = 256 * 1024;
const owner = { mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };

/** Adds a member to an archive, at the pace of whoever reads it; a large file is read only now. */
export async function addMember(pack: Pack, { name, mode, content, from = 0 }: TarMember): Promise<void> {
  const header = { ...owner, name, mode, size: sizeOf(content) - from };
  if (content instanceof Uint8Array) {
    const rest = content.subarray(from);
    await new Promise<void>((resolve, reject) => {
      pack.entry(header, Buffer.from(rest.buffer, rest.byteOffset, rest.length), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    return;
  }
  if (from >= content.size) {
    pack.entry(header, '');
    return;
  }
  await pipeline(readLarge(content, from, pack), pack.entry(header));
}

/** The reason for what cannot be read is the archive's own end: a member that is cut short would be its consequence. */
async function* readLarge({ absolute, size }: LargeFile, from: number, pack: Pack): AsyncGenerator<Buffer> {
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
  const failure = new FarcallError('source-unreadable', `${absolute} changed while it was sent, or cannot be read.`, {
    cause,
    next: 'Run again when nothing writes to it any more.',
  });
  pack.destroy(failure);
  throw failure;
}
