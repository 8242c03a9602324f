import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';

/** Code as it travels: gzip, and the sha256 of exactly these bytes. */
export interface TravellingCode {
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** The worker's code, which every host is sent first. */
export interface Runtime extends TravellingCode {
  /** What shows values and errors: jobs name it, and it is sent like a file of their bundle. */
  readonly display: TravellingCode;
  /** Source of the program that receives the tar on a host. */
  readonly stub: string;
}

/** Reads what `scripts/assets.mjs` made. */
export async function loadRuntime(assetsFolder: string): Promise<Runtime> {
  try {
    const [bytes, display, stub] = await Promise.all([
      readFile(path.join(assetsFolder, 'runtime.gz')),
      readFile(path.join(assetsFolder, 'display.gz')),
      readFile(path.join(assetsFolder, 'stub.py'), 'utf8'),
    ]);
    return { ...named(bytes), display: named(display), stub };
  } catch (cause) {
    throw new FarcallError('bootstrap-failed', t('A part of Farcall that runs on hosts is missing from its folder.'), {
      cause,
      next: t('Install Farcall again (in its own source folder: `npm run build`).'),
    });
  }
}

function named(bytes: Uint8Array): TravellingCode {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
}
