import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { SourceReader } from './closure';
import type { FolderReader } from './sources';

/** One kind of ignore file: which files rule below which folder. */
export class IgnoreFiles {
  readonly #name: string;
  readonly #source: SourceReader;
  readonly #workspace: string;
  /** Rules by the folder they stand in; null where it has none. */
  readonly #rules = new Map<string, Ignore | null>();
  readonly #top: string;
  readonly #exclude: Ignore | null;

  private constructor(name: string, source: SourceReader, workspace: string, top: string, exclude: Ignore | null) {
    this.#name = name;
    this.#source = source;
    this.#workspace = workspace;
    this.#top = top;
    this.#exclude = exclude;
  }

  /** What Git ignores: `.gitignore` at every level of the repository, and its `.git/info/exclude`. */
  static ofGit(workspace: string, source: SourceReader, folders: FolderReader): IgnoreFiles {
    let top = workspace;
    while (folders.list(top)?.has('.git') !== true) {
      const above = path.dirname(top);
      if (above === top) return new IgnoreFiles('.gitignore', source, workspace, workspace, null);
      top = above;
    }
    const exclude = rulesIn(source, path.join(top, '.git', 'info', 'exclude'));
    return new IgnoreFiles('.gitignore', source, workspace, top, exclude);
  }

  /** What `.farcallignore` files of the workspace and its folders name. */
  static ofFarcall(workspace: string, source: SourceReader): IgnoreFiles {
    return new IgnoreFiles('.farcallignore', source, workspace, workspace, null);
  }

  /** Whether a path of the workspace (relative, POSIX) is ignored, by itself or with a folder above it. */
  ignores(file: string, isFolder = false): boolean {
    const fromTop = path.relative(this.#top, path.join(this.#workspace, ...file.split('/'))).split(path.sep);
    for (let length = 1; length <= fromTop.length; length += 1) {
      if (this.#decides(fromTop.slice(0, length), isFolder || length < fromTop.length)) return true;
    }
    return false;
  }

  /** The nearest rules that know the path decide, as in Git. */
  #decides(parts: readonly string[], folder: boolean): boolean {
    for (let above = parts.length - 1; above >= 0; above -= 1) {
      const rules = this.#rulesOf(path.join(this.#top, ...parts.slice(0, above)));
      const verdict = rules?.test(parts.slice(above).join('/') + (folder ? '/' : ''));
      if (verdict?.ignored) return true;
      if (verdict?.unignored) return false;
    }
    return this.#exclude?.ignores(parts.join('/') + (folder ? '/' : '')) ?? false;
  }

  #rulesOf(folder: string): Ignore | null {
    let rules = this.#rules.get(folder);
    if (rules === undefined) {
      rules = rulesIn(this.#source, path.join(folder, this.#name));
      this.#rules.set(folder, rules);
    }
    return rules;
  }
}

function rulesIn(source: SourceReader, file: string): Ignore | null {
  const bytes = source.read(file);
  return bytes ? ignore({ allowRelativePaths: false }).add(Buffer.from(bytes).toString('utf8')) : null;
}
