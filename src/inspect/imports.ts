import { countLines, scanPieces, type Piece } from './logicalLines';

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
  /** The literal strings of its `__all__`. */
  readonly all: readonly string[];
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
const dynamicImport = /\b(?:import_module|__import__)\s*\(\s*(?:name\s*=\s*)?(['"])(\.*)(\w+(?:\.\w+)*)\1\s*[,)]/g;
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
    const source = text.slice(start, piece.end);
    if (/^(?:import|from)\b/.test(source)) {
      const context = {
        line: line + 1,
        optional: block?.optional ?? false,
        inFunction: block?.inFunction ?? false,
        guarded: block?.guarded ?? false,
      };
      for (const target of parseImport(source)) imports.push({ ...context, ...target });
    } else if (piece.indent === 0 && source.startsWith('__all__')) {
      for (const match of source.matchAll(literal)) if (match[2]) all.push(match[2]);
    }
  };

  scanPieces(text, (piece) => {
    if (piece.first) {
      closed = undefined;
      for (let top = blocks.at(-1); top && top.indent >= piece.indent; top = blocks.at(-1)) {
        if (top.indent === piece.indent) closed = top;
        blocks.pop();
      }
    }
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
  });

  if (text.includes('import_module') || text.includes('__import__')) {
    for (const match of text.matchAll(dynamicImport)) {
      imports.push({
        line: countLines(text, 0, match.index) + 1,
        level: match[2]?.length ?? 0,
        module: match[3] ?? '',
        names: undefined,
        optional: true,
        inFunction: true,
        guarded: false,
      });
    }
  }
  return { imports, all };
}

function openBlock(
  first: string,
  header: string,
  indent: number,
  parent: Block | undefined,
  closed: Block | undefined,
): Block {
  const inverted = first === 'else' && closed?.word === 'not TYPE_CHECKING';
  const own = {
    typeChecking: typeChecking.test(header) || inverted,
    guarded: mainGuard.test(header),
    inFunction: first === 'def' || (first === 'async' && /^async\s+def\b/.test(header)),
    optional:
      first === 'try' ||
      first === 'except' ||
      first === 'for' ||
      first === 'while' ||
      first === 'case' ||
      first === 'elif' ||
      (first === 'if' && !typeChecking.test(header) && !notTypeChecking.test(header) && !mainGuard.test(header)) ||
      (first === 'with' && /\bsuppress\s*\(/.test(header)) ||
      // What follows `if TYPE_CHECKING:` as its else is what runs.
      (first === 'else' && closed !== undefined && !closed.typeChecking),
  };
  return {
    indent,
    word: notTypeChecking.test(header) ? 'not TYPE_CHECKING' : first,
    typeChecking: own.typeChecking || (parent?.typeChecking ?? false),
    guarded: own.guarded || (parent?.guarded ?? false),
    inFunction: own.inFunction || (parent?.inFunction ?? false),
    optional: own.optional || (parent?.optional ?? false),
  };
}

function parseImport(source: string): { level: number; module: string; names: string[] | undefined }[] {
  const text = source
    .replace(/#[^\r\n]*/g, '')
    .replace(/\\\r?\n/g, ' ')
    .replace(/[()]/g, ' ');
  const from = /^from\s*([.\s]*)([^\s.]\S*(?:\s*\.\s*[^\s.]+)*)??\s*\bimport\b([\s\S]*)$/.exec(text);
  if (from) {
    const names = (from[3] ?? '')
      .split(',')
      .map(firstWord)
      .filter((name) => name !== '');
    return [{ level: (from[1] ?? '').replace(/\s/g, '').length, module: (from[2] ?? '').replace(/\s/g, ''), names }];
  }
  if (!text.startsWith('import')) return [];
  return text
    .slice('import'.length)
    .split(',')
    .map((part) => firstWord(part.replace(/\s*\.\s*/g, '.')))
    .filter((module) => module !== '')
    .map((module) => ({ level: 0, module, names: undefined }));
}

function firstWord(text: string): string {
  return text.trim().split(/\s/, 1)[0] ?? '';
}
