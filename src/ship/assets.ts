import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FarcallError } from '../base/errors';

/** The worker's code as it travels: gzip, and the sha256 of exactly these bytes. */
export interface Runtime {
  readonly sha256: string;
  readonly bytes: Uint8Array;
  /** Source of the program that receives the tar on a host. */
  readonly stub: string;
}

/** Reads what `scripts/assets.mjs` made. */
export async function loadRuntime(assetsFolder: string): Promise<Runtime> {
  try {
    const [bytes, stub] = await Promise.all([
      readFile(path.join(assetsFolder, 'runtime.gz')),
      readFile(path.join(assetsFolder, 'stub.py'), 'utf8'),
    ]);
    return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes, stub };
  } catch (cause) {
    throw new FarcallError('bootstrap-failed', 'A part of Farcall that runs on hosts is missing from its folder.', {
      cause,
      next: 'Install Farcall again (in its own source folder: `npm run build`).',
    });
  }
}
