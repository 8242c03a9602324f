import { scanComputed, type ComputedFacts, type ComputedImport } from './computedImports';
import { hasMark, scanPieces, type Piece } from './logicalLines';
import { countBreaks, countLines, lineStart, startsWith } from './sourceBytes';
import type { RestOfName } from './namePatterns';

/** One imported module, as its statement has it. */
export interface ImportFact {
  /** 1-based. */
  readonly line: number;
  /** Leading dots. */
  readonly level: number;
  /** The dotted name; empty for `from . import x`. */
  readonly module: string;
  /** Names after `import` in a `from` statement (`*` among them); undefined for `import module`. */
  readonly names: readonly string[] | undefined;
  /** What the names are called in the file, one for one; for `import module`, what follows `as`, or nothing. */
  readonly bound: readonly string[];
  /** Where the code computes the rest of the name: the modules below `module` that it may mean. */
  readonly below?: RestOfName;
  /** Run as `python -m` does, so that a package's `__main__` is wanted. */
  readonly run?: boolean;
  /** No import, but a text that may be a module's name: counts where it is one of the project's. */
  readonly fromText?: boolean;
  /** In `try`, under a condition, in a loop, or a call of `import_module`: the program may do without it. */
  readonly optional: boolean;
  /** Inside a function, so that it is imported only if that is called. */
  readonly inFunction: boolean;
  /** Under `if __name__ == "__main__":`. */
  readonly guarded: boolean;
}

/** What the module graph wants to know of a file. */
export interface ImportFacts {
  readonly imports: readonly ImportFact[];
  /** The literal strings of its `__all__`; `*` where it lists the folder. */
  readonly all: readonly string[];
  /** What it does to imports by other means than statements; undefined for the many files that do nothing. */
  readonly computed: ComputedFacts | undefined;
  /** Whether it makes names up when they are asked for. */
  readonly lazy: boolean;
  /** Whether it speaks of its `__path__`. */
  readonly ownPath: boolean;
}

interface Block {
  readonly indent: number;
  readonly word: string;
  readonly typeChecking: boolean;
  readonly optional: boolean;
  readonly inFunction: boolean;
  readonly guarded: boolean;
}

