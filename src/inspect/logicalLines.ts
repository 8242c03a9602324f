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

const kinds = new Uint8Array(128);
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

const newline = 10;
const carriageReturn = 13;
/** No statement inside brackets starts a line so: an open bracket before it is one that is still being typed. */
const definitionStart = /(?:def|class)[ \t]+\w+[ \t]*[(:[]|async[ \t]+def[ \t]/y;

/**
 * Visits every simple statement and compound header of a Python source without parsing it: strings (f-strings of
 * every version, triple quotes), comments, brackets and continuations are stepped over. Half-typed code does no
 * harm: an unclosed quote ends with its line, an unclosed bracket at the next `def` or `class`.
 *
 * @param until An offset behind which no line needs to be visited.
 */
export function scanPieces(text: string, visit: (piece: Piece) => void, until = text.length): void {
  const length = text.length;
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
  let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 0;
  while (i < length && i <= until) {
    let indent = 0;
    let c = 0;
    for (; i < length; i += 1) {
      c = text.charCodeAt(i);
      if (c === 32) indent += 1;
      else if (c === 9) indent = (indent | 7) + 1;
      else if (c === 12) indent = 0;
      else break;
    }
    if (i >= length) return;
    if (c === 35) i = lineEnd(text, i);
    c = text.charCodeAt(i);
    if (c === newline || c === carriageReturn) {
      i += c === carriageReturn && text.charCodeAt(i + 1) === newline ? 2 : 1;
      line += 1;
      continue;
    }
    if (i >= length) return;

    // A logical line: one piece or, with semicolons, several.
    let depth = 0;
    let last = i;
    begin(piece, i, line, indent, true);
    scan: while (i < length) {
      c = text.charCodeAt(i);
      const kind: number = c < 128 ? (kinds[c] ?? 0) : 0;
      switch (kind) {
        case Kind.Plain:
          do {
            if (c > 32) last = i + 1;
            i += 1;
            c = i < length ? text.charCodeAt(i) : newline;
          } while (c >= 128 || kinds[c] === Kind.Plain);
          break;
        case Kind.Newline: {
          if (depth === 0) break scan;
          i += c === carriageReturn && text.charCodeAt(i + 1) === newline ? 2 : 1;
          line += 1;
          let j = i;
          while (text.charCodeAt(j) === 32 || text.charCodeAt(j) === 9) j += 1;
          definitionStart.lastIndex = j;
          if (definitionStart.test(text)) {
            // The next round of the outer loop measures this line's indentation.
            depth = -1;
            break scan;
          }
          break;
        }
        case Kind.Quote: {
          const end = skipString(text, i);
          line += countLines(text, i, end);
          i = end;
          last = i;
          break;
        }
        case Kind.Open:
          depth += 1;
          if (c === 40) piece.hasParenthesis = true;
          i += 1;
          last = i;
          break;
        case Kind.Close:
          if (depth > 0) depth -= 1;
          i += 1;
          last = i;
          break;
        case Kind.Hash:
          i = lineEnd(text, i);
          break;
        case Kind.Backslash: {
          const next = text.charCodeAt(i + 1);
          if (next === newline || next === carriageReturn) {
            i += next === carriageReturn && text.charCodeAt(i + 2) === newline ? 3 : 2;
            line += 1;
          } else i += 1;
          break;
        }
        case Kind.Semicolon:
          if (depth === 0) {
            piece.end = last;
            if (last > piece.start) visit(piece);
            i += 1;
            while (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9) i += 1;
            begin(piece, i, line, indent, false);
            last = i;
          } else i += 1;
          break;
        case Kind.Colon:
          if (depth === 0 && piece.colon < 0 && text.charCodeAt(i + 1) !== 61) piece.colon = i;
          i += 1;
          last = i;
          break;
        case Kind.Equals:
          if (text.charCodeAt(i + 1) === 61) i += 2;
          else {
            if (depth === 0 && piece.equals < 0 && assigns(text, i)) piece.equals = i;
            i += 1;
          }
          last = i;
          break;
      }
    }
    piece.end = last;
    if (last > piece.start) visit(piece);
    if (depth >= 0 && i < length) {
      i += c === carriageReturn && text.charCodeAt(i + 1) === newline ? 2 : 1;
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
function assigns(text: string, i: number): boolean {
  const before = text.charAt(i - 1);
  if (before === '!' || before === ':') return false;
  return (before !== '<' && before !== '>') || text.charAt(i - 2) === before;
}

function lineEnd(text: string, i: number): number {
  for (; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === newline || c === carriageReturn) break;
  }
  return i;
}

export function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let i = from; i < to; i += 1) {
    const c = text.charCodeAt(i);
    if (c === newline || (c === carriageReturn && text.charCodeAt(i + 1) !== newline)) lines += 1;
  }
  return lines;
}

/** The offset after the string literal whose opening quote is at `i`; an unclosed one ends with its line. */
function skipString(text: string, i: number): number {
  const quote = text.charAt(i);
  const triple = text.startsWith(quote.repeat(3), i);
  const prefix = prefixOf(text, i);
  if (/[ft]/i.test(prefix)) {
    const end = skipFormatString(text, i, quote, triple, /r/i.test(prefix));
    if (end >= 0) return end;
  }
  const code = quote.charCodeAt(0);
  if (triple) {
    for (let j = i + 3; j < text.length; j += 1) {
      j = text.indexOf(quote, j);
      if (j < 0) return text.length;
      let slashes = 0;
      while (text.charCodeAt(j - 1 - slashes) === 92 && j - 1 - slashes > i + 2) slashes += 1;
      if (slashes % 2 === 0 && text.charCodeAt(j + 1) === code && text.charCodeAt(j + 2) === code) return j + 3;
    }
    return text.length;
  }
  for (let j = i + 1; j < text.length; j += 1) {
    const c = text.charCodeAt(j);
    if (c === code) return j + 1;
    if (c === 92) j += text.charCodeAt(j + 1) === carriageReturn && text.charCodeAt(j + 2) === newline ? 2 : 1;
    else if (c === newline || c === carriageReturn) return j;
  }
  return text.length;
}

function isLetter(c: number): boolean {
  return (c | 32) >= 97 && (c | 32) <= 122;
}

function prefixOf(text: string, quote: number): string {
  if (!isLetter(text.charCodeAt(quote - 1))) return '';
  let start = quote;
  while (start > 0 && quote - start < 3 && /[a-z]/i.test(text.charAt(start - 1))) start -= 1;
  const prefix = text.slice(start, quote);
  if (!/^[rbuft]{1,2}$/i.test(prefix) || /\w/.test(text.charAt(start - 1))) return '';
  return prefix;
}

/** As `skipString` for a string with replacement fields; -1 where it is not closed as it should be. */
function skipFormatString(text: string, i: number, quote: string, triple: boolean, raw: boolean): number {
  const close = triple ? quote.repeat(3) : quote;
  for (let j = i + close.length; j < text.length; j += 1) {
    const c = text.charAt(j);
    if (c === quote && text.startsWith(close, j)) return j + close.length;
    if (c === '\\') {
      const next = text.charAt(j + 1);
      if (next === 'N' && !raw && text.charAt(j + 2) === '{') {
        j = text.indexOf('}', j);
        if (j < 0) return -1;
      } else if (next !== '{' && next !== '}') j += next === '\r' && text.charAt(j + 2) === '\n' ? 2 : 1;
    } else if (c === '{') {
      if (text.charAt(j + 1) === '{') j += 1;
      else {
        j = skipField(text, j + 1, close) - 1;
        if (j < 0) return -1;
      }
    } else if (!triple && (c === '\n' || c === '\r')) return -1;
  }
  return -1;
}

/** The offset after the `}` of the replacement field whose expression starts at `i`; -1 where there is none. */
function skipField(text: string, i: number, close: string): number {
  let depth = 0;
  for (let j = i; j < text.length; j += 1) {
    const c = text.charAt(j);
    if (c === '"' || c === "'") {
      // Since 3.12 a field may hold the quotes of its own string; before, the same text was an error.
      j = skipString(text, j) - 1;
    } else if (c === '(' || c === '[' || c === '{') depth += 1;
    else if (c === ')' || c === ']') depth -= 1;
    else if (c === '}') {
      if (depth <= 0) return j + 1;
      depth -= 1;
    } else if (c === ':' && depth === 0) return skipSpecification(text, j + 1, close);
    else if (c === '#') j = lineEnd(text, j) - 1;
    else if (c === '\n' && close.length === 1 && /\S/.test(text.charAt(j + 1)) && text.charAt(j + 1) !== '}') return -1;
  }
  return -1;
}

function skipSpecification(text: string, i: number, close: string): number {
  for (let j = i; j < text.length; j += 1) {
    const c = text.charAt(j);
    if (c === '}') return j + 1;
    if (c === '{') {
      j = skipField(text, j + 1, close) - 1;
      if (j < 0) return -1;
    } else if (text.startsWith(close, j) || (close.length === 1 && (c === '\n' || c === '\r'))) return -1;
  }
  return -1;
}
