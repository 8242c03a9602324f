import { readdirSync, readFileSync, realpathSync, statSync, type BigIntStats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SourceReader } from './closure';

export type FolderListing = ReadonlyMap<string, 'file' | 'folder'>;

/**
 * Port: what a file system knows besides bytes. Links count as what they lead to. Answers come at once: a call costs
 * microseconds where a promise costs ten times as many, and an inspection asks thousands of times.
 */
export interface FolderReader {
  /** The names in a folder, or undefined where there is no such folder. */
  list(folder: string): FolderListing | undefined;
  /** Size in bytes and the executable bit of a regular file; undefined where there is none. */
  about(file: string): { readonly size: number; readonly executable: boolean } | undefined;
  /** The same for two paths exactly if they lead to one folder. */
  identity(folder: string): string;
}

export const diskFolders: FolderReader = {
  list: (folder) => listDisk(folder)?.listing,
  identity(folder) {
    try {
      return realpathSync.native(folder);
    } catch {
      return folder;
    }
  },
  about(file) {
    const found = statOf(file);
    if (!found?.isFile()) return undefined;
    // Windows has no such bit; what is sent from there is run by its interpreter's name.
    const executable = process.platform !== 'win32' && (found.mode & 0o111n) !== 0n;
    return { size: Number(found.size), executable };
  },
};

function listDisk(folder: string): { readonly listing: FolderListing; readonly links: boolean } | undefined {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
  const listing = new Map<string, 'file' | 'folder'>();
  let links = false;
  for (const entry of entries) {
    let kind: 'file' | 'folder' | undefined;
    if (entry.isFile()) kind = 'file';
    else if (entry.isDirectory()) kind = 'folder';
    else if (entry.isSymbolicLink()) {
      links = true;
      const target = statOf(path.join(folder, entry.name));
      if (target?.isFile()) kind = 'file';
      else if (target?.isDirectory()) kind = 'folder';
    }
    if (kind) listing.set(entry.name, kind);
  }
  return { listing, links };
}

interface KeptListing {
  readonly listing: FolderListing;
  /** Undefined where the folder's own times do not tell of every change: it has links, or changed just now. */
  readonly stamp: Stamp | undefined;
}

/**
 * Lists the disk, and hands out the same listing object while nothing in it changed, so that whoever keeps something
 * by it finds it again.
 */
export class CachedFolders implements FolderReader {
  readonly #kept = new Map<string, KeptListing>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  identity(folder: string): string {
    return diskFolders.identity(folder);
  }

  about(file: string): ReturnType<FolderReader['about']> {
    return diskFolders.about(file);
  }

  list(folder: string): FolderListing | undefined {
    const found = statOf(folder);
    if (!found?.isDirectory()) {
      this.#kept.delete(folder);
      return undefined;
    }
    const kept = this.#kept.get(folder);
    if (kept?.stamp && isSame(found, kept.stamp)) return kept.listing;
    const settled = this.#now() - changedAt(found) > settledAfter;
    const read = listDisk(folder);
    if (!read) return undefined;
    const listing = kept && sameListing(kept.listing, read.listing) ? kept.listing : read.listing;
    this.#kept.set(folder, { listing, stamp: settled && !read.links ? stampOf(found) : undefined });
    return listing;
  }
}

/** Folders as they are at one moment: each is asked for once, however many readers of an inspection want to know. */
export class FoldersOnce implements FolderReader {
  readonly #folders: FolderReader;
  readonly #listed = new Map<string, FolderListing | undefined>();

  constructor(folders: FolderReader) {
    this.#folders = folders;
  }

  /** Another moment begins: whatever was listed may have changed since. */
  lookAgain(): void {
    this.#listed.clear();
  }

