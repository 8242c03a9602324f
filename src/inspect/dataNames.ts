import type { SyntaxNode } from './syntaxTree';
import {
  findBindings,
  findOwn,
  findShared,
  findWords,
  scanStatements,
  scanTexts,
  type FunctionScope,
  type StatementSpan,
} from './dataScan';
import { DataScopes } from './dataScopes';
import type { OutsideNames } from './dataImports';
import { meansFolder, meansOutput, namesPath, useOf } from './dataUse';
import { anyText, pathsOf, type PathValue } from './pathValues';
import { countBreaks } from './sourceBytes';
import type { PythonSyntax } from './syntax';
import type { Turns } from './turns';

/** A path that the code names, and what it does with it. */
export interface NamedPath {
  readonly value: PathValue;
  readonly use: 'read' | 'run' | 'write' | 'test' | 'mention';
  /** 1-based. */
  readonly line: number;
}

/** What a module says of files. */
export interface DataFacts {
  readonly paths: readonly NamedPath[];
  /** What its names hold, for other modules that import them. */
  readonly names: ReadonlyMap<string, readonly PathValue[]>;
  /** Names that are parts of paths, and that nothing read so far binds. */
  readonly missing: ReadonlySet<string>;
}

const noNames: OutsideNames = new Map();
const nothing: DataFacts = { paths: [], names: new Map(), missing: new Set() };
const mostRounds = 3;
const plainWord = /^[\w-]+$/;
/** A statement longer than this is a table of data. */
const longestStatement = 20_000;

interface Scanned {
  /** Offsets of `__file__` and what means the same. */
  readonly own: readonly number[];
  readonly texts: readonly string[];
  /** The names that the texts are made of. */
  readonly mentioned: readonly string[];
}

interface Known {
  /** What else it depends on: the strings that led somewhere, and what other modules told. */
  readonly key: string;
  readonly facts: DataFacts;
}

/** Finds the paths that modules name, and keeps what it found by their content. */
export class DataNames {
  readonly #syntax: PythonSyntax;
  readonly #scanned = new WeakMap<Uint8Array, Scanned>();
  readonly #known = new WeakMap<Uint8Array, Known>();
  /** With what other modules told. */
  readonly #joined = new WeakMap<Uint8Array, Known>();

  constructor(syntax: PythonSyntax) {
    this.#syntax = syntax;
  }

  /** The names of files and folders in those strings of a module that look like paths. */
  mentionedIn(bytes: Uint8Array): readonly string[] {
    return this.#scan(bytes).mentioned;
  }

  /**
   * Most modules name nothing, and those that do are known from an earlier time: their facts come at once.
   *
   * @param mayBe Whether a text may lead to anything. Statements in which none does are not looked at closely.
   */
  of(
    bytes: Uint8Array,
    mayBe: (text: string) => boolean,
    turns: Turns,
    outside: OutsideNames = noNames,
  ): DataFacts | Promise<DataFacts> {
    const { own, texts } = this.#scan(bytes);
    const leading = texts.filter(mayBe);
    if (own.length === 0 && leading.length === 0) return nothing;
    const key = leading.join('\0');
    const kept = outside.size === 0 ? this.#known : this.#joined;
    const whole = outside.size === 0 ? key : `${key}\0${JSON.stringify([...outside])}`;
    const known = kept.get(bytes);
    if (known?.key === whole) return known.facts;
    return this.#read(bytes, own, new Set(leading), outside, turns).then((facts) => {
      kept.set(bytes, { key: whole, facts });
      return facts;
    });
  }

  /** The paths in the text between a call's parentheses. */
  inArguments(args: string): NamedPath[] {
    if (args.trim() === '') return [];
    const source = this.#syntax.parse(`_(${args}\n)\n`);
    try {
      const { paths } = new ModuleReader(source.root, [], new DataScopes(noNames, new Set())).facts();
      // A person who writes a plain word as an argument may mean a folder by it.
      return paths.map((one) => ({ ...one, value: { ...one.value, made: true } }));
    } finally {
      source.dispose();
    }
  }

  #scan(bytes: Uint8Array): Scanned {
    let scanned = this.#scanned.get(bytes);
    if (!scanned) {
      const texts = scanTexts(bytes);
      scanned = { own: findOwn(bytes), texts, mentioned: [...new Set(texts.flatMap((text) => text.split('/')))] };
      this.#scanned.set(bytes, scanned);
    }
    return scanned;
  }

  async #read(
    bytes: Uint8Array,
    own: readonly number[],
    leading: ReadonlySet<string>,
    outside: OutsideNames,
    turns: Turns,
  ): Promise<DataFacts> {
    const leads = leading.has.bind(leading);
    let spans = scanStatements(bytes, own, leads);
    let scopes = new DataScopes(outside, findShared(bytes));
    let facts = this.#parse(bytes, spans, scopes);
    // What the paths are made of stands elsewhere, and so does what the names that hold them are used for.
    for (let round = 0; round < mostRounds; round += 1) {
      await turns.yieldIfDue();
      const words = new Set([...scopes.bound, ...outside.keys()].map((name) => name.split('.').at(-1) ?? name));
      if (words.size === 0 && facts.missing.size === 0) break;
      const marks = [...own, ...findWords(bytes, words), ...findBindings(bytes, facts.missing)];
      marks.sort((a, b) => a - b);
      const more = scanStatements(bytes, marks, leads);
      if (more.length === spans.length) break;
      spans = more;
      scopes = new DataScopes(outside, findShared(bytes));
      facts = this.#parse(bytes, spans, scopes);
    }
    return facts;
  }

  #parse(bytes: Uint8Array, spans: readonly StatementSpan[], scopes: DataScopes): DataFacts {
    const { text, rows } = excerpt(bytes, spans);
    const source = this.#syntax.parse(text);
    try {
      return new ModuleReader(source.root, rows, scopes).facts();
    } finally {
      source.dispose();
    }
  }
}

