import path from 'node:path';
import { FarcallError } from '../base/errors';
import { noChoices, type Choices } from '../contract/choices';
import { throwIfCancelled } from './cancelled';
import { checkSyntax, collectFiles, requireModules } from './assemble';
import type { Closure, EntrySelector, SourceReader } from './closure';
import { EntryReader, type EntryContent } from './entryContent';
import type { ImportFact } from './imports';
import { BundleLayout } from './layout';
import { walkModules, type ModuleGraph } from './moduleGraph';
import { Reading } from './reading';
import { ModuleResolver, rootOf } from './resolver';
import { entryModule, isInside, placeEntry, projectRoots } from './roots';
import { SourceCache } from './sourceCache';
import { diskFolders, type FolderReader } from './sources';
import type { PythonSyntax } from './syntax';
import { findSitePackages, InstalledDistributions } from './thirdParty';
import { Turns } from './turns';

export interface InspectRequest {
  readonly entry: EntrySelector;
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  /** The other folders of a workspace that has several, absolute: import roots after the first. */
  readonly otherFolders?: readonly string[];
  /** Further import roots, absolute. */
  readonly extraRoots?: readonly string[];
  /** `site-packages` folders of the local environment; by default what `VIRTUAL_ENV` and the workspace say. */
  readonly sitePackages?: readonly string[];
  /** Globs relative to the workspace: files that travel though nothing imports them. */
  readonly include?: readonly string[];
  /** Globs of files that do not travel, whatever imports them. */
  readonly exclude?: readonly string[];
  readonly choices?: Choices;
  /** Bundle paths that lie on the host already: the keys of its `paths`. */
  readonly onHost?: readonly string[];
  /** Bytes up to which a data file travels without a question; 10 MB where it is not set. */
  readonly largestData?: number;
}

/** Finds what a call needs, without running anything. It keeps what it learned of each content, so asking again is quick. */
export class Inspector {
  readonly #syntax: PythonSyntax;
  readonly #source: SourceReader;
  readonly #folders: FolderReader;
  readonly #cache: SourceCache;
  readonly #entries: EntryReader;

  constructor(syntax: PythonSyntax, source: SourceReader, folders: FolderReader = diskFolders) {
    this.#syntax = syntax;
    this.#source = source;
    this.#folders = folders;
    this.#cache = new SourceCache(source);
    this.#entries = new EntryReader(syntax);
  }

  async inspect(request: InspectRequest, signal?: AbortSignal): Promise<Closure> {
    throwIfCancelled(signal);
    const turns = new Turns(signal);
    const reading = new Reading(this.#cache);
    const workspace = path.resolve(request.workspace);
    const file = path.resolve(request.entry.file);
    const source = reading.get(file);
    if (!source) {
      throw new FarcallError('file-not-found', `There is no file ${file}.`, {
        next: 'Check the path, or save the file first.',
      });
    }

    const otherRoots = [
      ...projectRoots(workspace, this.#source, this.#folders),
      ...(request.otherFolders ?? []).flatMap((folder) => projectRoots(folder, this.#source, this.#folders)),
      ...(request.extraRoots ?? []).map((root) => path.resolve(root)),
    ];
    const content = this.#entries.read({
      source,
      selector: request.entry,
      shown: isInside(file, workspace) ? path.relative(workspace, file).split(path.sep).join('/') : file,
      localNames: this.#namesIn([path.dirname(file), ...otherRoots]),
      choices: request.choices ?? noChoices,
    });
    await turns.yieldIfDue();

    const wholeFile = request.entry.qualname === undefined;
    const place = placeEntry({ file, workspace, wholeFile, facts: source.imports, otherRoots }, this.#folders);
    const roots = [...new Set([place.root, ...otherRoots])];
    const resolver = new ModuleResolver(this.#folders, roots, place.lastRoots);
    const entry = entryModule(place, file, resolver);
    const sitePackages = request.sitePackages ?? findSitePackages(workspace, this.#folders);
    const installed = new InstalledDistributions(this.#source, this.#folders, sitePackages);
    const graph = await walkModules([entry], {
      resolver,
      installed: (name) => installed.has(name),
      facts: (absolute) => {
        const found = reading.get(absolute);
        if (!found) return undefined;
        const imports = absolute === file ? content.imports : found.imports.imports;
        return { imports, all: found.imports.all, text: () => found.decode().text };
      },
      expect: (files) => reading.expect(files),
      use: (fact, module) => useOf(fact, module === entry, content),
      turns,
    });

    const rootOfFile = rootsOfFiles(graph);
    const layout = new BundleLayout(workspace);
    const pathOf = (absolute: string): string =>
      layout.pathOf(absolute, rootOfFile.get(absolute) ?? path.dirname(absolute));
    const read = reading.get.bind(reading);
    await checkSyntax(graph, this.#syntax, read, pathOf, turns);
    const unresolved = requireModules(graph, pathOf);
    const files = await collectFiles(
      {
        graph,
        entry: { file, content: content.content },
        workspace,
        include: request.include ?? [],
        exclude: request.exclude ?? [],
        pathOf,
        read,
      },
      this.#folders,
      turns,
    );

    const used = new Set(rootOfFile.values());
    const entryPath = pathOf(file);
    return {
      workspace,
      entry: { kind: content.kind, file: entryPath, module: entry.name, qualname: request.entry.qualname ?? '' },
      roots: roots.filter((root) => root === place.root || used.has(root)).map((root) => layout.rootPath(root)),
      lastRoots: place.lastRoots
        .filter((root) => used.has(root) && !roots.includes(root))
        .map((root) => layout.rootPath(root)),
      files,
      thirdParty: installed.map(graph.external),
      unresolved,
      statements: content.statements.map((one) => ({ file: entryPath, ...one })),
      data: [],
      notes: [],
      questions: [],
    };
  }

  /** The top-level names that these folders could provide. */
  #namesIn(folders: readonly string[]): Set<string> {
    const found = new Set<string>();
    for (const folder of folders) {
      for (const [name, kind] of this.#folders.list(folder) ?? []) {
        if (kind === 'folder') found.add(name);
        else if (/\.(?:py|so|pyd)$/.test(name)) found.add(name.split('.', 1)[0] ?? name);
      }
    }
    return found;
  }
}

/** The import root of every file that was reached as a module. */
function rootsOfFiles(graph: ModuleGraph): Map<string, string> {
  const found = new Map<string, string>();
  for (const { module } of graph.reached) {
    const root = rootOf(module);
    for (const one of [module.file, ...module.compiled]) {
      if (one !== undefined && root !== undefined) found.set(one, root);
    }
  }
  return found;
}

/** Whether the call reaches an import, and surely so. */
function useOf(fact: ImportFact, inEntry: boolean, entry: EntryContent): 'certain' | 'possible' | 'never' {
  // Nothing but a whole file runs as `__main__`.
  if (fact.guarded && !(inEntry && entry.kind === 'file')) return 'never';
  if (fact.optional) return 'possible';
  if (!fact.inFunction) return 'certain';
  const { span } = entry;
  return inEntry && span && fact.line >= span.first && fact.line <= span.last ? 'certain' : 'possible';
}
