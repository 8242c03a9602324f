import type { Entry } from '../contract/manifest';

/** What the person asked to run. */
export interface EntrySelector {
  /** Absolute path of the file. */
  readonly file: string;
  /** `f`, `Class` or `Class.method`; undefined means the whole file. */
  readonly qualname: string | undefined;
  /** The text between the call's parentheses; its names join the slice. */
  readonly args: string;
}

/** Port: where source comes from. An editor's unsaved text wins over the disk. */
export interface SourceReader {
  /** The file's bytes, or undefined where there is no such regular file. */
  read(absolute: string): Promise<Uint8Array | undefined>;
}

export interface ClosureFile {
  /** Path in the bundle: relative to the workspace, or `_ext/N/…` for a root outside it. */
  readonly path: string;
  readonly absolute: string;
  /** The bytes that are to travel (as on the screen; sliced for the entry's file). */
  readonly content: Uint8Array;
  readonly executable: boolean;
  /** Why it is there, for people: `imported by pkg/a.py:3`. */
  readonly because: string;
}

export interface ThirdPartyImport {
  readonly name: string;
  readonly version?: string;
}

export interface UnresolvedImport {
  /** The dotted name as the code has it. */
  readonly name: string;
  /** Bundle path and 1-based line of the import. */
  readonly file: string;
  readonly line: number;
  /** True where the import stands in `try` or under a condition, so that the run can do without it. */
  readonly optional: boolean;
}

/** A top-level statement of the entry's file that is left out. */
export interface DroppedStatement {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

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
  readonly dropped: readonly DroppedStatement[];
}
