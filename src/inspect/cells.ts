import { bytesOf, scanPieces } from './logicalLines';
import { countLines } from './sourceBytes';

/** A cell's lines, 1-based, both included. */
export interface CellSpan {
  readonly first: number;
  readonly last: number;
}

export function isNotebook(file: string): boolean {
  return /\.ipynb$/i.test(file);
}

/**
 * The number of the cell that a qualified name means: `%3` is the third code cell, counted from 1. No function can
 * bear such a name. Undefined for any other name.
 */
export function cellNumber(qualname: string): number | undefined {
  const [, digits] = /^%(\d+)$/.exec(qualname) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The inverse of `cellNumber`. */
export function cellName(number: number): string {
  return `%${number}`;
}

const marker = /^#[ \t]*(?:%%|In\[[ \d]*\])(.*)$/;
const notCode = /^.*\[(?:markdown|md|raw)\]/i;

/** The code cells of a Python file: what follows each `# %%` line (or `# In[1]:`) up to the next. */
export function percentCells(text: string): CellSpan[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (!lines.some((line) => marker.test(line))) return [];
  // A line inside a string or inside brackets begins no cell, whatever it looks like.
  const inside = new Set<number>();
  scanPieces(bytesOf(text), ({ start, end, line }) => {
    const more = countLines(text, start, end);
    for (let at = 1; at <= more; at += 1) inside.add(line + at);
  });
  const starts = lines.flatMap((line, at) => {
    const found = inside.has(at) ? null : marker.exec(line);
    return found ? [{ at, code: !notCode.test(found[1] ?? '') }] : [];
  });
  return starts.flatMap(({ at, code }, index) =>
    code ? [{ first: at + 1, last: starts[index + 1]?.at ?? lines.length }] : [],
  );
}

/** The text up to a cell's end: what stands below has not happened yet when the cell runs. */
export function upToCell(text: string, { last }: CellSpan): string {
  const ends = text.matchAll(/\r\n|\r|\n/g);
  let lines = 0;
  for (const end of ends) {
    lines += 1;
    if (lines === last) return text.slice(0, end.index + end[0].length);
  }
  return text;
}
