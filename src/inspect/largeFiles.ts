import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import type { LargeFile } from './closure';
import { changedAt, isSame, stampOf, statOf, settledAfter, type Stamp } from './sources';
import type { Turns } from './turns';

/** Bytes from which on a file is not held in memory. */
export const largeFrom = 32 * 1024 * 1024;

/** Hashes of files too large to be held in memory, kept while a file's identity, size and times say that it is the same. */
export class LargeFiles {
  readonly #known = new Map<string, { readonly stamp: Stamp; readonly sha256: string }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Throws `source-unreadable`, also where the file changes while it is read, and `cancelled`. */
  async get(absolute: string, turns: Turns): Promise<LargeFile> {
    const before = statOf(absolute);
    if (!before?.isFile()) throw unreadable(absolute);
    const stamp = stampOf(before);
    const size = Number(before.size);
    const known = this.#known.get(absolute);
    if (known && isSame(known.stamp, stamp)) return { absolute, size, sha256: known.sha256 };
    const settled = this.#now() - changedAt(stamp) > settledAfter;
    const hash = createHash('sha256');
    try {
      for await (const piece of createReadStream(absolute, { highWaterMark: 1024 * 1024 })) {
        hash.update(piece as Buffer);
        await turns.yieldIfDue();
      }
    } catch (cause) {
      if (cause instanceof FarcallError) throw cause;
      throw unreadable(absolute, cause);
    }
    const after = statOf(absolute);
    if (!after || !isSame(after, stamp)) {
      throw new FarcallError('source-unreadable', t('{0} changed while it was read.', absolute), {
        next: t('Run again when nothing writes to it any more.'),
      });
    }
    const sha256 = hash.digest('hex');
    if (settled) this.#known.set(absolute, { stamp, sha256 });
    return { absolute, size, sha256 };
  }
}

function unreadable(absolute: string, cause?: unknown): FarcallError {
  return new FarcallError('source-unreadable', t('{0} cannot be read.', absolute), {
    cause,
    next: t('Make the file readable, or exclude it.'),
  });
}
