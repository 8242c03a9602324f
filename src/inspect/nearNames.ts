import path from 'node:path';
import type { FolderWalk } from './folderWalk';
import { isNeverPackedFolder } from './secrets';

/** More folders than these are not looked into for names. */
const mostFolders = 2000;

/**
 * The names that lie about where paths of the code may start. Of the thousands of strings that look like paths (`x/2`,
 * `numpy.dot`), those that hold none of these names lead nowhere, and their modules need no closer look.
 */
export class NearNames {
  readonly #walk: FolderWalk;
  readonly #names = new Set<string>();
  readonly #endings = new Set<string>();
  readonly #folders = new Set<string>();
  /** Folders by name that nobody mentioned yet. */
  readonly #inner = new Map<string, string[]>();
  readonly #mentioned = new Set<string>();

  constructor(walk: FolderWalk) {
    this.#walk = walk;
  }

  /** A folder, and those above it up to `top`. */
  add(folder: string, top: string = folder): void {
    for (let at = folder; !this.#folders.has(at) && this.#folders.size < mostFolders; at = path.dirname(at)) {
      this.#folders.add(at);
      for (const [name, kind] of this.#walk.list(at) ?? []) {
        this.#names.add(name);
        if (kind === 'file') this.#endings.add(path.extname(name));
        else if (!isNeverPackedFolder(name)) {
          const known = this.#inner.get(name);
          if (known) known.push(path.join(at, name));
          else this.#inner.set(name, [path.join(at, name)]);
        }
      }
      if (at === top || path.dirname(at) === at) return;
    }
  }

  /** Names that are there though no folder here shows them. */
  know(names: string): void {
    for (const name of names.split('/')) if (name !== '' && name !== '.') this.#names.add(name);
  }

  /** Names in strings of the code: folders that bear them are looked into as well. */
  mention(names: readonly string[]): void {
    for (const name of names) this.#mentioned.add(name);
  }

  settle(): void {
    for (let before = -1; before !== this.#folders.size;) {
      before = this.#folders.size;
      for (const name of this.#mentioned) {
        const inner = this.#inner.get(name);
        if (!inner) continue;
        this.#inner.delete(name);
        for (const folder of inner) this.add(folder);
      }
    }
  }

  /** Whether a text may lead to something; not where it surely leads nowhere. */
  mayBe(text: string): boolean {
    if (text.startsWith('~/')) return true;
    const parts = text.split('/');
    if (parts.some((name) => this.#names.has(name))) return true;
    if (text.startsWith('/')) return this.#walk.list('/')?.has(parts[1] ?? '') ?? false;
    // What is put together when the code runs is known by its ending alone.
    const ending = path.extname(parts.at(-1) ?? '');
    if (parts.length > 1 && /[{%]/.test(parts[0] ?? '')) return ending !== '';
    return /[{%*?[]/.test(text) && ending !== '' && ending !== '.py' && this.#endings.has(ending);
  }
}
