import type { BundleLine, ClosureLine } from '../contract/lines';
import type { Entry } from '../contract/manifest';
import { cellNumber } from '../inspect/cells';
import type { Closure, Statement } from '../inspect/closure';
import { linesOf } from '../inspect/selectedLines';
import type { Bundle } from '../pack/bundle';
import { questionText } from './questions';

/** An entry for people: `pkg.mod:f`, `pkg.mod:%3` for a cell, or the file's path where the whole file runs. */
export function labelOf(entry: Entry): string {
  return entry.kind === 'file' ? entry.file : `${entry.module}:${entry.qualname}`;
}

/** What runs that is no function and has no name: `lines 11–13 of parts.py`, `cell 3 of nb.ipynb`. Undefined for all else. */
export function placeName(file: string, qualname: string | undefined): string | undefined {
  if (qualname === undefined) return undefined;
  const name = file.slice(file.lastIndexOf('/') + 1);
  const cell = cellNumber(qualname);
  if (cell !== undefined) return `cell ${cell} of ${name}`;
  const lines = linesOf(qualname);
  if (lines === undefined) return undefined;
  const { first, last } = lines;
  return first === last ? `line ${first} of ${name}` : `lines ${first}–${last} of ${name}`;
}

export function closureLine(closure: Closure, bundle: Bundle): ClosureLine {
  const known = new Map(closure.files.map((file) => [file.path, file]));
  return {
    type: 'closure',
    entry: labelOf(closure.entry),
    files: bundle.files.map(({ path, size, sha256 }) => {
      const { because = '', role, from } = known.get(path) ?? {};
      return { path, size, sha256, because, ...(role && { role }), ...(from && { from: { ...from } }) };
    }),
    thirdParty: closure.thirdParty.map((distribution) => ({ ...distribution })),
    unresolved: closure.unresolved.map((name) => ({ ...name })),
    dropped: closure.statements.filter(({ kept }) => !kept).map(statementOf),
    data: closure.data.map(({ path, size, count, state, because, from }) => ({
      path,
      size,
      count,
      state,
      because,
      ...(from && { from: { ...from } }),
    })),
    notes: closure.notes.map(({ kind, at, message, include }) => ({
      kind,
      ...at,
      message,
      ...(include === undefined ? {} : { include }),
    })),
    questions: closure.questions.map(questionText),
  };
}

/** The same with the statements that are kept, and what a host would have to be sent. */
export function inspectionLine(closure: Closure, bundle: Bundle, lacking: ClosureLine['lacking']): ClosureLine {
  return {
    ...closureLine(closure, bundle),
    kept: closure.statements.filter(({ kept }) => kept).map(statementOf),
    ...(lacking && { lacking }),
  };
}

export function bundleLine(bundle: Bundle, sent: { sentBytes: number; sentFiles: number }): BundleLine {
  return { type: 'bundle', id: bundle.id, files: bundle.files.length, bytes: bundle.bytes, ...sent };
}

function statementOf(statement: Statement): ClosureLine['dropped'][number] {
  const { file, line, cell, lastLine, text, because, certain, key, binds, chosen } = statement;
  const at = { file, line, ...(cell === undefined ? {} : { cell }) };
  return { ...at, lastLine, text, because, certain, key, binds: [...binds], ...(chosen ? { chosen } : {}) };
}
