import { scanComputed, type ComputedFacts, type ComputedImport } from './computedImports';
import { countLines, scanPieces, type Piece } from './logicalLines';
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
const word = /[^\s\d:;,.()[\]{}=+\-*/%<>!&|^~@"'#\\][^\s:;,.()[\]{}=+\-*/%<>!&|^~@"'#\\]*/y;
const typeChecking = /^(?:el)?if\s*\(?\s*(?:[\w.]+\.)?TYPE_CHECKING\s*\)?\s*:/;
const notTypeChecking = /^if\s+not\s+(?:[\w.]+\.)?TYPE_CHECKING\s*:/;
const mainGuard = /^if\s*\(?\s*(?:__name__\s*==\s*(['"])__main__\1|(['"])__main__\2\s*==\s*__name__)\s*\)?\s*:/;
const lazyPackage = /^def __getattr__\b|\battach(?:_stub)?\s*\(|Lazy\w*(?:Module|Import|Loader)\w*\s*\(/m;
const runners = new Set(['subprocess', 'os', 'sys', 'asyncio', 'multiprocessing', 'shlex', 'sh', 'runpy']);
const loaders = new Set(['importlib', 'pkgutil', 'runpy', 'imp']);
const literal = /(['"])((?:(?!\1)[^\\\n])*)\1/g;

/** Every import of a file, found without a parse. Imports that only type checkers see are left out. */
export function scanImports(text: string): ImportFacts {
  const imports: ImportFact[] = [];
  const all: string[] = [];
  const blocks: Block[] = [];
  let closed: Block | undefined;

  const statement = (piece: Piece, start: number, line: number): void => {
    const block = blocks.at(-1);
    if (block?.typeChecking) return;
    const source = copied(text, start, piece.end);
    if (/^(?:import|from)\b/.test(source)) {
      for (const { level, module, names, bound } of parseImport(source)) {
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
    } else if (piece.indent === 0 && source.startsWith('__all__')) {
      if (/\b(?:i?glob|listdir|iterdir|iter_modules)\s*\(/.test(source)) all.push('*');
      else for (const match of source.matchAll(literal)) if (match[2]) all.push(match[2]);
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
    const initial = text.charCodeAt(piece.start);
    // Most statements are done with here: no block, and no `import`, `from` or `__all__`.
    if (piece.colon < 0 && initial !== 105 && initial !== 102 && initial !== 95) return;
    word.lastIndex = piece.start;
    const first = word.exec(text)?.[0] ?? '';
    if (piece.colon < 0 || !headers.has(first)) {
      if (first === 'import' || first === 'from' || first === '__all__') statement(piece, piece.start, piece.line);
      return;
    }
    const header = text.slice(piece.start, piece.colon + 1);
    blocks.push(openBlock(first, header, piece.indent, blocks.at(-1), closed));
    let body = piece.colon + 1;
    while (/\s/.test(text.charAt(body)) && body < piece.end) body += 1;
    // The body on the header's own line: `if x: import y`.
    if (body < piece.end) statement(piece, body, piece.line + countLines(text, piece.start, body));
  };
  const dunders = dundersIn(text);
  scanPieces(text, visit, lastImport(text, dunders.lastAll));

  const computed = dunders.found.has('__import__') || doesMore(text, imports) ? scanComputed(text) : undefined;
  for (const { line, level, module, below, run } of computed?.imports ?? namedInWrappers(text, imports)) {
    imports.push({
      ...{ line, level, module, names: undefined, bound: [''], optional: true, inFunction: true, guarded: false },
      ...(below ? { below } : {}),
      ...(run ? { run } : {}),
    });
  }
  const makesNames = imports.some(
    (fact) => /lazy/i.test(fact.module) || fact.names?.some((name) => /lazy/i.test(name)),
  );
  const lazy = (makesNames || dunders.found.has('__getattr__')) && lazyPackage.test(text);
  return { imports, all, computed, lazy, ownPath: dunders.found.has('__path__') };
}

const dunder = /__(?:all|getattr|path|import)__/g;

/** Those names of Python's own that matter here, looked for all at once, and where the last `__all__` stands, or -1. */
function dundersIn(text: string): { readonly found: ReadonlySet<string>; readonly lastAll: number } {
  const found = new Set<string>();
  let lastAll = -1;
  for (const match of text.matchAll(dunder)) {
    found.add(match[0]);
    if (match[0] === '__all__') lastAll = match.index;
  }
  return { found, lastAll };
}

/** An offset behind which surely no import begins and no `__all__`: a large part of most files. */
function lastImport(text: string, lastAll: number): number {
  for (let at = text.lastIndexOf('import'); at > lastAll; at = text.lastIndexOf('import', at - 1)) {
    const row = text.slice(text.lastIndexOf('\n', at) + 1, at);
    const before = row.slice(row.lastIndexOf('\r') + 1);
    const start = at - before.length;
    const words = before.trimStart();
    // An example in a docstring, or a comment.
    if (words.startsWith('>>>') || words.startsWith('#')) continue;
    if (words === '' || /^(?:from|import)\b|[:;]/.test(words) || /\\\r?\n?$/.test(text.slice(start - 3, start)))
      return at;
  }
  return lastAll;
}

/** Whether a file may import by other means than statements: told from what it imports, which costs next to nothing. */
function doesMore(text: string, imports: readonly ImportFact[]): boolean {
  const modules = new Set<string>();
  for (const { module } of imports) {
    const dot = module.indexOf('.');
    modules.add(dot < 0 ? module : module.slice(0, dot));
  }
  for (const name of loaders) {
    if (
      modules.has(name) &&
      /\b(?:import_module|iter_modules|walk_packages|run_\w+|spec_from_\w+|load_\w+)\b/.test(text)
    ) {
      return true;
    }
  }
  if (modules.has('sys') && (text.includes('sys.path') || text.includes('sys.executable'))) return true;
  if (modules.has('site') && text.includes('addsitedir')) return true;
  for (const name of runners) if (modules.has(name)) return /\bpython[\d.]*\s|["']-m["']/.test(text);
  return false;
}

const dottedText = /(['"])([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)+)(?::[\p{L}\p{N}_.]+)?\1/gu;

/** The string literals that could be dotted names of modules, or of what these define: `pkg.mod.Class`, `pkg.mod:f`. */
export function dottedTexts(text: string): string[] {
  return [...text.matchAll(dottedText)].map((match) => match[2] ?? '');
}

const namedInCall = /\bimport_module\s*\(\s*(['"])(\w+(?:\.\w+)*)\1/g;

/** Literal names given to a project's own `import_module`, which as a rule goes around the real one. */
function namedInWrappers(text: string, imports: readonly ImportFact[]): ComputedImport[] {
  if (!imports.some(({ names }) => names?.includes('import_module'))) return [];
  return [...text.matchAll(namedInCall)].map((match) => ({
    line: countLines(text, 0, match.index) + 1,
    level: 0,
    module: match[2] ?? '',
    below: undefined,
    run: false,
  }));
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

/** Part of a text as a string of its own: a slice, and every name taken out of it, would keep all of the text in memory. */
function copied(text: string, from: number, to: number): string {
  return Buffer.from(text.slice(from, to)).toString();
}

type ParsedImport = Pick<ImportFact, 'level' | 'module' | 'names' | 'bound'>;

function parseImport(source: string): ParsedImport[] {
  const text = /[#\\()]/.test(source)
    ? source
        .replace(/#[^\r\n]*/g, '')
        .replace(/\\\r?\n/g, ' ')
        .replace(/[()]/g, ' ')
    : source;
  // Nearly all are written as the first expression has it; the second has much to try.
  const from =
    /^from (\.*)([A-Za-z_][\w.]*)? import ([\w, ]+)$/.exec(text) ??
    /^from\s*([.\s]*)([^\s.]\S*(?:\s*\.\s*[^\s.]+)*)??\s*\bimport\b([\s\S]*)$/.exec(text);
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