/** Where a row of an excerpt came from. */
interface Row {
  readonly line: number;
  readonly scope: FunctionScope | undefined;
}

/** The statements one under another, as a source of their own. */
function excerpt(bytes: Uint8Array, spans: readonly StatementSpan[]): { text: string; rows: Row[] } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const rows: Row[] = [];
  let text = '';
  let line = 1;
  let at = 0;
  for (const { start, end, scope } of spans) {
    if (end - start > longestStatement) continue;
    line += countBreaks(bytes, at, start);
    at = start;
    const statement = standing(buffer.toString('utf8', start, end));
    text += `${statement}\n`;
    const count = statement.split(/\r\n|\r|\n/).length;
    for (let row = 0; row < count; row += 1) rows.push({ line: line + row, scope });
  }
  return { text, rows };
}

/** A statement that can stand alone: a compound one gets a body, what belongs to another becomes one of its own. */
function standing(text: string): string {
  let own = text;
  if (/^(?:else|try|finally)\s*:/.test(own)) own = own.replace(/^\w+\s*:\s*/, '');
  else if (own.startsWith('elif')) own = own.slice(2);
  else if (/^except\b/.test(own)) own = own.replace(/^except[^:]*:\s*/, '');
  else if (own.startsWith('@')) own = own.slice(1);
  if (/^case\b.*:\s*$/.test(own)) return '';
  return own.endsWith(':') ? `${own} pass` : own;
}

const expressions = new Set([
  'string',
  'concatenated_string',
  'binary_operator',
  'call',
  'attribute',
  'identifier',
  'subscript',
]);

class ModuleReader {
  readonly #root: SyntaxNode;
  readonly #rows: readonly Row[];
  readonly #names: DataScopes;

  constructor(root: SyntaxNode, rows: readonly Row[], names: DataScopes) {
    this.#root = root;
    this.#rows = rows;
    this.#names = names;
  }

  facts(): DataFacts {
    // A name may be made of others that are bound further down: twice is enough for what people write.
    for (let round = 0; round < 2; round += 1) this.#bindAll();
    const paths: NamedPath[] = [];
    const kept: { readonly name: string; readonly value: PathValue; readonly row: Row }[] = [];
    this.#names.forgetUses();
    const missing = new Set<string>();
    let asked: string[] = [];
    this.#visit(this.#root, (node) => {
      asked = [];
      const row = this.#rowOf(node);
      const { line, scope } = row;
      const values = pathsOf(node, (name) => {
        const found = this.#names.look(name, scope);
        if (!found) asked.push(name.split('.').at(-1) ?? name);
        return found;
      });
      if (!values?.some(isTelling)) return false;
      for (const name of asked) missing.add(name);
      const use = useOf(node);
      for (const value of values) {
        if (!isTelling(value)) continue;
        if (use.kind === 'bind') kept.push({ name: use.name, value, row });
        else if (use.kind !== 'text') {
          paths.push({ value, line, use: use.kind });
          if (plainWord.test(value.text) && (use.kind === 'mention' || use.kind === 'read') && meansFolder(node)) {
            paths.push({ value: { base: 'module', text: value.text, made: true }, line, use: 'mention' });
          }
        }
        // What is found in a folder was listed, whatever is done with the names.
        if (value.found && use.kind !== 'read') paths.push({ value, line, use: 'read' });
      }
      return true;
    });
    for (const { name, value, row } of kept) {
      if (value.found || this.#names.isUsed(name, row.scope)) continue;
      const named = namesPath.test(name) ? { ...value, made: true } : value;
      paths.push({ value: named, line: row.line, use: meansOutput(name) ? 'write' : 'mention' });
    }
    return { paths, names: this.#names.ofModule, missing };
  }

  #bindAll(): void {
    this.#visit(this.#root, (node) => {
      const { scope } = this.#rowOf(node);
      const values = pathsOf(node, (name) => this.#names.look(name, scope))?.filter(isTelling);
      if (!values || values.length === 0) return false;
      const use = useOf(node);
      if (use.kind === 'bind') this.#names.bind(use.name, values, scope);
      return true;
    });
  }

  #rowOf(node: SyntaxNode): Row {
    return this.#rows[node.startPosition.row] ?? { line: 1, scope: undefined };
  }

  /** Every expression, outermost first; where `take` takes one, what is inside it is done with. */
  #visit(node: SyntaxNode, take: (node: SyntaxNode) => boolean): void {
    if (expressions.has(node.type) && !isTarget(node) && take(node)) return;
    for (const child of node.namedChildren) this.#visit(child, take);
  }
}

/** Whether a value says anything of a path. */
function isTelling({ base, text }: PathValue): boolean {
  if (base === 'unknown') return /[^/\uE001\uE003]/.test(text);
  if (base === 'written') return text !== '' && text.replaceAll(anyText, '') !== '';
  return true;
}

/** The name on the left of an assignment, of a parameter, of a keyword, after a dot. */
function isTarget(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  const field = (name: string): boolean => parent.childForFieldName(name)?.id === node.id;
  switch (parent.type) {
    case 'assignment':
      return field('left');
    case 'default_parameter':
    case 'typed_default_parameter':
    case 'keyword_argument':
    case 'named_expression':
      return field('name');
    case 'attribute':
      return field('attribute');
    case 'parameters':
    case 'typed_parameter':
      return true;
    default:
      return false;
  }
}
