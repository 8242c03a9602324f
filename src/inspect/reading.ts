import type { SourceCache, SourceFile } from './sourceCache';
import type { FolderReader } from './sources';

/** The files of one inspection, each read once: what is checked is what travels. */
export class Reading {
  readonly #cache: SourceCache;
  readonly #files = new Map<string, SourceFile | undefined>();

  constructor(cache: SourceCache) {
    this.#cache = cache;
  }

  /** Undefined where there is no such file. */
  get(absolute: string): SourceFile | undefined {
    if (this.#files.has(absolute)) return this.#files.get(absolute);
    const found = this.#cache.get(absolute);
    this.#files.set(absolute, found);
    return found;
  }

  /** Reads these files at once, ahead of being asked for them. */
  async expect(files: readonly string[]): Promise<void> {
    const missing = files.filter((file) => !this.#files.has(file));
    if (missing.length === 0) return;
    for (const [file, found] of await this.#cache.getMany(missing)) this.#files.set(file, found);
  }

  isExecutable(absolute: string, folders: FolderReader): boolean {
    return this.#cache.isExecutable(absolute, folders);
  }

  /** Puts a content in the place of what is on the disk. */
  replace(absolute: string, content: SourceFile): void {
    this.#files.set(absolute, content);
  }
}
