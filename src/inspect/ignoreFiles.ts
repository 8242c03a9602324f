import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { SourceReader } from './closure';
import type { FolderReader } from './sources';

/** What lists folders, best each once in an inspection. */
type Lists = Pick<FolderReader, 'list'>;

/** One kind of ignore file: which files rule below which folder. */
export class IgnoreFiles {
  readonly #name: string;
  readonly #source: SourceReader;
  readonly #folders: Lists;
  /** Folders of the repository, by their paths from its top. */
  readonly #known = new Map<string, Ruled>();
  readonly #top: string;
  /** The workspace's path from there, with a slash behind it; empty where it is the top. */
  readonly #before: string;
  readonly #exclude: Ignore | null;

  private constructor(
    name: string,
    reader: { readonly source: SourceReader; readonly folders: Lists },
    workspace: string,
    top: string,
    exclude: Ignore | null,
  ) {
    this.#name = name;
    this.#source = reader.source;
    this.#folders = reader.folders;
    this.#top = top;
    const before = path.relative(top, workspace).split(path.sep).join('/');
    this.#before = before === '' ? '' : `${before}/`;
    this.#exclude = exclude;
  }

  /** What Git ignores: `.gitignore` at every level of the repository, and its `.git/info/exclude`. */
  static ofGit(workspace: string, source: SourceReader, folders: Lists): IgnoreFiles {
    let top = workspace;
    while (folders.list(top)?.has('.git') !== true) {
      const above = path.dirname(top);
      if (above === top) return new IgnoreFiles('.gitignore', { source, folders }, workspace, workspace, null);
      top = above;
    }
    const exclude = rulesIn(source, path.join(top, '.git', 'info', 'exclude'));
    return new IgnoreFiles('.gitignore', { source, folders }, workspace, top, exclude);
  }

  /** What `.farcallignore` files of the workspace and its folders name. */
  static ofFarcall(workspace: string, source: SourceReader, folders: Lists): IgnoreFiles {
    return new IgnoreFiles('.farcallignore', { source, folders }, workspace, workspace, null);
  }

  /** Whether a path of the workspace (relative, POSIX) is ignored, by itself or with a folder above it. */
  ignores(file: string, isFolder = false): boolean {
    const fromTop = this.#before + (plain.test(file) ? file : path.posix.normalize(file).replace(/\/$/, ''));
    const above = this.#folder(fromTop.slice(0, Math.max(0, fromTop.lastIndexOf('/'))));
    return above.ignored || this.#decides(fromTop, isFolder, above.rules);
  }

  #folder(folder: string): Ruled {
    let known = this.#known.get(folder);
    if (!known) this.#known.set(folder, (known = this.#read(folder)));
    return known;
  }

  #read(folder: string): Ruled {
    const absolute = path.join(this.#top, folder);
    // Hardly any folder has rules of its own, and its listing is known already.
    const none = this.#folders.list(absolute)?.has(this.#name) === false;
    const own = none ? null : rulesIn(this.#source, path.join(absolute, this.#name));
    const rules = own ? [{ below: folder === '' ? 0 : folder.length + 1, own }] : [];
    if (folder === '') return { ignored: false, rules };
    const above = this.#folder(folder.slice(0, Math.max(0, folder.lastIndexOf('/'))));
    return {
      ignored: above.ignored || this.#decides(folder, true, above.rules),
      rules: [...rules, ...above.rules],
    };
  }

  /** The nearest rules that know the path decide, as in Git. */
  #decides(fromTop: string, isFolder: boolean, rules: Ruled['rules']): boolean {
    const end = isFolder ? '/' : '';
    for (const { below, own } of rules) {
      const verdict = own.test(fromTop.slice(below) + end);
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return this.#exclude?.ignores(fromTop + end) ?? false;
  }
}

/** Without `.`, `..` and needless slashes, as nearly every path is. */
const plain = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))/s;

/** What is known of a folder. */
interface Ruled {
  readonly ignored: boolean;
  /** Those that stand in it and in the folders above, the nearest first; each is about what comes after `below`. */
  readonly rules: readonly { readonly below: number; readonly own: Ignore }[];
}

function rulesIn(source: SourceReader, file: string): Ignore | null {
  const bytes = source.read(file);
  return bytes ? ignore({ allowRelativePaths: false }).add(Buffer.from(bytes).toString('utf8')) : null;
}