const headers = new Set('if elif else try except finally with for while def class async match case'.split(' '));
/** Those of which more than the word matters. */
const toldByHeader = new Set(['if', 'elif', 'with', 'async']);
const longestWord = '__all__'.length;
const typeChecking = /^(?:el)?if\s*\(?\s*(?:[\w.]+\.)?TYPE_CHECKING\s*\)?\s*:/;
const notTypeChecking = /^if\s+not\s+(?:[\w.]+\.)?TYPE_CHECKING\s*:/;
const mainGuard = /^if\s*\(?\s*(?:__name__\s*==\s*(['"])__main__\1|(['"])__main__\2\s*==\s*__name__)\s*\)?\s*:/;
const lazyPackage = /^def __getattr__\b|\battach(?:_stub)?\s*\(|Lazy\w*(?:Module|Import|Loader)\w*\s*\(/m;
const runners = ['subprocess', 'os', 'sys', 'asyncio', 'multiprocessing', 'shlex', 'sh', 'runpy'];
const loaders = ['importlib', 'pkgutil', 'runpy', 'imp'];
const loads = /\b(?:import_module|iter_modules|walk_packages|run_\w+|spec_from_\w+|load_\w+)\b/;
const literal = /(['"])((?:(?!\1)[^\\\n])*)\1/g;

/** Every import of a file, found without a parse. Imports that only type checkers see are left out. */
export function scanImports(text: string): ImportFacts {
  return scanImportsOf(Buffer.from(text), () => text);
}

/**
 * The same, without making a text of what few files need as text.
 *
 * @param bytes UTF-8.
 */
export function scanImportsOf(bytes: Uint8Array, text: () => string): ImportFacts {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const imports: ImportFact[] = [];
  const all: string[] = [];
  const blocks: Block[] = [];
  let closed: Block | undefined;
  /** Whether it imports what defers imports, by its name. */
  let makesNames = false;

  const statement = (piece: Piece, start: number, line: number): void => {
    const block = blocks.at(-1);
    if (block?.typeChecking) return;
    const written = source.toString('utf8', start, piece.end);
    if (/^(?:import|from)\b/.test(written)) {
      makesNames ||= /lazy/i.test(written);
      for (const { level, module, names, bound } of parseImport(written)) {
        imports.push({
          line: line + 1,
          level,
          module,
          names,
          bound,
          optional: block?.optional ?? false,
          inFunction: block?.inFunction ?? false,
          guarded: block?.guarded ?? false,
        });
      }
    } else if (piece.indent === 0 && written.startsWith('__all__')) {
      if (/\b(?:i?glob|listdir|iterdir|iter_modules)\s*\(/.test(written)) all.push('*');
      else for (const match of written.matchAll(literal)) if (match[2]) all.push(match[2]);
    }
  };

  const visit = (piece: Piece): void => {
    if (piece.first) {
      closed = undefined;
      for (let top = blocks.at(-1); top && top.indent >= piece.indent; top = blocks.at(-1)) {
        if (top.indent === piece.indent) closed = top;
        blocks.pop();
      }
    }
    const initial = source[piece.start];
    // Most statements are done with here: no block, and no `import`, `from` or `__all__`.
    if (piece.colon < 0 && initial !== 105 && initial !== 102 && initial !== 95) return;
    const first = firstWordIn(source, piece.start);
    if (piece.colon < 0 || !headers.has(first)) {
      if (first === 'import' || first === 'from' || first === '__all__') statement(piece, piece.start, piece.line);
      return;
    }
    const header = toldByHeader.has(first) ? source.toString('utf8', piece.start, piece.colon + 1) : '';
    blocks.push(openBlock(first, header, piece.indent, blocks.at(-1), closed));
    let body = piece.colon + 1;
    while (body < piece.end && (source[body] ?? 0) <= 32) body += 1;
    // The body on the header's own line: `if x: import y`.
    if (body < piece.end) statement(piece, body, piece.line + countBreaks(source, piece.start, body));
  };
  const dunders = dundersIn(source);
  scanPieces(source, visit, lastImport(source, dunders.lastAll));

  const computed = dunders.found.has('import') || doesMore(text, imports) ? scanComputed(text()) : undefined;
  for (const { line, level, module, below, run } of computed?.imports ?? namedInWrappers(text, imports)) {
    makesNames ||= /lazy/i.test(module);
    imports.push({
      ...{ line, level, module, names: undefined, bound: [''], optional: true, inFunction: true, guarded: false },
      ...(below ? { below } : {}),
      ...(run ? { run } : {}),
    });
  }
  const lazy = (makesNames || dunders.found.has('getattr')) && lazyPackage.test(text());
  return { imports, all, computed, lazy, ownPath: dunders.found.has('path') };
}

/** A keyword or `__all__` where a statement begins with one, and for most others nothing. */
function firstWordIn(source: Buffer, start: number): string {
  let end = start;
  while (end - start <= longestWord && isNamePart(source[end] ?? 0)) end += 1;
  return end - start > longestWord ? '' : source.toString('latin1', start, end);
}

function isNamePart(c: number): boolean {
  return ((c | 32) >= 97 && (c | 32) <= 122) || c === underscore || (c >= 48 && c <= 57) || c >= 128;
}

const underscore = 95;
const dunders = ['all', 'getattr', 'path', 'import'].map((name) => ({ name, rest: Buffer.from(`${name}__`) }));
const dunderInitials = new Uint8Array(256);
for (const { rest } of dunders) dunderInitials[rest[0] ?? 0] = 1;

/** Those names of Python's own that matter here, looked for all at once, and where the last `__all__` stands, or -1. */
function dundersIn(source: Buffer): { readonly found: ReadonlySet<string>; readonly lastAll: number } {
  const found = new Set<string>();
  let lastAll = -1;
  for (let at = nextDunder(source, 0); at < source.length; at = nextDunder(source, at + 2)) {
    const name = dunders.find(({ rest }) => startsWith(source, at + 2, rest))?.name;
    if (name === undefined) continue;
    found.add(name);
    if (name === 'all') lastAll = at;
  }
  return { found, lastAll };
}

/** The offset of the next two underscores before a letter that one of those names begins with. */
function nextDunder(source: Buffer, from: number): number {
  // Of two underscores one has an even offset.
  for (let i = (from + 1) & ~1; i < source.length; i += 2) {
    if (source[i] !== underscore) continue;
    const second = source[i + 1] === underscore ? i + 1 : i;
    if (source[second - 1] === underscore && second > from && dunderInitials[source[second + 1] ?? 0] === 1)
      return second - 1;
  }
  return source.length;
}

/** An offset behind which surely no import begins and no `__all__`: a large part of most files. */
function lastImport(source: Buffer, lastAll: number): number {
  const first = hasMark(source) ? 3 : 0;
  for (let at = source.lastIndexOf('import'); at > lastAll; at = source.lastIndexOf('import', at - 1)) {
    const start = Math.max(first, lineStart(source, at));
    const words = source.toString('latin1', start, at).trimStart();
    // An example in a docstring, or a comment.
    if (words.startsWith('>>>') || words.startsWith('#')) continue;
    if (words === '' || /^(?:from|import)\b|[:;]/.test(words) || continues(source, start)) return at;
  }
  return lastAll;
}

/** Whether the line that begins here goes on with the one before, by a backslash. */
function continues(source: Buffer, start: number): boolean {
  return /\\\r?\n?$/.test(source.toString('latin1', Math.max(0, start - 3), start));
}

/** Whether a file may import by other means than statements: told from what it imports, which costs next to nothing. */
function doesMore(text: () => string, imports: readonly ImportFact[]): boolean {
  const modules = new Set<string>();
  for (const { module } of imports) {
    const dot = module.indexOf('.');
    modules.add(dot < 0 ? module : module.slice(0, dot));
  }
  if (loaders.some((name) => modules.has(name)) && loads.test(text())) return true;
  if (modules.has('sys') && /sys\.(?:path|executable)/.test(text())) return true;
  if (modules.has('site') && text().includes('addsitedir')) return true;
  return runners.some((name) => modules.has(name)) && /\bpython[\d.]*\s|["']-m["']/.test(text());
}

const dottedText = /(['"])([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)+)(?::[\p{L}\p{N}_.]+)?\1/gu;

/** The string literals that could be dotted names of modules, or of what these define: `pkg.mod.Class`, `pkg.mod:f`. */
export function dottedTexts(text: string): string[] {
  return [...text.matchAll(dottedText)].map((match) => match[2] ?? '');
}

const namedInCall = /\bimport_module\s*\(\s*(['"])(\w+(?:\.\w+)*)\1/g;

/** Literal names given to a project's own `import_module`, which as a rule goes around the real one. */
function namedInWrappers(text: () => string, imports: readonly ImportFact[]): ComputedImport[] {
  if (!imports.some(({ names }) => names?.includes('import_module'))) return [];
  const whole = text();
  let line = 1;
  let counted = 0;
  return [...whole.matchAll(namedInCall)].map((match) => {
    line += countLines(whole, counted, match.index);
    counted = match.index;
    return { line, level: 0, module: match[2] ?? '', below: undefined, run: false };
  });
}

function openBlock(
  first: string,
  header: string,
  indent: number,
  parent: Block | undefined,
  closed: Block | undefined,
): Block {
  const inverted = first === 'else' && closed?.word === 'not TYPE_CHECKING';
  const condition = first === 'if' || first === 'elif';
  const checksTypes = condition && typeChecking.test(header);
  const checksNone = condition && notTypeChecking.test(header);
  const guards = condition && mainGuard.test(header);
  const own = {
    typeChecking: checksTypes || inverted,
    guarded: guards,
    inFunction: first === 'def' || (first === 'async' && /^async\s+def\b/.test(header)),
    optional:
      first === 'try' ||
      first === 'except' ||
      first === 'for' ||
      first === 'while' ||
      first === 'case' ||
      first === 'elif' ||
      (first === 'if' && !checksTypes && !checksNone && !guards) ||
      (first === 'with' && /\bsuppress\s*\(/.test(header)) ||
      // What follows `if TYPE_CHECKING:` as its else is what runs.
      (first === 'else' && closed !== undefined && !closed.typeChecking),
  };
  return {
    indent,
    word: checksNone ? 'not TYPE_CHECKING' : first,
    typeChecking: own.typeChecking || (parent?.typeChecking ?? false),
    guarded: own.guarded || (parent?.guarded ?? false),
    inFunction: own.inFunction || (parent?.inFunction ?? false),
    optional: own.optional || (parent?.optional ?? false),
  };
}

type ParsedImport = Pick<ImportFact, 'level' | 'module' | 'names' | 'bound'>;

/** How nearly all are written, once white space is evened out. */
const usualFrom = /^from (\.*)([A-Za-z_][\w.]*)? import (\w+(?: ?, ?\w+)*)(?: ?,)? ?$/;

function parseImport(source: string): ParsedImport[] {
  const text = /[#\\()]/.test(source)
    ? source
        .replace(/#[^\r\n]*/g, '')
        .replace(/\\\r?\n/g, ' ')
        .replace(/[()\s]+/g, ' ')
    : source;
  const usual = usualFrom.exec(text);
  if (usual) {
    const names = (usual[3] ?? '').replaceAll(' ', '').split(',');
    return [{ level: usual[1]?.length ?? 0, module: usual[2] ?? '', names, bound: names }];
  }
  const from = /^from\s*([.\s]*)([^\s.]\S*(?:\s*\.\s*[^\s.]+)*)??\s*\bimport\b([\s\S]*)$/.exec(text);
  if (from) {
    const parts = (from[3] ?? '').split(',').filter((part) => firstWord(part) !== '');
    return [
      {
        level: (from[1] ?? '').replace(/\s/g, '').length,
        module: (from[2] ?? '').replace(/\s/g, ''),
        names: parts.map(firstWord),
        bound: parts.map((part) => alias(part) || firstWord(part)),
      },
    ];
  }
  if (!text.startsWith('import')) return [];
  return text
    .slice('import'.length)
    .split(',')
    .map((part) => ({ module: firstWord(part.replace(/\s*\.\s*/g, '.')), bound: [alias(part)] }))
    .filter(({ module }) => module !== '')
    .map((one) => ({ level: 0, names: undefined, ...one }));
}

/** What follows `as`; nothing where there is none. */
function alias(part: string): string {
  return part.includes('as') ? (/\sas\s+(\S+)\s*$/.exec(part)?.[1] ?? '') : '';
}

function firstWord(text: string): string {
  const words = text.trim();
  const end = words.search(/\s/);
  return end < 0 ? words : words.slice(0, end);
}
