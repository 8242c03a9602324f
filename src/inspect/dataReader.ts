import path from 'node:path';
import { noChoices, type Choices } from '../contract/choices';
import type { EntrySelector, Place, SourceReader } from './closure';
import { pathsInWords } from './commandWords';
import { DataFinder } from './dataFiles';
import { DataImports, type KnownImports } from './dataImports';
import { DataMentions } from './dataMentions';
import type { FoundData, NamedIn, PlacedFolder } from './dataRequest';
import { DataNames, type DataFacts, type NamedPath } from './dataNames';
import { DataNotes } from './dataNotes';
import { findIncluded } from './extras';
import { FolderWalk, type KnownWalks } from './folderWalk';
import { NearNames } from './nearNames';
import { IgnoreFiles } from './ignoreFiles';
import { once } from './once';
import { isSecret } from './secrets';
import type { FolderReader } from './sources';
import type { PythonSyntax } from './syntax';
import { TravelRules } from './travelRules';
import type { Turns } from './turns';

/** What a request for an inspection says of data; `InspectRequest` explains each. */
export interface DataWishes {
  readonly entry: EntrySelector;
  readonly argv?: readonly string[];
  readonly workspace: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly choices?: Choices;
  readonly onHost?: readonly string[];
  readonly largestData?: number;
}

/** What the walk over modules found, as far as data depends on it. */
export interface DataScope {
  /** Every local module that the call can load: its file and the bytes that travel for it. */
  readonly modules: readonly { readonly file: string; readonly bytes: Uint8Array }[];
  /** Lines of the entry's file, 1-based and inclusive, that stay although the entry does not need them. */
  readonly idle: readonly { readonly first: number; readonly last: number }[];
  /** Import roots, absolute. */
  readonly roots: readonly string[];
  readonly pathOf: (absolute: string) => string;
  readonly placeOf: (absolute: string, line: number) => Place;
  readonly turns: Turns;
}

export interface DataOutcome extends FoundData {
  readonly included: readonly string[];
  readonly rules: TravelRules;
}

/** Bytes up to which data travels without a question, where nobody set it. */
const usualLargest = 10_000_000;

/** Everything that travels and is no module: what the code names and what the person included. */
export class DataReader {
  readonly #names: DataNames;
  readonly #mentions: DataMentions;
  readonly #walks: KnownWalks = new WeakMap();
  readonly #imports: KnownImports = new WeakMap();
  readonly #source: SourceReader;
  readonly #folders: FolderReader;

  constructor(syntax: PythonSyntax, source: SourceReader, folders: FolderReader) {
    this.#names = new DataNames(syntax);
    this.#mentions = new DataMentions(source);
    this.#source = source;
    this.#folders = folders;
  }

  async read(request: DataWishes, scope: DataScope): Promise<DataOutcome> {
    const { turns, pathOf, placeOf } = scope;
    const workspace = path.resolve(request.workspace);
    const { include = [], exclude = [], choices = noChoices, onHost = [] } = request;
    const walk = new FolderWalk(this.#folders, turns, this.#walks);
    const ignored = IgnoreFiles.ofFarcall(workspace, this.#source, walk);
    const rules = new TravelRules({ include, exclude, choices, onHost, ignored });
    // Looked for up to the root of the disk, among whatever lies there, and hardly ever asked.
    const git = once(() => IgnoreFiles.ofGit(workspace, this.#source, walk));
    const near = new NearNames(walk);
    near.add(workspace);
    for (const { file, bytes } of scope.modules) {
      if (turns.isDue()) await turns.yieldIfDue();
      near.add(path.dirname(file), workspace);
      near.mention(this.#names.mentionedIn(bytes));
    }
    for (const prefix of onHost) near.know(prefix);
    near.settle();
    const given = [...this.#names.inArguments(request.entry.args), ...pathsInWords(request.argv ?? [])];
    const entryFile = path.resolve(request.entry.file);
    const idle: NamedIn[] = [];
    const named: NamedIn[] = [{ file: undefined, paths: given }];
    const mayBe = near.mayBe.bind(near);
    const imports = new DataImports(scope.roots, this.#imports);
    const telling: { readonly file: string; readonly bytes: Uint8Array; readonly alone: DataFacts }[] = [];
    for (const { file, bytes } of scope.modules) {
      if (turns.isDue()) await turns.yieldIfDue();
      const found = this.#names.of(bytes, mayBe, turns);
      // Even an `await` of nothing costs, a thousand times.
      const alone = found instanceof Promise ? await found : found;
      imports.add(file, alone.names);
      if (alone.paths.length > 0) telling.push({ file, bytes, alone });
    }
    for (const { file, bytes, alone } of telling) {
      if (turns.isDue()) await turns.yieldIfDue();
      const outside = imports.for(file, bytes, alone.missing);
      const { paths } = outside.size === 0 ? alone : await this.#names.of(bytes, mayBe, turns, outside);
      if (paths.length === 0) continue;
      const isIdle = ({ line }: NamedPath): boolean =>
        file === entryFile && scope.idle.some(({ first, last }) => first <= line && line <= last);
      named.push({ file, paths: paths.filter((one) => !isIdle(one)) });
      idle.push({ file, paths: paths.filter(isIdle) });
    }
    const code = new Set(scope.modules.map(({ file }) => pathOf(file)));
    const finder = new DataFinder(
      {
        named,
        idle,
        workspace,
        entryFolder: path.dirname(entryFile),
        code,
        rules,
        largest: request.largestData ?? usualLargest,
        mentions: this.#mentions,
        turns,
        pathOf,
        placeOf,
        packageFolder: (name) => this.#packageFolder(name, scope),
      },
      walk,
    );
    const found = await finder.find();
    const isIgnored = (one: string, isFolder: boolean): boolean =>
      ignored.ignores(one, isFolder) || git().ignores(one, isFolder);
    const included = await findIncluded(workspace, include, walk, isIgnored);
    const told = new Set(found.data.map((one) => one.path));
    const notes = new DataNotes();
    for (const one of included) if (isSecret(one) && !told.has(one)) notes.secretSent({ path: one, from: undefined });
    return { ...found, notes: [...found.notes, ...notes.all], included, rules };
  }

  #packageFolder(name: string, { roots, modules, pathOf }: DataScope): PlacedFolder | undefined {
    const parts = name.split('.');
    for (const root of roots) {
      const absolute = path.join(root, ...parts);
      const module = path.join(absolute, '__init__.py');
      const known = modules.find(({ file }) => file === module);
      if (known) return { absolute, path: path.posix.dirname(pathOf(known.file)) };
      if (this.#folders.list(absolute)) return { absolute, path: path.posix.dirname(pathOf(path.join(absolute, 'x'))) };
    }
    return undefined;
  }
}
