import {
  afterBreak,
  backslash,
  blankEnd,
  carriageReturn,
  countBreaks,
  inkEnd,
  isBreak,
  isTriple,
  lineEnd,
  newline,
  nextMarked,
  space,
  startsWith,
  stringEnd,
  tripleEnd,
} from './sourceBytes';

/**
 * One simple statement, or one compound statement's header, as a fast scan sees it. The scanner reuses one object
 * for all of them: a visitor copies what it wants to keep.
 */
export interface Piece {
  start: number;
  end: number;
  /** 0-based line of `start`. */
  line: number;
  /** Columns of white space before the logical line (a tab reaches to the next multiple of 8, as in CPython). */
  indent: number;
  /** False for what follows a `;` on the same logical line. */
  first: boolean;
  /** Whether a `(` occurs outside strings. */
  hasParenthesis: boolean;
  /** Offset of the first `:` outside brackets and strings that is not part of `:=`; -1 where there is none. */
  colon: number;
  /** Offset of the first `=` outside brackets that assigns (augmented ones too); -1 where there is none. */
  equals: number;
}

const Kind = {
  Plain: 0,
  Newline: 1,
  Quote: 2,
  Open: 3,
  Close: 4,
  Hash: 5,
  Backslash: 6,
  Semicolon: 7,
  Colon: 8,
  Equals: 9,
} as const;

