import { pipeline, Readable } from 'node:stream';
import { constants, createGzip, gzipSync } from 'node:zlib';
import type { BundleFile } from '../pack/bundle';
import { tarArchive, type TarMember } from '../pack/tarArchive';

/** A content that travels by its name. */
export type Blob = Pick<BundleFile, 'sha256' | 'size' | 'content'>;

/** A content, and how many bytes of it the host holds already. */
export interface BlobPart {
  readonly file: Blob;
  readonly have: number;
}

/** Above this, speed matters more than the last tenth of size. */
const fastCompressionFrom = 4 * 1024 * 1024;

/** Up to so many bytes of tar are compressed in a millisecond; a stream takes longer to be set up. */
const atOnce = 64 * 1024;
/** What a member takes beside its content: header and padding. */
const mostAround = 1024;

/**
 * A gzipped tar whose members are named by content; of those that the host holds in part, the rest alone. It is made
 * as it is read, so that large files are never in memory. `done` counts the bytes that went in.
 */
export async function* archiveBlobs(
  parts: readonly BlobPart[],
  total: number,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly done: number }> {
  const level = total > fastCompressionFrom ? constants.Z_BEST_SPEED : constants.Z_DEFAULT_COMPRESSION;
  const archive = tarArchive(membersOf(parts));
  if (total + mostAround * parts.length <= atOnce) {
    const pieces: Uint8Array[] = [];
    for await (const piece of archive) pieces.push(piece);
    yield { bytes: gzipSync(Buffer.concat(pieces), { level }), done: total };
    return;
  }
  const tar = Readable.from(archive, { objectMode: false });
  const zipped = createGzip({ level, chunkSize: 256 * 1024 });
  // How it ends, the loop over its output tells.
  pipeline(tar, zipped, () => undefined);
  for await (const bytes of zipped as AsyncIterable<Buffer>) {
    yield { bytes, done: Math.min(zipped.bytesWritten, total) };
  }
}

function* membersOf(parts: readonly BlobPart[]): Generator<TarMember> {
  for (const { file, have } of parts) {
    const name = have === 0 ? file.sha256 : `${file.sha256}@${have}`;
    yield { name, mode: 0o600, content: file.content, from: have };
  }
}
