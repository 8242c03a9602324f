import { pipeline } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { pack as tarPack, type Pack } from 'tar-stream';
import type { BundleFile } from '../pack/bundle';
import { addMember } from '../pack/contents';

/** A file, and how many bytes of it the host holds already. */
export interface BlobPart {
  readonly file: BundleFile;
  readonly have: number;
}

/** Above this, speed matters more than the last tenth of size. */
const fastCompressionFrom = 4 * 1024 * 1024;

/**
 * A gzipped tar whose members are named by content; of those that the host holds in part, the rest alone. It is made
 * as it is read, so that large files are never in memory. `done` counts the bytes that went in.
 */
export async function* archiveBlobs(
  parts: readonly BlobPart[],
  total: number,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly done: number }> {
  const level = total > fastCompressionFrom ? constants.Z_BEST_SPEED : constants.Z_DEFAULT_COMPRESSION;
  const tar = tarPack();
  const zipped = createGzip({ level, chunkSize: 256 * 1024 });
  let failure: { readonly error: unknown } | undefined;
  fill(tar, parts).catch((error: unknown) => {
    failure ??= { error };
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  // How it ends, the loop over its output tells.
  pipeline(tar, zipped, () => undefined);
  try {
    for await (const bytes of zipped as AsyncIterable<Buffer>) {
      yield { bytes, done: Math.min(zipped.bytesWritten, total) };
    }
  } catch (error) {
    // A file that cannot be read is the reason, a broken archive its consequence.
    throw failure === undefined ? error : failure.error;
  } finally {
    failure ??= { error: undefined };
    tar.destroy();
  }
}

async function fill(tar: Pack, parts: readonly BlobPart[]): Promise<void> {
  for (const { file, have } of parts) {
    const name = have === 0 ? file.sha256 : `${file.sha256}@${have}`;
    await addMember(tar, { name, mode: 0o600, content: file.content, from: have });
  }
  tar.finalize();
}