  list(folder: string): FolderListing | undefined {
    const known = this.#listed.get(folder);
    if (known !== undefined || this.#listed.has(folder)) return known;
    const listing = this.#folders.list(folder);
    this.#listed.set(folder, listing);
    return listing;
  }

  identity(folder: string): string {
    return this.#folders.identity(folder);
  }

  about(file: string): ReturnType<FolderReader['about']> {
    return this.#folders.about(file);
  }
}

function sameListing(one: FolderListing, other: FolderListing): boolean {
  if (one.size !== other.size) return false;
  for (const [name, kind] of one) if (other.get(name) !== kind) return false;
  return true;
}

/** Reads the disk afresh each time. */
export const diskSource: SourceReader = { read: (absolute) => readRegularFile(absolute)?.bytes };

/** A file as it was read. */
interface Kept {
  readonly bytes: Uint8Array;
  readonly stamp: Stamp;
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

  read(absolute: string): Uint8Array | undefined {
    const kept = this.#kept.get(absolute);
    if (kept) {
      const found = statOf(absolute);
      if (found && isSame(found, kept.stamp)) return kept.bytes;
      this.#forget(absolute, kept);
    }
    const started = this.#now();
    const found = readRegularFile(absolute);
    return found && this.#keep(absolute, found, started);
  }

  /** What is not kept is read by several threads at a time: on a slow disk the first inspection takes as long as it. */
  async readMany(files: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    const unknown = files.filter((file) => !this.#kept.has(file));
    await Promise.all(
      unknown.map(async (file) => {
        const started = this.#now();
        const read = await readRegularFileLater(file);
        if (read) found.set(file, this.#keep(file, read, started));
      }),
    );
    return found;
  }

  #keep(absolute: string, found: Kept, started: number): Uint8Array {
    if (started - changedAt(found.stamp) > settledAfter && this.#bytes + found.bytes.length <= mostBytesKept) {
      const before = this.#kept.get(absolute);
      if (before) this.#forget(absolute, before);
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
export const settledAfter = 3000;
const mostBytesKept = 256 * 1024 * 1024;

const exactly = { bigint: true, throwIfNoEntry: false } as const;

export function statOf(absolute: string): BigIntStats | undefined {
  try {
    return statSync(absolute, exactly);
  } catch {
    return undefined;
  }
}

/** What tells one state of a file from another; a change of its mode counts as well. */
export type Stamp = Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>;

export function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: Stamp): Stamp {
  return { dev, ino, size, mtimeNs, ctimeNs };
}

/** Field by field: this is asked for thousands of files, of which hardly one is another. */
export function isSame(one: Stamp, other: Stamp): boolean {
  return (
    one.mtimeNs === other.mtimeNs &&
    one.ctimeNs === other.ctimeNs &&
    one.size === other.size &&
    one.ino === other.ino &&
    one.dev === other.dev
  );
}

/** In milliseconds since 1970. */
export function changedAt({ mtimeNs, ctimeNs }: Stamp): number {
  return Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
}

function readRegularFile(absolute: string): Kept | undefined {
  // Asked before reading: opening a pipe or a device would wait, or never end.
  const before = statOf(absolute);
  if (!before?.isFile()) return undefined;
  try {
    return { bytes: readFileSync(absolute), stamp: stampOf(before) };
  } catch {
    return undefined;
  }
}

async function readRegularFileLater(absolute: string): Promise<Kept | undefined> {
  const before = await stat(absolute, { bigint: true }).catch(() => undefined);
  if (!before?.isFile()) return undefined;
  const handle = await open(absolute, 'r').catch(() => undefined);
  if (!handle) return undefined;
  try {
    return { bytes: await handle.readFile(), stamp: stampOf(before) };
  } finally {
    await handle.close();
  }
}

/** The nearest folder upward with `.vscode`, `pyproject.toml` or `.git`, else the file's own folder. */
export function findWorkspace(file: string, folders: FolderReader = diskFolders): string {
  const own = path.dirname(path.resolve(file));
  for (let folder = own; ; folder = path.dirname(folder)) {
    const names = folders.list(folder);
    if (names && ['.vscode', 'pyproject.toml', '.git'].some((name) => names.has(name))) return folder;
    if (path.dirname(folder) === folder) return own;
  }
}
