import type { Entry } from '../contract/manifest';

/** What the person asked to run. */
export interface EntrySelector {
  /** Absolute path of the file: a Python source, or a notebook. */
  readonly file: string;
  /** `f`, `Class`, `Class.method`, `f.<locals>.g`, or `%3` for the third code cell; undefined means the whole file. */
  readonly qualname: string | undefined;
  /** The text between the call's parentheses; its names join the slice. */
  readonly args: string;
}

/** Port: where source comes from. An editor's unsaved text wins over the disk. */
export interface SourceReader {
  /**
   * The file's bytes, or undefined where there is no such regular file. The same object again says that nothing about
   * the file changed, its mode included.
   */
  read(absolute: string): Uint8Array | undefined;
  /** The same for many files at once, without holding the thread; a file that is missing in it is to be read singly. */
  readMany?(files: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/**
 * A place in the project: a bundle path (or an absolute one) and a 1-based line. In a notebook the file is the
 * notebook's own, and the line that of a code cell.
 */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** 1-based, code cells alone. */
  readonly cell?: number;
}

/** What a file of the bundle is there for. */
export type FileRole = 'entry' | 'module' | 'compiled' | 'data' | 'included';

/** A file too large to be held in memory: its bytes are read when they are sent. */
export interface LargeFile {
  readonly absolute: string;
  readonly size: number;
  readonly sha256: string;
}

export type FileContent = Uint8Array | LargeFile;

/** In bytes. */
export function sizeOf(content: FileContent): number {
  return content instanceof Uint8Array ? content.length : content.size;
}

export interface ClosureFile {
  /** Path in the bundle: relative to the workspace, or `_ext/N/…` for a root outside it. */
  readonly path: string;
  readonly absolute: string;
  /** The bytes that are to travel (as on the screen; sliced for the entry's file). */
  readonly content: FileContent;
  readonly executable: boolean;
  readonly role: FileRole;
  /** Why it is there, for people: `imported by pkg/a.py:3`. */
  readonly because: string;
  /** What names it; following it from file to file leads to the entry. */
  readonly from: Place | undefined;
  /** True where the person named exactly this file, by no folder and no wildcard: only then a secret may travel. */
  readonly named?: boolean;
}

export interface ThirdPartyImport {
  /** The distribution's name, or the import's where no metadata tells which brings it. */
  readonly name: string;
  readonly version?: string;
}

export interface UnresolvedImport extends Place {
  /** The dotted name as the code has it. */
  readonly name: string;
  /** True where the import stands in `try` or under a condition, so that the run can do without it. */
  readonly optional: boolean;
}

/** A top-level statement of the entry's file, and what the slice made of it. */
export interface Statement extends Place {
  readonly lastLine: number;
  /** Its first line. */
  readonly text: string;
  /** Stays the same while the text does, wherever it moves in the file: `Choices.statements` uses it. */
  readonly key: string;
  readonly kept: boolean;
  /** For people, as the rest of "kept because" or "left out because". */
  readonly because: string;
  /** False where the reason is a guess at effects, not the flow of names. */
  readonly certain: boolean;
  /** Whether a person's choice decided it. */
  readonly chosen: boolean;
  /** The names it binds. */
  readonly binds: readonly string[];
}

/** A top-level statement of the entry's file that is left out. */
export interface DroppedStatement extends Place {
  readonly text: string;
}

/** A local file or folder that the code names, or that the person chose, and that is no module. */
export interface DataFile {
  /** Its bundle path. */
  readonly path: string;
  readonly absolute: string;
  readonly folder: boolean;
  /** Bytes, all files of a folder together. */
  readonly size: number;
  /** The number of files: 1, or what a folder holds. */
  readonly count: number;
  /** What names it; undefined for what the person included. */
  readonly from: Place | undefined;
  readonly because: string;
  /**
   * `sent`; `asked` where it is too large to go without a word and nobody decided yet; `held` by the person's choice,
   * an `exclude` or an ignore file; `on-host` where the host's `paths` has it; `secret` where it must be named to go.
   */
  readonly state: 'sent' | 'asked' | 'held' | 'on-host' | 'secret';
}

/** Something the inspection cannot know, told with its place and what to do where it matters. */
export interface Note {
  readonly kind: 'import' | 'data' | 'platform' | 'slice' | 'magic' | 'root';
  readonly at: Place;
  /** One sentence. */
  readonly message: string;
  /** A glob that would bring what may be missing. */
  readonly include?: string;
}

/** What must be decided before the call can run as it stands. */
export type Question =
  | { readonly kind: 'large-data'; readonly path: string; readonly size: number; readonly from: Place | undefined }
  /** Nobody can tell what the entry needs of its file's top level: `exec`, an unresolved star import, `globals()`. */
  | { readonly kind: 'undecidable-slice'; readonly at: Place; readonly message: string };

export interface Parameter {
  readonly name: string;
  readonly kind: 'positional' | 'keyword' | 'varargs' | 'kwargs';
  /** The default's source text; undefined where there is none. */
  readonly default: string | undefined;
  readonly annotation: string | undefined;
}

/** All that a call needs: the local files, the distributions, and what could not be found. */
export interface Closure {
  readonly workspace: string;
  readonly entry: Entry;
  readonly roots: readonly string[];
  readonly lastRoots: readonly string[];
  readonly files: readonly ClosureFile[];
  readonly thirdParty: readonly ThirdPartyImport[];
  readonly unresolved: readonly UnresolvedImport[];
  /** Every top-level statement of the entry's file, in its order; none where the file travels whole by request. */
  readonly statements: readonly Statement[];
  readonly data: readonly DataFile[];
  /** Bundle paths of folders that the job finds though no file travels in them: it may write there. */
  readonly folders: readonly string[];
  readonly notes: readonly Note[];
  readonly questions: readonly Question[];
}

/** The statements that are left out, as the command line tells them. */
export function droppedOf(closure: Pick<Closure, 'statements'>): DroppedStatement[] {
  return closure.statements
    .filter(({ kept }) => !kept)
    .map(({ file, line, cell, text }) => ({ file, line, ...(cell === undefined ? {} : { cell }), text }));
}
