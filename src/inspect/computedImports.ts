import { bytesOf, scanPieces, type Piece } from './logicalLines';
import { countLines } from './sourceBytes';
import { literalName, namedModules, type RestOfName } from './namePatterns';
import {
  dottedName,
  lastName,
  readArguments,
  readExpression,
  type Argument,
  type Bindings,
  type Expression,
} from './staticExpressions';

/** A change of `sys.path`. */
export interface PathEdit {
  /** 1-based, as all lines here. */
  readonly line: number;
  readonly position: 'front' | 'end';
  readonly folder: Expression;
  /** In a function that may never be called, or only for a while. */
  readonly inFunction: boolean;
}

/** Modules that code imports by a name that it computes, or runs as `python -m` does. */
export interface ComputedImport {
  readonly line: number;
  readonly level: number;
  readonly module: string;
  readonly below: RestOfName | undefined;
  readonly run: boolean;
}

/** What a file does to imports by other means than statements. */
export interface ComputedFacts {
  readonly imports: readonly ComputedImport[];
  /** Calls that import what nobody can tell before they run. */
  readonly unknown: readonly number[];
  /** Whether it imports modules by names that others give it. */
  readonly importsGiven: boolean;
  readonly edits: readonly PathEdit[];
  /** Folders whose modules it lists in order to import them. */
  readonly listed: readonly { readonly line: number; readonly folder: Expression; readonly deep: boolean }[];
  /** Packages, by the name they bear in the file, whose modules it lists; `` is its own. */
  readonly walked: readonly { readonly line: number; readonly package: string; readonly deep: boolean }[];
  /** Python files that it runs or loads by their path. */
  readonly scripts: readonly { readonly line: number; readonly file: Expression }[];
  /** Whether it lists the modules of packages that others give it. */
  readonly listsGiven: boolean;
  /** Whether it puts a finder of its own into the importer's hands, which may give modules other names. */
  readonly findsItself: boolean;
  readonly bindings: Bindings;
}

interface Scope {
  readonly indent: number;
  readonly name: string;
  readonly parameters: readonly string[];
}

