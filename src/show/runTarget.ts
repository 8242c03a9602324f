import type { Parameter } from '../inspect/closure';
import type { OutlineItem } from '../inspect/outline';

/**
 * The function or class whose lines the cursor is in (0-based), by indentation alone; the whole file where the cursor
 * is at its top level and the file has work there.
 */
export function runnableAt(text: string, items: readonly OutlineItem[], cursor: number): OutlineItem | undefined {
  const whole = items.find(({ kind }) => kind === 'file');
  const named = items.filter(({ kind }) => kind !== 'file');
  const lines = text.split('\n');
  const above = named.findLast(({ line }) => line <= cursor);
  const below = named.find(({ line }) => line > cursor);
  // A comment at the margin belongs to the definition right below it.
  if (
    below &&
    (lines[cursor] ?? '').startsWith('#') &&
    lines.slice(cursor, below.line).every((line) => /^\s*(#|$)/.test(line))
  ) {
    return below;
  }
  if (above && !lines.slice(above.defLine + 1, cursor + 1).some(startsStatement)) return above;
  return whole;
}

/** True for a line at column 0 that ends an indented body: not blank, no comment, no bracket that closes a signature. */
function startsStatement(line: string): boolean {
  return /^[^\s#)\]}]/.test(line);
}

/** Where the first value is to be typed in a prefilled text: behind the first `name=` that has none. */
export function firstGap(prefill: string): number | undefined {
  const match = /=(?=,|$)/.exec(prefill);
  return match === null ? undefined : match.index + 1;
}

/** The signature for people: `path, epochs=3, *rest, **options`. */
export function signatureText(parameters: readonly Parameter[]): string {
  const parts: string[] = [];
  let star = false;
  for (const { name, kind, default: value, annotation } of parameters) {
    if (kind === 'varargs') star = true;
    if (kind === 'keyword' && !star) {
      parts.push('*');
      star = true;
    }
    const mark = kind === 'varargs' ? '*' : kind === 'kwargs' ? '**' : '';
    const type = annotation === undefined ? '' : `: ${annotation}`;
    const start = value === undefined ? '' : annotation === undefined ? `=${value}` : ` = ${value}`;
    parts.push(`${mark}${name}${type}${start}`);
  }
  return parts.join(', ');
}

/** Splits a command line as a shell would: blanks, single and double quotes, backslashes. Undefined for an open quote. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(text.charAt(i + 1)))
        word = `${word ?? ''}${text.charAt((i += 1))}`;
      else word = `${word ?? ''}${char}`;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '\\' && i + 1 < text.length) {
      word = `${word ?? ''}${text.charAt((i += 1))}`;
    } else {
      word = `${word ?? ''}${char}`;
    }
  }
  if (quote !== undefined) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

/** The inverse of `splitWords`. */
export function joinWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
