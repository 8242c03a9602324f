// The loops in which a scan over source spends its time, each by itself: small functions are compiled early, and stay
// compiled whatever rare thing their callers meet.

export const newline = 10;
export const carriageReturn = 13;
export const space = 32;
export const backslash = 92;

/** The offset of the line's end. */
export function lineEnd(bytes: Uint8Array, i: number): number {
  for (; i < bytes.length; i += 1) {
    const c = bytes[i];
    if (c === newline || c === carriageReturn) break;
  }
  return i;
}

/** The offset of the line's first byte. */
export function lineStart(bytes: Uint8Array, i: number): number {
  while (i > 0 && !isBreak(bytes[i - 1])) i -= 1;
  return i;
}

export function isBreak(c: number | undefined): boolean {
  return c === newline || c === carriageReturn;
}

/** The offset after what ends a line. */
export function afterBreak(bytes: Uint8Array, i: number): number {
  return bytes[i] === carriageReturn && bytes[i + 1] === newline ? i + 2 : i + 1;
}

export function countBreaks(bytes: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let i = from; i < to; i += 1) {
    const c = bytes[i];
    if (c === newline || (c === carriageReturn && bytes[i + 1] !== newline)) lines += 1;
  }
  return lines;
}

/** As `countBreaks`, in a text. */
export function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let i = from; i < to; i += 1) {
    const c = text.charCodeAt(i);
    if (c === newline || (c === carriageReturn && text.charCodeAt(i + 1) !== newline)) lines += 1;
  }
  return lines;
}

/** The offset of the first byte for which the table has another number than 0. */
export function nextMarked(bytes: Uint8Array, i: number, table: Uint8Array): number {
  while (i < bytes.length && table[bytes[i] ?? 0] === 0) i += 1;
  return i;
}

/** The offset after the last byte that is no white space; `from` where all is. */
export function inkEnd(bytes: Uint8Array, from: number, to: number): number {
  while (to > from && (bytes[to - 1] ?? 0) <= space) to -= 1;
  return to;
}

/** The offset of the first byte that is no white space; there must be one. */
export function inkStart(bytes: Uint8Array, from: number): number {
  while ((bytes[from] ?? 0) <= space) from += 1;
  return from;
}

/** The offset of the first byte that is neither a space nor a tab. */
export function blankEnd(bytes: Uint8Array, i: number): number {
  while (bytes[i] === space || bytes[i] === 9) i += 1;
  return i;
}

/** Whether the quote at `i` is the first of three. */
export function isTriple(bytes: Uint8Array, i: number): boolean {
  return bytes[i + 1] === bytes[i] && bytes[i + 2] === bytes[i];
}

/** The offset after the plain string whose opening quote is at `i`; an unclosed one ends with its line. */
export function stringEnd(bytes: Uint8Array, i: number): number {
  const quote = bytes[i];
  for (let j = i + 1; j < bytes.length; j += 1) {
    const c = bytes[j];
    if (c === quote) return j + 1;
    if (c === backslash) j = afterBreak(bytes, j + 1) - 1;
    else if (c === newline || c === carriageReturn) return j;
  }
  return bytes.length;
}

/** The offset after the string whose first of three quotes is at `i`; an unclosed one ends with the source. */
export function tripleEnd(bytes: Uint8Array, i: number): number {
  const quote = bytes[i];
  for (let j = i + 3; j < bytes.length; j += 1) {
    const c = bytes[j];
    if (c === backslash) j += 1;
    else if (c === quote && isTriple(bytes, j)) return j + 3;
  }
  return bytes.length;
}

export function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i += 1) if (bytes[at + i] !== word[i]) return false;
  return true;
}
