import path from 'node:path';
import { isNeverPackedFolder } from './secrets';
import type { FolderListing, FolderReader } from './sources';
import type { Turns } from './turns';

interface Walked {
  /** Every folder on the way, as it was. */
  readonly listings: ReadonlyMap<string, FolderListing>;
  readonly files: readonly string[];
}

/** Walks of earlier inspections, by the listing of the folder where each began. */
export type KnownWalks = WeakMap<FolderListing, Walked>;

/** What lies in folders, each listed once in one inspection. */
export class FolderWalk {
  readonly #folders: FolderReader;
  readonly #turns: Turns;
  readonly #known: KnownWalks;
  readonly #listings = new Map<string, FolderListing | undefined>();

  constructor(folders: FolderReader, turns: Turns, known: KnownWalks) {
    this.#folders = folders;
    this.#turns = turns;
    this.#known = known;
  }

  /** What a path leads to below `from`, which is a folder. Names are looked up one after another: most lead nowhere. */
  kindOf(from: string, relative: readonly string[]): 'file' | 'folder' | undefined {
    let kind: 'file' | 'folder' | undefined = 'folder';
    let at = from;
    for (const name of relative) {
      if (kind !== 'folder') return undefined;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        at = path.dirname(at);
        continue;
      }
      kind = this.list(at)?.get(name);
      at = path.join(at, name);
    }
    return kind;
  }

  list(folder: string): FolderListing | undefined {
    if (!this.#listings.has(folder)) this.#listings.set(folder, this.#folders.list(folder));
    return this.#listings.get(folder);
  }

  sizeOf(file: string): number {
    return this.#folders.about(file)?.size ?? 0;
  }

  /**
   * All files below a folder, as POSIX paths relative to it, in order of their names. Environments, caches and
   * histories are passed by, and so is a link to a folder above itself. Gives others the thread, and can be cancelled.
   */
  async filesIn(folder: string, wanted: (relative: string) => boolean = () => true): Promise<string[]> {
    const first = this.list(folder);
    if (!first) return [];
    let walked = this.#known.get(first);
    if (!walked || !(await this.#isAsBefore(walked))) {
      walked = await this.#walkAll(folder);
      this.#known.set(first, walked);
    }
    return walked.files.filter(wanted);
  }

  async #isAsBefore({ listings }: Walked): Promise<boolean> {
    for (const [folder, listing] of listings) {
      if (this.list(folder) !== listing) return false;
      if (this.#turns.isDue()) await this.#turns.yieldIfDue();
    }
    return true;
  }

  async #walkAll(folder: string): Promise<Walked> {
    const files: string[] = [];
    const listings = new Map<string, FolderListing>();
    const walk = async (relative: string, above: readonly string[]): Promise<void> => {
      const absolute = path.join(folder, relative);
      const names = this.list(absolute);
      if (!names) return;
      listings.set(absolute, names);
      if (names.has('pyvenv.cfg')) return;
      const identity = this.#folders.identity(absolute);
      if (above.includes(identity)) return;
      for (const [name, kind] of names) {
        const inner = relative === '' ? name : `${relative}/${name}`;
        if (kind === 'folder') {
          await this.#turns.yieldIfDue();
          if (!isNeverPackedFolder(name)) await walk(inner, [...above, identity]);
        } else files.push(inner);
      }
      await this.#turns.yieldIfDue();
    };
    await walk('', []);
    return { listings, files };
  }
}
