import * as path from 'node:path';
import type { JobRecord } from '../../contract/registry';

/** Where a run failed, in the person's own code. */
export interface ErrorPlace {
  /** Absolute. */
  readonly file: string;
  /** In a notebook the number of the code cell, counted from 1, whose line `line` is. */
  readonly cell: number | undefined;
  /** 0-based. */
  readonly line: number;
  /** The line as it ran, where it could be read. */
  readonly text: string | undefined;
}

/** The innermost line of the project's own code in the traceback; undefined where none of it is in there. */
export function errorPlace({ error, workspace }: JobRecord): ErrorPlace | undefined {
  const frame = error?.traceback.findLast(({ local, line }) => local && line > 0);
  if (frame === undefined) return undefined;
  const { file, cell, line, text } = frame;
  return { file: path.resolve(workspace, file), cell, line: line - 1, text };
}

/** Whether a line still says what it said when it failed there. */
export function isSameLine({ text }: ErrorPlace, now: string): boolean {
  return text === undefined || text.trim() === now.trim();
}