const calls =
  /\b(def\s+)?(import_module|__import__|iter_modules|walk_packages|i?glob|listdir|scandir|iterdir|run_module|run_path|spec_from_file_location|SourceFileLoader|addsitedir|sys\s*\.\s*path\s*\.\s*(?:insert|append|extend))\s*\(/g;
const pathAssignment = /^sys\s*\.\s*path\s*(\[[^\]]*\])?\s*(\+?=)(?!=)\s*/;
const textOnly = /^[rRbBuUfF]{0,2}["']/;
const runsModule = /["']-m["']\s*,\s*["']([\w.]+)["']|(?:executable\}|python[\d.]*)["']?\s+(?:-\w+\s+)*-m\s+([\w.]+)/g;
const runsScript = /\bsys\s*\.\s*executable\s*,\s*(?:["']-[A-Zbdisuv]+["']\s*,\s*)*/g;
const runsScriptText = /(?:executable\}|\bpython[\d.]*)\s+(?:-[A-Zbdisuv]+\s+)*([\w./-]+\.py)\b/g;
/** `imp = imp or importlib.import_module` */
const handsOnImporter =
  /(?:=|\breturn|\bor|[(,])\s*(?:importlib\s*\.\s*)?(?:import_module|__import__)\b(?![ \t]*[\w.(=])/;
/** A name that is handed on as an argument: `Format(name, module_name=module)`. */
const handsOnModule = /[(,]\s*(\w*mod(?:ule)?_?(?:name)?)\s*=\s*([A-Za-z_]\w*)\s*(?=[,)])/g;
/** `[import_module(name) for name in NAMES]` */
const comprehension = /\bfor\s+(\w+)\s+in\s+/g;
const walrus = /\b(\w+)\s*:=\s*/g;
const mayHoldName = /["']|__file__|__name__|[Pp]ath|dir|join|getcwd|\+/;
/** Longer values are tables, not names. */
const longestValue = 600;
const nothing: Expression = { kind: 'unknown' };

/** Reads a file that is known to do such things; the others cost nothing. */
export function scanComputed(text: string): ComputedFacts {
  const scan = new ComputedScan(text);
  scanPieces(bytesOf(text), (piece) => {
    scan.visit(piece);
  });
  return scan.facts();
}

class ComputedScan {
  readonly #text: string;
  readonly #bindings = new Map<string, Expression[]>();
  readonly #scopes: Scope[] = [];
  readonly #named: { line: number; name: Expression; from: Expression | undefined; lazy: boolean }[] = [];
  readonly #edits: (PathEdit & { readonly scope: Scope | undefined })[] = [];
  readonly #plainCalls: { name: string; line: number; args: readonly Argument[] }[] = [];
  readonly #listed: { line: number; folder: Expression; deep: boolean }[] = [];
  readonly #walked: { line: number; package: string; deep: boolean }[] = [];
  readonly #scripts: { line: number; file: Expression }[] = [];
  readonly #run: { line: number; name: Expression }[] = [];
  #listsGiven = false;
  readonly #editsPath: boolean;

  constructor(text: string) {
    this.#text = text;
    this.#editsPath = text.includes('sys.path');
  }

  visit(piece: Piece): void {
    if (piece.first) {
      while ((this.#scopes.at(-1)?.indent ?? -1) >= piece.indent) this.#scopes.pop();
    }
    const source = this.#text.slice(piece.start, piece.end);
    if (textOnly.test(source)) return;
    const line = (offset: number): number => piece.line + 1 + countLines(source, 0, offset);
    const header = /^(?:async\s+)?def\s+(\w+)\s*\(([^)]*)/.exec(source);
    if (header) {
      const parameters = (header[2] ?? '').split(',').map((one) => /^\s*\**(\w+)/.exec(one)?.[1] ?? '');
      this.#scopes.push({ indent: piece.indent, name: header[1] ?? '', parameters });
    }
    this.#bind(piece, source);
    if (!header) {
      for (const match of source.matchAll(handsOnModule)) {
        this.#add(match[1] ?? '', { kind: 'name', name: match[2] ?? '', of: undefined });
      }
    }
    for (const match of source.matchAll(calls)) {
      if (match[1] !== undefined) continue;
      const args = readArguments(source, match.index + match[0].length);
      this.#call((match[2] ?? '').replace(/\s/g, ''), args, line(match.index), source.slice(0, match.index));
    }
    if (this.#editsPath) this.#editByStatement(source, piece);
    this.#runs(source, line);
  }

  facts(): ComputedFacts {
    const bindings = this.#bindings;
    const imports: ComputedImport[] = [];
    const unknown: number[] = [];
    for (const { line, name, from, lazy } of this.#named) {
      const found = namedModules(name, from, bindings);
      for (const one of found.modules) {
        // What a module's own `__getattr__` imports depends on what is asked of it.
        if (!lazy || one.below === undefined) imports.push({ line, ...one, run: false });
      }
      if (found.unknown && !lazy) unknown.push(line);
    }
    for (const { line, name } of this.#run) {
      const module = literalName(name, bindings);
      if (module !== undefined) imports.push({ line, level: 0, module, below: undefined, run: true });
    }
    const importsComputed = this.#named.length > 0 || /\b(?:load_module|exec_module|find_spec)\b/.test(this.#text);
    const listed = importsComputed ? this.#listed : [];
    const walked = importsComputed ? this.#walked : [];
    return {
      imports,
      unknown,
      importsGiven: unknown.length > 0 || handsOnImporter.test(this.#text),
      edits: this.#edits.flatMap((edit) => this.#followed(edit)),
      listed,
      walked,
      scripts: this.#scripts,
      listsGiven: this.#listsGiven,
      findsItself: /\bsys\s*\.\s*meta_path\s*\.\s*(?:insert|append)\b/.test(this.#text),
      bindings,
    };
  }

  #bind(piece: Piece, source: string): void {
    const loop = /^(?:async\s+)?for\s+(\w+)\s+in\s+/.exec(source);
    if (loop) this.#add(loop[1] ?? '', readExpression(source, loop[0].length));
    else {
      for (const inner of source.matchAll(comprehension))
        this.#add(inner[1] ?? '', readExpression(source, inner.index + inner[0].length));
    }
    for (const named of source.matchAll(walrus))
      this.#add(named[1] ?? '', readExpression(source, named.index + named[0].length));
    if (piece.equals < 0 || piece.end - piece.equals > longestValue) return;
    const target = /^(?:[\w.]+\.)?(\w+)\s*(?::[^=]*)?$/.exec(this.#text.slice(piece.start, piece.equals).trim());
    const value = this.#text.slice(piece.equals + 1, piece.end);
    if (target && mayHoldName.test(value)) this.#add(target[1] ?? '', readExpression(value));
    else if (target) this.#add(target[1] ?? '', { kind: 'unknown' });
  }

  #add(name: string, value: Expression): void {
    const known = this.#bindings.get(name);
    if (known) known.push(value);
    else this.#bindings.set(name, [value]);
  }

  #call(name: string, args: readonly Argument[], line: number, before: string): void {
    const argument = (index: number, keyword: string): Expression | undefined =>
      (args.find((one) => one.keyword === keyword) ?? args.filter((one) => one.keyword === undefined)[index])?.value;
    if (name.startsWith('sys.path.')) {
      const front = name.endsWith('insert');
      const folder = argument(front ? 1 : 0, 'object');
      if (folder) this.#edit(line, front ? 'front' : 'end', folder);
      return;
    }
    switch (name) {
      case 'import_module':
      case '__import__': {
        const module = argument(0, 'name');
        const from = name === 'import_module' ? argument(1, 'package') : undefined;
        const lazy = this.#scopes.some((scope) => scope.indent === 0 && scope.name === '__getattr__');
        const level = name === '__import__' ? argument(4, 'level') : undefined;
        const dots = level?.kind === 'number' && level.value > 0 ? '.'.repeat(level.value) : '';
        const written: Expression = { kind: 'joined', parts: [{ kind: 'text', value: dots }, module ?? nothing] };
        if (module) this.#named.push({ line, name: dots === '' ? module : written, from, lazy });
        return;
      }
      case 'iter_modules':
      case 'walk_packages': {
        const where = argument(0, 'path');
        const deep = name === 'walk_packages';
        if (where && dottedName(where) !== '__path__') this.#listsGiven = true;
        if (where && lastName(where) === '__path__') {
          const of = where.kind === 'name' && where.of ? dottedName(where.of) : '';
          if (of !== undefined) this.#walked.push({ line, package: of, deep });
        } else if (where) this.#listed.push({ line, folder: where, deep });
        return;
      }
      case 'glob':
      case 'iglob':
      case 'listdir':
      case 'scandir':
      case 'iterdir': {
        const folder = this.#listedFolder(name, args, before);
        if (folder) this.#listed.push({ line, folder, deep: false });
        return;
      }
      case 'run_module': {
        const module = argument(0, 'mod_name');
        if (module) this.#run.push({ line, name: module });
        return;
      }
      case 'addsitedir': {
        const folder = argument(0, 'sitedir');
        if (folder) this.#edit(line, 'end', folder);
        return;
      }
      default: {
        const file =
          name === 'run_path'
            ? argument(0, 'path_name')
            : argument(1, name === 'SourceFileLoader' ? 'path' : 'location');
        if (file) this.#scripts.push({ line, file });
      }
    }
  }

  /** `Path(p).glob("*.py")`, `glob.glob(join(p, "*.py"))`, `os.listdir(p)`, `Path(p).iterdir()`. */
  #listedFolder(name: string, args: readonly Argument[], before: string): Expression | undefined {
    const first = args[0]?.value;
    if (name === 'listdir' || name === 'scandir') return first;
    const receiver = /[\s=(,[]([^\s=,[]*|.*\bin\s+.*)\.\s*$/.exec(` ${before}`);
    if (first?.kind === 'text' && /^(?:\*\*\/)?[\w[\]!]*\*[\w.]*$/.test(first.value) && receiver) {
      return readReceiver(before);
    }
    if (name === 'iterdir') return readReceiver(before);
    if (!first) return undefined;
    return {
      kind: 'call',
      callee: { kind: 'name', name: 'dirname', of: undefined },
      args: [{ keyword: undefined, value: first }],
    };
  }

  #edit(line: number, position: 'front' | 'end', folder: Expression): void {
    const scope = this.#scopes.at(-1);
    this.#edits.push({ line, position, folder, scope, inFunction: scope !== undefined });
  }

  /** `sys.path += […]`, `sys.path = […] + sys.path`, `sys.path[:0] = […]`; and calls of what may edit it. */
  #editByStatement(source: string, piece: Piece): void {
    const line = piece.line + 1;
    const assigned = pathAssignment.exec(source);
    if (assigned) {
      const value = readExpression(source, assigned[0].length);
      const parts = flattened(value);
      const own = parts.findIndex((part) => dottedName(part) === 'sys.path');
      const position = assigned[2] === '+=' || (own >= 0 && own < parts.length - 1 && own === 0) ? 'end' : 'front';
      for (const part of parts) if (dottedName(part) !== 'sys.path') this.#edit(line, position, part);
    }
    const plain = /^(\w+)\s*\(/.exec(source);
    if (plain) this.#plainCalls.push({ name: plain[1] ?? '', line, args: readArguments(source, plain[0].length) });
  }

  /** An edit whose folder is a parameter of the function around it happens where that function is called. */
  #followed(edit: PathEdit & { readonly scope: Scope | undefined }): PathEdit[] {
    const { scope, ...own } = edit;
    const name = edit.folder.kind === 'name' && !edit.folder.of ? edit.folder.name : undefined;
    const index = name === undefined ? -1 : (scope?.parameters.indexOf(name) ?? -1);
    if (index < 0 || scope === undefined) return [own];
    return this.#plainCalls
      .filter((call) => call.name === scope.name)
      .flatMap(({ line, args }) => {
        const folder = (args.find(({ keyword }) => keyword === name) ?? args[index])?.value;
        return folder ? [{ ...own, line, folder, inFunction: false }] : [];
      });
  }

  #runs(source: string, line: (offset: number) => number): void {
    if (!source.includes('-m') && !source.includes('.py') && !source.includes('executable')) return;
    for (const match of source.matchAll(runsModule)) {
      this.#run.push({ line: line(match.index), name: { kind: 'text', value: match[1] ?? match[2] ?? '' } });
    }
    for (const match of source.matchAll(runsScript)) {
      const file = readExpression(source, match.index + match[0].length);
      if (file.kind !== 'text' || file.value.endsWith('.py')) this.#scripts.push({ line: line(match.index), file });
    }
    for (const match of source.matchAll(runsScriptText)) {
      this.#scripts.push({ line: line(match.index), file: { kind: 'text', value: match[1] ?? '' } });
    }
  }
}

/** The expression that ends before a dot, read from the nearest place where one can begin. */
function readReceiver(before: string): Expression | undefined {
  const text = before.replace(/\.\s*$/, '');
  let depth = 0;
  let start = text.length;
  for (; start > 0; start -= 1) {
    const c = text.charAt(start - 1);
    if (c === ')' || c === ']') depth += 1;
    else if (c === '(' || c === '[') {
      if (depth === 0) break;
      depth -= 1;
    } else if (depth === 0 && /[\s=,]/.test(c) && !/\/\s*$/.test(text.slice(0, start))) break;
  }
  const receiver = text.slice(start);
  return receiver === '' ? undefined : readExpression(receiver);
}

function flattened(expression: Expression): Expression[] {
  if (expression.kind === 'joined') return expression.parts.flatMap(flattened);
  return [expression];
}
