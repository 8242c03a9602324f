import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Readable, Transform } from 'node:stream';
import type { Bundle } from './bundle';
import { tarArchive, type TarMember } from './tarArchive';

/**
 * Writes a bundle as `bundle.tar.gz`: every file at its path, the manifest's text before them as `manifest`
 * (`manifest.farcall` where a file bears that name).
 * The same bundle gives the same bytes on every machine. A path is written aside and renamed, so that a file there is
 * whole.
 */
export async function writeTarball(bundle: Bundle, target: string | NodeJS.WritableStream): Promise<void> {
  if (typeof target !== 'string') {
    await pipeline(archive(bundle), createGzip({ level: 6 }), systemless(), target);
    return;
  }
  const aside = `${target}.${process.pid}.partial`;
  try {
    await pipeline(archive(bundle), createGzip({ level: 6 }), systemless(), createWriteStream(aside));
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

/** The same, not compressed. */
export function archive(bundle: Bundle): Readable {
  return Readable.from(tarArchive(membersOf(bundle)), { objectMode: false });
}

function* membersOf({ files, text }: Bundle): Generator<TarMember> {
  const taken = files.some(({ path }) => path === 'manifest' || path.startsWith('manifest/'));
  yield { name: taken ? 'manifest.farcall' : 'manifest', mode: 0o644, content: Buffer.from(text, 'utf8') };
  for (const { path, executable, content } of files) yield { name: path, mode: executable ? 0o755 : 0o644, content };
}

/** The tenth byte of a gzip header names the operating system that wrote it; a bundle is the same on all. */
function systemless(): Transform {
  let first = true;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      if (first && chunk.length >= 10) {
        chunk = Buffer.from(chunk);
        chunk[9] = 255;
        first = false;
      }
      callback(null, chunk);
    },
  });
}
