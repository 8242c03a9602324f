import {
  afterBreak,
  inkEnd,
  inkStart,
  isTriple,
  lineEnd,
  nextMarked,
  space,
  stringEnd,
  tripleEnd,
} from './sourceBytes';

/** A statement as the scan finds it: its bytes in the file. */
export interface StatementSpan {
  readonly start: number;
  readonly end: number;
  /** The innermost function around it; of a `def`, that function itself. */
  readonly scope: FunctionScope | undefined;
}

/** A function of the file. */
export interface FunctionScope {
  readonly parent: FunctionScope | undefined;
  /** The words between its name and its colon, its parameters among them. */
  readonly parameters: ReadonlySet<string>;
}

const Kind = { Plain: 0, Newline: 1, Quote: 2, Open: 3, Close: 4, Hash: 5, Backslash: 6 } as const;

const kinds = new Uint8Array(256);
for (const [characters, kind] of [
  ['\n\r', Kind.Newline],
  ['"\'', Kind.Quote],
  ['([{', Kind.Open],
  [')]}', Kind.Close],
  ['#', Kind.Hash],
  ['\\', Kind.Backslash],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind;
}

/** Where a string, a comment or an escaped character begins. */
const opensText = kinds.map((kind) => (kind === Kind.Quote || kind === Kind.Hash || kind === Kind.Backslash ? 1 : 0));

/** Characters that are in no path that anybody writes; formulas, markup and prose have them. */
const odd = new Uint8Array(256);
for (let c = 0; c < 32; c += 1) odd[c] = 1;
for (const character of '"<>|;()=^,') odd[character.charCodeAt(0)] = 1;

const slash = 47;
const dot = 46;
const longestName = 250;

/**
 * The strings that look like paths. It goes over the bytes once, without decoding them and without telling statements
 * apart: most modules name no file at all, and a closure has thousands.
 */
export function scanTexts(bytes: Uint8Array): string[] {
  const texts = new Set<string>();
  const length = bytes.length;
  let i = 0;
  while (i < length) {
    i = nextMarked(bytes, i, opensText);
    const kind = kinds[bytes[i] ?? 0];
    if (kind === Kind.Quote) {
      const triple = isTriple(bytes, i);
      const end = triple ? tripleEnd(bytes, i) : stringEnd(bytes, i);
      if (!triple && looksLikePath(bytes, i + 1, end - 1, 0)) texts.add(textOf(bytes, i + 1, end - 1, 'utf8'));
      i = end;
    } else i = kind === Kind.Hash ? lineEnd(bytes, i) : i + 2;
  }
  return [...texts];
}

/**
 * The statements that may name files: those with a string that looks like a path and passes `leads`, and those that
 * hold one of `marks` (ascending offsets). A logical line counts as one statement, semicolons and all.
 */
export function scanStatements(
  bytes: Uint8Array,
  marks: readonly number[],
  leads: (text: string) => boolean,
): StatementSpan[] {
  const found: StatementSpan[] = [];
  const length = bytes.length;
  let start = -1;
  let last = 0;
  let depth = 0;
  let hit = false;
  let mark = 0;
  const functions = new OpenFunctions(bytes);
  const close = (): void => {
    while (mark < marks.length && (marks[mark] ?? 0) < start) mark += 1;
    if (start >= 0) {
      functions.pass(start, last);
      if (hit || (marks[mark] ?? Infinity) < last) found.push({ start, end: last, scope: functions.innermost });
    }
    start = -1;
    depth = 0;
    hit = false;
  };
  let i = 0;
  while (i < length) {
    switch (kinds[bytes[i] ?? 0]) {
      case Kind.Newline:
        // Half-typed code: a bracket that is open at a definition in the first column is never closed.
        if (start >= 0 && (depth === 0 || startsDefinition(bytes, i + 1))) close();
        i += 1;
        break;
      case Kind.Quote: {
        if (start < 0) start = i;
        const triple = isTriple(bytes, i);
        const end = triple ? tripleEnd(bytes, i) : stringEnd(bytes, i);
        hit ||= !triple && looksLikePath(bytes, i + 1, end - 1, start) && leads(textOf(bytes, i + 1, end - 1, 'utf8'));
        i = end;
        last = end;
        break;
      }
      case Kind.Open:
        if (start < 0) start = i;
        depth += 1;
        i += 1;
        last = i;
        break;
      case Kind.Close:
        if (start < 0) start = i;
        if (depth > 0) depth -= 1;
        i += 1;
        last = i;
        break;
      case Kind.Hash:
        i = lineEnd(bytes, i);
        break;
      case Kind.Backslash:
        i = afterBreak(bytes, i + 1);
        break;
      default: {
        const from = i;
        i = nextMarked(bytes, i, kinds);
        const end = inkEnd(bytes, from, i);
        if (end === from) break;
        last = end;
        if (start < 0) start = inkStart(bytes, from);
      }
    }
  }
  close();
  return found;
}

/** The functions around a statement, told from how far each statement is indented. */
class OpenFunctions {
  readonly #bytes: Uint8Array;
  readonly #open: { readonly indent: number; readonly scope: FunctionScope }[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get innermost(): FunctionScope | undefined {
    return this.#open.at(-1)?.scope;
  }

  /** Goes on to the next statement. */
  pass(start: number, end: number): void {
    let indent = 0;
    while (isBlank(this.#bytes[start - indent - 1])) indent += 1;
    while ((this.#open.at(-1)?.indent ?? -1) >= indent) this.#open.pop();
    const first = this.#bytes[start];
    // `def`, `async def`
    if ((first !== 100 && first !== 97) || !functionStart.test(textOf(this.#bytes, start, start + 12))) return;
    const header = textOf(this.#bytes, start, end, 'utf8');
    const parameters = new Set(header.slice(header.indexOf('(')).match(/[\p{L}_][\p{L}\p{N}_]*/gu));
    this.#open.push({ indent, scope: { parent: this.innermost, parameters } });
  }
}

const functionStart = /^(?:async[ \t]+)?def[ \t]/;

function isBlank(c: number | undefined): boolean {
  return c === space || c === 9;
}

/** The names that functions of the file declare `global` or `nonlocal`. */
export function findShared(bytes: Uint8Array): Set<string> {
  const names = findWords(bytes, ['global', 'nonlocal']).flatMap((at) =>
    textOf(bytes, at, at + 200, 'utf8')
      .split(/[\r\n;#]/, 1)
      .flatMap((line) => line.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []),
  );
  return new Set(names);
}

/** The offsets of these words, ascending, each as a whole word. */
export function findWords(bytes: Uint8Array, words: Iterable<string>): number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: number[] = [];
  for (const word of words) {
    const needle = Buffer.from(word, 'utf8');
    for (let at = buffer.indexOf(needle); at >= 0; at = buffer.indexOf(needle, at + needle.length)) {
      if (!isWord(bytes[at - 1]) && !isWord(bytes[at + needle.length])) found.push(at);
    }
  }
  return found.sort((a, b) => a - b);
}

const ownFileWords = ['__file__', 'files(__package__', 'files(__name__'];

/** Where the module speaks of its own file or folder, ascending: looked for by what those words have in common. */
export function findOwn(bytes: Uint8Array): number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: number[] = [];
  for (let at = buffer.indexOf('file'); at >= 0; at = buffer.indexOf('file', at + 4)) {
    const around = textOf(bytes, Math.max(0, at - 2), at + 18);
    const word = ownFileWords.find((one) => around.indexOf(one) === (one.startsWith('_') ? 0 : Math.min(at, 2)));
    if (word === undefined) continue;
    const start = word.startsWith('_') ? at - 2 : at;
    if (!isWord(bytes[start - 1]) && !isWord(bytes[start + word.length])) found.push(start);
  }
  return found;
}

/** Where these names are bound by an assignment or a default, ascending. */
export function findBindings(bytes: Uint8Array, names: Iterable<string>): number[] {
  return [...names]
    .flatMap((name) =>
      findWords(bytes, [name]).filter((at) => binding.test(textOf(bytes, at + name.length, at + name.length + 80))),
    )
    .sort((a, b) => a - b);
}

const binding = /^[ \t]*(?::[^=\n]*)?=(?!=)/;

const definition = /^(?:def|class|async def)[ \t]/;

function startsDefinition(bytes: Uint8Array, at: number): boolean {
  const c = bytes[at];
  // `d`, `c`, `a`: almost every line is done with here.
  if (c !== 100 && c !== 99 && c !== 97) return false;
  return definition.test(textOf(bytes, at, at + 10));
}

/** A folder in it, an extension at its end, or a place in the code where only a path makes sense. */
function looksLikePath(bytes: Uint8Array, from: number, to: number, statement: number): boolean {
  const length = to - from;
  if (length < 1 || length > longestName) return false;
  let slashes = 0;
  let lastDot = -1;
  for (let i = from; i < to; i += 1) {
    const c = bytes[i] ?? 0;
    if (c === slash) slashes += 1;
    else if (c === dot) lastDot = i;
    else if (odd[c] === 1) return false;
  }
  if (slashes > 0) return length > 1 && !textOf(bytes, from, to).includes('://');
  if (lastDot >= 0)
    return lastDot > from ? isExtension(bytes, lastDot + 1, to) : secretName.test(textOf(bytes, from, to));
  return isPathPlace(bytes, from - 1, to + 1, statement);
}

const secretName = /^\.(?:env|netrc|pypirc|pgpass)$/;
const wordOnly = /^[\w{}%*-]+$/;
const takesPath =
  /(?:\bPath|open|dir|walk|glob|\bfiles|join|joinpath|load\w*|read\w*|exists|is_?file|is_?dir|Folder)\($/;
const namesPath = /(?:dir|path|folder|root|file|fname|filename)\w*[ \t]*(?::[^=\n]*)?=$/i;

/** A list that bears the name of folders; a call that is given the module itself. */
const listsFolders = /(?:dir|path|folder|director(?:y|ie))s?[ \t]*(?::[^=\n]*)?=[ \t]*[[({][^\])}=]*$/i;
const givesModule = /^[ \t]*,[ \t]*__(?:name|package|file)__\b/;
const givenModule = /\b__(?:name|package|file)__[ \t]*,[^()]*$/;

function isPathPlace(bytes: Uint8Array, quote: number, after: number, statement: number): boolean {
  let j = quote - 1;
  // `f"…"`, `r"…"`
  while (j > statement && isWord(bytes[j]) && quote - j < 3) j -= 1;
  while (j > statement && (bytes[j] === space || bytes[j] === 9)) j -= 1;
  const before = bytes[j];
  const next = bytes[after] === space ? bytes[after + 1] : bytes[after];
  if (before === slash || next === slash) return true;
  if (before !== 40 && before !== 44 && before !== 61 && before !== 91) return false;
  const word = textOf(bytes, quote + 1, after - 1);
  if (!wordOnly.test(word)) return false;
  const from = Math.max(statement, quote - 200);
  const context = textOf(bytes, from, j + 1);
  if (before !== 61 && isListed(bytes, from, j) && listsFolders.test(context)) return true;
  if (before === 91) return givenModule.test(context);
  if (before === 40) return takesPath.test(context) || givesModule.test(textOf(bytes, after, after + 20));
  if (before === 44 && givenModule.test(context)) return true;
  if (before === 44)
    return /\b(?:join(?:path)?|files|Path|get_data|(?:read|open)_(?:text|binary)|resource_\w+)\(/.test(context);
  if (givenModule.test(context)) return true;
  return namesPath.test(context) || (/default[ \t]*=$/.test(context) && /dir|path|folder|root|file/i.test(context));
}

/** Whether what is open up to an offset may be what an assignment begins with (`= [`): told without an expression. */
function isListed(bytes: Uint8Array, from: number, at: number): boolean {
  let first = 0;
  for (let i = at; i >= from; i -= 1) {
    const c = bytes[i] ?? 0;
    if (c === 61) return kinds[first] === Kind.Open;
    if (kinds[c] === Kind.Close) return false;
    if (c > space) first = c;
  }
  return false;
}

/** What follows the last dot: short, and no number of a version. */
function isExtension(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 1 || to - from > 12) return false;
  let letters = 0;
  for (let i = from; i < to; i += 1) {
    const c = (bytes[i] ?? 0) | 32;
    if (c >= 97 && c <= 122) letters += 1;
    else if (!(c >= 48 && c <= 57) && c !== 95) return false;
  }
  return letters > 0;
}

function isWord(c: number | undefined): boolean {
  if (c === undefined) return false;
  return (c >= 48 && c <= 57) || c === 95 || c >= 128 || ((c | 32) >= 97 && (c | 32) <= 122);
}

function textOf(bytes: Uint8Array, from: number, to: number, encoding: 'latin1' | 'utf8' = 'latin1'): string {
  const length = Math.max(0, Math.min(to, bytes.length) - from);
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString(encoding);
}
