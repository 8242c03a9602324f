import type { CellSpan } from './cells';
import { bytesOf, scanPieces } from './logicalLines';
import { countLines } from './sourceBytes';

/**
 * The lines that a qualified name means: `%12-18` are the lines 12 to 18 of a Python file, which run as a cell does. No
 * function can bear such a name. Undefined for any other name.
 */
export function linesOf(qualname: string): CellSpan | undefined {
  const [, first, last] = /^%(\d+)-(\d+)$/.exec(qualname) ?? [];
  return first === undefined || last === undefined ? undefined : { first: Number(first), last: Number(last) };
}

/** The inverse of `linesOf`. */
export function linesName({ first, last }: CellSpan): string {
  return `%${first}-${last}`;
}

const continuation = /(?:elif|else|except|finally)\b/y;

/** The lines of the statements at the top level that a span touches, whole; the span itself where it touches none. */
export function statementsAt(text: string, span: CellSpan): CellSpan {
  const statements: { first: number; last: number }[] = [];
  let decorated = false;
  scanPieces(bytesOf(text), ({ start, end, line, indent, first }) => {
    const last = line + 1 + countLines(text, start, end);
    const open = statements.at(-1);
    continuation.lastIndex = start;
    const begins = first && indent === 0 && !continuation.test(text);
    if (open !== undefined && (decorated || !begins)) open.last = last;
    else statements.push({ first: line + 1, last });
    if (first) decorated = indent === 0 && text.charAt(start) === '@';
  });
  const touched = statements.filter(({ first, last }) => last >= span.first && first <= span.last);
  return { first: touched[0]?.first ?? span.first, last: touched.at(-1)?.last ?? span.last };
}