const kinds = new Uint8Array(256);
for (const [characters, kind] of [
  ['\n\r', Kind.Newline],
  ['"\'', Kind.Quote],
  ['([{', Kind.Open],
  [')]}', Kind.Close],
  ['#', Kind.Hash],
  ['\\', Kind.Backslash],
  [';', Kind.Semicolon],
  [':', Kind.Colon],
  ['=', Kind.Equals],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind;
}

const Code = {
  Tab: 9,
  FormFeed: 12,
  Exclamation: 33,
  Hash: 35,
  Parenthesis: 40,
  Colon: 58,
  Less: 60,
  Equals: 61,
  Greater: 62,
  N: 78,
  Underscore: 95,
  F: 102,
  R: 114,
  T: 116,
  OpenBrace: 123,
  CloseBrace: 125,
} as const;
const Prefix = { Raw: 1, Format: 2 } as const;
const prefixLetters = new Set(Buffer.from('rbuft'));
/** No statement inside brackets starts a line so: an open bracket before it is one that is still being typed. */
const definitionStart = /^(?:(?:def|class)[ \t]+\w+[ \t]*[(:[]|async[ \t]+def[ \t])/;
const longestDefinitionStart = 200;
/** By their first letters. */
const definitionWords: (Uint8Array | undefined)[] = [];
for (const word of ['def', 'class', 'async']) definitionWords[word.charCodeAt(0)] = Buffer.from(word);

/**
 * A text as bytes for a scan, one for each code unit, so that an offset into one is an offset into the other. All that
 * matters to a scan is ASCII; reading bytes takes half as long as reading characters.
 */
export function bytesOf(text: string): Uint8Array {
  // A form feed is white space that indents nothing.
  return Buffer.from(text.replace(/^\ufeff/, '\f').replace(/[^\0-\xff]/g, '\xff'), 'latin1');
}

/**
 * Visits every simple statement and compound header of a Python source without parsing it: strings (f-strings of
 * every version, triple quotes), comments, brackets and continuations are stepped over. Half-typed code does no
 * harm: an unclosed quote ends with its line, an unclosed bracket at the next `def` or `class`.
 *
 * @param until An offset behind which no line needs to be visited.
 */
export function scanPieces(bytes: Uint8Array, visit: (piece: Piece) => void, until = bytes.length): void {
  const { length } = bytes;
  const piece: Piece = {
    start: 0,
    end: 0,
    line: 0,
    indent: 0,
    first: true,
    hasParenthesis: false,
    colon: -1,
    equals: -1,
  };
  let i = hasMark(bytes) ? 3 : 0;
  let line = 0;
  while (i < length && i <= until) {
    const from = i;
    i = whiteEnd(bytes, i);
    if (bytes[i] === Code.Hash) i = lineEnd(bytes, i);
    if (i >= length) return;
    if (isBreak(bytes[i])) {
      i = afterBreak(bytes, i);
      line += 1;
      continue;
    }

    // A logical line: one piece or, with semicolons, several.
    const indent = columnsOf(bytes, from, i);
    let depth = 0;
    let last = i;
    begin(piece, i, line, indent, true);
    scan: while (i < length) {
      const c = bytes[i] ?? 0;
      switch (kinds[c]) {
        case Kind.Newline:
          if (depth === 0) break scan;
          i = afterBreak(bytes, i);
          line += 1;
          if (startsDefinition(bytes, blankEnd(bytes, i))) {
            // The next round of the outer loop measures this line's indentation.
            depth = -1;
            break scan;
          }
          break;
        case Kind.Quote: {
          const end = skipString(bytes, i);
          line += countBreaks(bytes, i, end);
          i = end;
          last = i;
          break;
        }
        case Kind.Open:
          depth += 1;
          if (c === Code.Parenthesis) piece.hasParenthesis = true;
          i += 1;
          last = i;
          break;
        case Kind.Close:
          if (depth > 0) depth -= 1;
          i += 1;
          last = i;
          break;
        case Kind.Hash:
          i = lineEnd(bytes, i);
          break;
        case Kind.Backslash:
          i += 1;
          if (isBreak(bytes[i])) {
            i = afterBreak(bytes, i);
            line += 1;
          }
          break;
        case Kind.Semicolon:
          i += 1;
          if (depth === 0) {
            piece.end = last;
            if (last > piece.start) visit(piece);
            i = blankEnd(bytes, i);
            begin(piece, i, line, indent, false);
            last = i;
          }
          break;
        case Kind.Colon:
          if (depth === 0 && piece.colon < 0 && bytes[i + 1] !== Code.Equals) piece.colon = i;
          i += 1;
          last = i;
          break;
        case Kind.Equals:
          if (bytes[i + 1] === Code.Equals) i += 2;
          else {
            if (depth === 0 && piece.equals < 0 && assigns(bytes, i)) piece.equals = i;
            i += 1;
          }
          last = i;
          break;
        default: {
          const end = nextMarked(bytes, i, kinds);
          last = Math.max(last, inkEnd(bytes, i, end));
          i = end;
        }
      }
    }
    piece.end = last;
    if (last > piece.start) visit(piece);
    if (depth >= 0 && i < length) {
      i = afterBreak(bytes, i);
      line += 1;
    }
  }
}

function begin(piece: Piece, start: number, line: number, indent: number, first: boolean): void {
  piece.start = start;
  piece.line = line;
  piece.indent = indent;
  piece.first = first;
  piece.hasParenthesis = false;
  piece.colon = -1;
  piece.equals = -1;
}

/** Whether the `=` at `i` assigns, rather than ending `<=`, `>=`, `!=` or `:=`. */
function assigns(bytes: Uint8Array, i: number): boolean {
  const before = bytes[i - 1];
  if (before === Code.Exclamation || before === Code.Colon) return false;
  return (before !== Code.Less && before !== Code.Greater) || bytes[i - 2] === before;
}

/** Whether the source begins with a byte order mark. */
export function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** The offset of the first byte that is no white space of a line's start. */
function whiteEnd(bytes: Uint8Array, i: number): number {
  for (; i < bytes.length; i += 1) {
    const c = bytes[i];
    if (c !== space && c !== Code.Tab && c !== Code.FormFeed) break;
  }
  return i;
}

function columnsOf(bytes: Uint8Array, from: number, to: number): number {
  let columns = 0;
  for (let i = from; i < to; i += 1) {
    const c = bytes[i];
    if (c === space) columns += 1;
    else if (c === Code.Tab) columns = (columns | 7) + 1;
    else columns = 0;
  }
  return columns;
}

function startsDefinition(bytes: Uint8Array, at: number): boolean {
  const word = definitionWords[bytes[at] ?? 0];
  if (!word || !startsWith(bytes, at, word)) return false;
  return definitionStart.test(Buffer.from(bytes.subarray(at, at + longestDefinitionStart)).toString('latin1'));
}

/** The offset after the string literal whose opening quote is at `i`; an unclosed one ends with its line. */
function skipString(bytes: Uint8Array, i: number): number {
  const quote = bytes[i] ?? 0;
  const triple = isTriple(bytes, i);
  const prefix = prefixOf(bytes, i);
  if ((prefix & Prefix.Format) !== 0) {
    const end = skipFormatString(bytes, i, quote, triple, (prefix & Prefix.Raw) !== 0);
    if (end >= 0) return end;
  }
  return triple ? tripleEnd(bytes, i) : stringEnd(bytes, i);
}

function isLetter(c: number): boolean {
  return (c | 32) >= 97 && (c | 32) <= 122;
}

/** What the letters before a quote say: bits of `Prefix`. */
function prefixOf(bytes: Uint8Array, quote: number): number {
  let found = 0;
  let start = quote;
  for (; start > 0 && isLetter(bytes[start - 1] ?? 0); start -= 1) {
    const letter = (bytes[start - 1] ?? 0) | 32;
    if (quote - start === 2 || !prefixLetters.has(letter)) return 0;
    if (letter === Code.R) found |= Prefix.Raw;
    else if (letter === Code.F || letter === Code.T) found |= Prefix.Format;
  }
  const before = bytes[start - 1] ?? 0;
  return before === Code.Underscore || (before >= 48 && before <= 57) ? 0 : found;
}

/** As `skipString` for a string with replacement fields; -1 where it is not closed as it should be. */
function skipFormatString(bytes: Uint8Array, i: number, quote: number, triple: boolean, raw: boolean): number {
  const width = triple ? 3 : 1;
  for (let j = i + width; j < bytes.length; j += 1) {
    const c = bytes[j];
    if (c === quote && closes(bytes, j, quote, triple)) return j + width;
    if (c === backslash) {
      const next = bytes[j + 1];
      if (next === Code.N && !raw && bytes[j + 2] === Code.OpenBrace) {
        j = bytes.indexOf(Code.CloseBrace, j);
        if (j < 0) return -1;
      } else if (next !== Code.OpenBrace && next !== Code.CloseBrace)
        j += next === carriageReturn && bytes[j + 2] === newline ? 2 : 1;
    } else if (c === Code.OpenBrace) {
      if (bytes[j + 1] === Code.OpenBrace) j += 1;
      else {
        j = skipField(bytes, j + 1, quote, triple) - 1;
        if (j < 0) return -1;
      }
    } else if (!triple && (c === newline || c === carriageReturn)) return -1;
  }
  return -1;
}

function closes(bytes: Uint8Array, j: number, quote: number, triple: boolean): boolean {
  return bytes[j] === quote && (!triple || isTriple(bytes, j));
}

/** The offset after the `}` of the replacement field whose expression starts at `i`; -1 where there is none. */
function skipField(bytes: Uint8Array, i: number, quote: number, triple: boolean): number {
  let depth = 0;
  for (let j = i; j < bytes.length; j += 1) {
    const c = bytes[j] ?? 0;
    const kind = kinds[c];
    if (kind === Kind.Quote) {
      // Since 3.12 a field may hold the quotes of its own string; before, the same text was an error.
      j = skipString(bytes, j) - 1;
    } else if (kind === Kind.Open) depth += 1;
    else if (c === Code.CloseBrace) {
      if (depth <= 0) return j + 1;
      depth -= 1;
    } else if (kind === Kind.Close) depth -= 1;
    else if (c === Code.Colon && depth === 0) return skipSpecification(bytes, j + 1, quote, triple);
    else if (c === Code.Hash) j = lineEnd(bytes, j) - 1;
    else if (c === newline && !triple) {
      const next = bytes[j + 1] ?? 0;
      if (next > 32 && next !== Code.CloseBrace) return -1;
    }
  }
  return -1;
}

function skipSpecification(bytes: Uint8Array, i: number, quote: number, triple: boolean): number {
  for (let j = i; j < bytes.length; j += 1) {
    const c = bytes[j];
    if (c === Code.CloseBrace) return j + 1;
    if (c === Code.OpenBrace) {
      j = skipField(bytes, j + 1, quote, triple) - 1;
      if (j < 0) return -1;
    } else if (closes(bytes, j, quote, triple) || (!triple && (c === newline || c === carriageReturn))) return -1;
  }
  return -1;
}
