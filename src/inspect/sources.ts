import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SourceReader } from './closure';

export type FolderListing = ReadonlyMap<string, 'file' | 'folder'>;

/** Port: what a file system knows besides bytes. Links count as what they lead to. */
export interface FolderReader {
  /** The names in a folder, or undefined where there is no such folder. */
  list(folder: string): Promise<FolderListing | undefined>;
  executable(file: string): Promise<boolean>;
  /** The same for two paths exactly if they lead to one folder. */
  identity(folder: string): Promise<string>;
}

export const diskFolders: FolderReader = {
  async list(folder) {
    let entries;
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch {
      return undefined;
    }
    const listing = new Map<string, 'file' | 'folder'>();
    await Promise.all(
      entries.map(async (entry) => {
        let kind: 'file' | 'folder' | undefined;
        if (entry.isFile()) kind = 'file';
        else if (entry.isDirectory()) kind = 'folder';
        else if (entry.isSymbolicLink()) {
          const target = await stat(path.join(folder, entry.name)).catch(() => undefined);
          if (target?.isFile()) kind = 'file';
          else if (target?.isDirectory()) kind = 'folder';
        }
        if (kind) listing.set(entry.name, kind);
      }),
    );
    return listing;
  },
  identity: (folder) => realpath(folder).catch(() => folder),
  async executable(file) {
    // Windows has no such bit; what is sent from there is run by its interpreter's name.
    if (process.platform === 'win32') return false;
    const found = await stat(file).catch(() => undefined);
    return found !== undefined && (found.mode & 0o111) !== 0;
  },
};

/** Reads the disk afresh each time. */
export const diskSource: SourceReader = { read: (absolute) => readRegularFile(absolute).then((found) => found?.bytes) };

interface Kept {
  readonly bytes: Uint8Array;
  readonly stamp: string;
}

/**
 * Reads the disk, and hands out the same bytes again while a file's identity, size and times say that nothing
 * changed. A file written within the last seconds is always read: two writes may bear one time.
 */
export class CachedDiskSource implements SourceReader {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;
  #bytes = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async read(absolute: string): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(absolute);
    if (kept) {
      const now = await stampOf(absolute);
      if (now?.stamp === kept.stamp) return kept.bytes;
      this.#forget(absolute, kept);
    }
    const started = this.#now();
    const found = await readRegularFile(absolute);
    if (!found) return undefined;
    if (started - found.changed > settledAfter && this.#bytes + found.bytes.length <= mostBytesKept) {
      this.#kept.set(absolute, found);
      this.#bytes += found.bytes.length;
    }
    return found.bytes;
  }

  #forget(absolute: string, kept: Kept): void {
    this.#kept.delete(absolute);
    this.#bytes -= kept.bytes.length;
  }
}

/** Milliseconds; the coarsest file times in use (FAT) are two seconds apart. */
const settledAfter = 3000;
const mostBytesKept = 256 * 1024 * 1024;

async function stampOf(absolute: string): Promise<{ stamp: string; changed: number } | undefined> {
  const found = await stat(absolute, { bigint: true }).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  return {
    stamp: [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(':'),
    changed: Number((found.mtimeNs > found.ctimeNs ? found.mtimeNs : found.ctimeNs) / 1_000_000n),
  };
}

async function readRegularFile(absolute: string): Promise<(Kept & { changed: number }) | undefined> {
  // Asked before reading: opening a pipe or a device would wait, or never end.
  const before = await stampOf(absolute);
  if (!before) return undefined;
  const handle = await open(absolute, 'r').catch(() => undefined);
  if (!handle) return undefined;
  try {
    return { bytes: await handle.readFile(), ...before };
  } finally {
    await handle.close();
  }
}

/** The nearest folder upward with `.vscode`, `pyproject.toml` or `.git`, else the file's own folder. */
export async function findWorkspace(file: string, folders: FolderReader = diskFolders): Promise<string> {
  const own = path.dirname(path.resolve(file));
  for (let folder = own; ; folder = path.dirname(folder)) {
    const names = await folders.list(folder);
    if (names && ['.vscode', 'pyproject.toml', '.git'].some((name) => names.has(name))) return folder;
    if (path.dirname(folder) === folder) return own;
  }
}
