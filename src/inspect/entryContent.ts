import type { Choices } from '../contract/choices';
import type { Entry } from '../contract/manifest';
import { syntaxError } from './assemble';
import type { EntrySelector, Statement } from './closure';
import { percentCells, upToCell } from './cells';
import type { ProjectModules } from './importedNames';
import { encodeSource } from './decoding';
import { findCell, findEntry, findLines, namesInArguments, requireArguments, requireStatements } from './entry';
import { scanImports, type ImportFact } from './imports';
import { placer, requireSoundCells, type Notebook } from './notebook';
import { sliceFile, type Slice } from './slice';
import type { SourceFile } from './sourceCache';
import type { PythonSyntax, SyntaxSource } from './syntax';
import type { Turns } from './turns';
import type { Doubt } from './undecidable';

/** What the call does with the entry's own file. */
export interface EntryContent {
  readonly kind: Entry['kind'];
  /** The bytes that travel for it. */
  readonly content: Uint8Array;
  readonly imports: readonly ImportFact[];
  readonly statements: readonly Omit<Statement, 'file'>[];
  readonly doubts: readonly Doubt[];
  /** The lines of what stays although the entry does not need it. */
  readonly idle: Slice['idle'];
  /** 1-based lines of the entry's definition. */
  readonly span: { readonly first: number; readonly last: number } | undefined;
}

export interface EntryRequest {
  readonly source: SourceFile;
  readonly selector: EntrySelector;
  /** The file's path as people are told it. */
  readonly shown: string;
  /** Top-level names of the project's own modules. */
  readonly localNames: ReadonlySet<string>;
  readonly choices: Choices;
  /** Names that other modules take from the file, `*` for all. */
  readonly taken: readonly string[];
  /** What is known of the project's modules that the file imports. */
  readonly modules: ProjectModules;
  /** Where the source is a notebook's text. */
  readonly notebook: Notebook | undefined;
}

/** Reads entries out of their files, and keeps what it made of each content. */
export class EntryReader {
  readonly #syntax: PythonSyntax;
  readonly #known = new WeakMap<SourceFile, Map<string, EntryContent>>();
  #last: { readonly source: SourceFile; readonly tree: SyntaxSource } | undefined;

  constructor(syntax: PythonSyntax) {
    this.#syntax = syntax;
  }

  /** Throws `syntax-error`, `no-such-function`, `bad-arguments` or `cancelled`. */
  async read(request: EntryRequest, turns: Turns): Promise<EntryContent> {
    const { source, selector, shown, localNames, choices, taken, modules, notebook } = request;
    if (notebook) requireSoundCells(notebook, selector.qualname, shown);
    if (!source.checked) await this.#treeOf(source, turns);
    const problem = await source.problem(this.#syntax, turns);
    if (problem) throw syntaxError(shown, problem);
    const { qualname, args } = selector;
    if (qualname !== undefined) requireArguments(this.#syntax, args);
    const key = JSON.stringify([qualname, args, [...localNames].sort(), choices, taken, [...modules]]);
    let known = this.#known.get(source);
    if (!known) this.#known.set(source, (known = new Map<string, EntryContent>()));
    let content = known.get(key);
    if (!content) {
      content = qualname === undefined ? wholeFile(source) : await this.#slice(request, qualname, turns);
      known.set(key, content);
    }
    return content;
  }

  /** One tree is kept: that of the file that somebody works on. */
  async #treeOf(source: SourceFile, turns: Turns): Promise<SyntaxSource> {
    if (this.#last?.source !== source) this.#last = { source, tree: await source.parse(this.#syntax, turns) };
    return this.#last.tree;
  }

  async #slice(request: EntryRequest, qualname: string, turns: Turns): Promise<EntryContent> {
    const { source, selector, shown, localNames, choices, taken, modules, notebook } = request;
    const { text: all, encoding } = source.decode();
    const cell =
      findLines(qualname, all, notebook !== undefined, shown) ??
      findCell(qualname, notebook?.cells ?? percentCells(all), shown);
    const parsed = cell
      ? (await this.#syntax.read(upToCell(all, cell), turns)).source
      : await this.#treeOf(source, turns);
    const entry = cell ? undefined : findEntry(parsed, qualname, shown, placer(shown, notebook));
    const whole = entry?.definition?.whole;
    if (cell) requireStatements(parsed, cell, qualname, placer(shown, notebook));
    const slice = await sliceFile(
      parsed,
      {
        entry: cell ? undefined : qualname,
        spans: cell ? [cell] : [],
        names: namesInArguments(this.#syntax, selector.args),
        taken,
        modules,
        isLocal: (name) => localNames.has(name),
        choices,
      },
      turns,
    );
    const changed = slice.text !== all;
    return {
      kind: entry?.kind ?? 'cell',
      span: whole ? { first: whole.startPosition.row + 1, last: whole.endPosition.row + 1 } : undefined,
      content: changed ? encodeSource(slice.text, encoding) : source.bytes,
      imports: changed ? scanImports(slice.text).imports : source.facts.imports,
      statements: slice.statements,
      doubts: slice.doubts,
      idle: slice.idle,
    };
  }
}

function wholeFile({ bytes, facts }: SourceFile): EntryContent {
  return {
    kind: 'file',
    content: bytes,
    imports: facts.imports,
    statements: [],
    doubts: [],
    idle: [],
    span: undefined,
  };
}
