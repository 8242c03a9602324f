import path from 'node:path';
import { FarcallError } from '../base/errors';
import type { Entry } from '../contract/manifest';
import { throwIfCancelled } from './cancelled';
import { checkSyntax, collectFiles, requireModules, syntaxError } from './assemble';
import type { Closure, EntrySelector, SourceReader } from './closure';
import { encodeSource } from './decoding';
import { findEntry, namesInArguments, requireArguments } from './entry';
import { scanImports, type ImportFact } from './imports';
import { BundleLayout } from './layout';
import { walkModules } from './moduleGraph';
import { ModuleResolver, rootOf } from './resolver';
import { entryModule, isInside, placeEntry, projectRoots } from './roots';
import { SourceCache, type SourceFile } from './sourceCache';
import { sliceFile } from './slice';
import { diskFolders, type FolderReader } from './sources';
import type { PythonSyntax } from './syntax';
import { findSitePackages, InstalledDistributions } from './thirdParty';

export interface InspectRequest {
  readonly entry: EntrySelector;
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  /** Further import roots, absolute. */
  readonly extraRoots?: readonly string[];
  /** Globs relative to the workspace: files that travel though nothing imports them. */
  readonly include?: readonly string[];
  /** Globs of files that do not travel, whatever imports them. */
  readonly exclude?: readonly string[];
}

export interface InspectEnvironment {
  readonly folders?: FolderReader;
  /** `site-packages` folders of the local environment; by default a virtual environment in the workspace. */
  readonly sitePackages?: readonly string[];
}

/** What the call does with the entry's own file. */
interface EntryContent {
  readonly kind: Entry['kind'];
  readonly content: Uint8Array;
  readonly imports: readonly ImportFact[];
  readonly dropped: readonly { readonly line: number; readonly text: string }[];
  /** 1-based lines of the entry's definition. */
  readonly span: { readonly first: number; readonly last: number } | undefined;
}

/** Finds what a call needs, without running anything. It keeps what it learned of each content, so asking again is quick. */
export class Inspector {
  readonly #syntax: PythonSyntax;
  readonly #source: SourceReader;
  readonly #environment: InspectEnvironment;
  readonly #folders: FolderReader;
  readonly #cache: SourceCache;
  readonly #entries = new WeakMap<SourceFile, Map<string, EntryContent>>();

  constructor(syntax: PythonSyntax, source: SourceReader, environment: InspectEnvironment = {}) {
    this.#syntax = syntax;
    this.#source = source;
    this.#environment = environment;
    this.#folders = environment.folders ?? diskFolders;
    this.#cache = new SourceCache(source);
  }

  async inspect(request: InspectRequest, signal?: AbortSignal): Promise<Closure> {
    throwIfCancelled(signal);
    const workspace = path.resolve(request.workspace);
    const file = path.resolve(request.entry.file);
    const shown = isInside(file, workspace) ? path.relative(workspace, file).split(path.sep).join('/') : file;
    const wholeFile = request.entry.qualname === undefined;

    const source = await this.#cache.get(file);
    if (!source) {
      throw new FarcallError('file-not-found', `There is no file ${file}.`, {
        next: 'Check the path, or save the file first.',
      });
    }
    const otherRoots = [
      ...(await projectRoots(workspace, this.#source, this.#folders)),
      ...(request.extraRoots ?? []).map((root) => path.resolve(root)),
    ];
    const localNames = await this.#namesIn([path.dirname(file), ...otherRoots]);
    const content = this.#readEntry(source, request.entry, shown, localNames);

    const place = await placeEntry({ file, workspace, wholeFile, facts: source.imports, otherRoots }, this.#folders);
    const roots = [...new Set([place.root, ...otherRoots])];
    const resolver = new ModuleResolver(this.#folders, roots, place.lastRoots);
    const entry = await entryModule(place, file, resolver);
    const sitePackages = this.#environment.sitePackages ?? (await findSitePackages(workspace, this.#folders));
    const installed = new InstalledDistributions(this.#source, this.#folders, sitePackages);

    const reads = new Map<string, Promise<SourceFile | undefined>>([[file, Promise.resolve(source)]]);
    // One reading for the whole inspection: what is checked is what travels.
    const get = (absolute: string): Promise<SourceFile | undefined> => {
      throwIfCancelled(signal);
      let read = reads.get(absolute);
      if (!read) reads.set(absolute, (read = this.#cache.get(absolute)));
      return read;
    };
    const graph = await walkModules([entry], {
      resolver,
      installed: (name) => installed.has(name),
      facts: async (absolute) => {
        const found = await get(absolute);
        if (!found) return undefined;
        const imports = absolute === file ? content.imports : found.imports.imports;
        return { imports, all: found.imports.all, text: () => found.decode().text };
      },
      use: (fact, module) => useOf(fact, module === entry, content),
    });

    const layout = new BundleLayout(workspace);
    const rootOfFile = new Map<string, string>();
    for (const { module } of graph.reached) {
      const root = rootOf(module);
      for (const one of [module.file, ...module.compiled])
        if (one !== undefined && root !== undefined) rootOfFile.set(one, root);
    }
    const pathOf = (absolute: string): string =>
      layout.pathOf(absolute, rootOfFile.get(absolute) ?? path.dirname(absolute));
    const sources = new Map<string, SourceFile>();
    for (const [absolute, read] of reads) {
      const found = await read;
      if (found) sources.set(absolute, found);
    }
    checkSyntax(graph, this.#syntax, sources, pathOf);
    const unresolved = requireModules(graph, pathOf);
    const files = await collectFiles(
      {
        graph,
        entry: { file, content: content.content },
        workspace,
        include: request.include ?? [],
        exclude: request.exclude ?? [],
        pathOf,
        read: async (absolute) => (await get(absolute))?.bytes,
      },
      this.#folders,
      signal,
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
      thirdParty: await installed.map(graph.external),
      unresolved,
      dropped: content.dropped.map((one) => ({ file: entryPath, ...one })),
    };
  }

  #readEntry(
    source: SourceFile,
    selector: EntrySelector,
    shown: string,
    localNames: ReadonlySet<string>,
  ): EntryContent {
    const problem = source.problem(this.#syntax);
    if (problem) throw syntaxError(shown, problem);
    const { qualname, args } = selector;
    if (qualname === undefined) {
      return { kind: 'file', content: source.bytes, imports: source.imports.imports, dropped: [], span: undefined };
    }
    requireArguments(this.#syntax, args);
    const key = JSON.stringify([qualname, args, [...localNames].sort()]);
    const known = this.#entries.get(source)?.get(key);
    if (known) return known;
    const content = this.#slice(source, qualname, args, shown, localNames);
    let kept = this.#entries.get(source);
    if (!kept) this.#entries.set(source, (kept = new Map<string, EntryContent>()));
    kept.set(key, content);
    return content;
  }

  #slice(
    source: SourceFile,
    qualname: string,
    args: string,
    shown: string,
    localNames: ReadonlySet<string>,
  ): EntryContent {
    const { text, encoding } = source.decode();
    const parsed = this.#syntax.parse(text);
    try {
      const definition = findEntry(parsed, qualname, shown);
      const { kind, whole } = definition;
      const span = { first: whole.startPosition.row + 1, last: whole.endPosition.row + 1 };
      const slice = sliceFile(parsed, {
        entry: qualname.split('.', 1)[0] ?? qualname,
        names: namesInArguments(this.#syntax, args),
        isLocal: (name) => localNames.has(name),
      });
      return slice
        ? {
            kind,
            span,
            content: encodeSource(slice.text, encoding),
            imports: scanImports(slice.text).imports,
            dropped: slice.dropped,
          }
        : { kind, span, content: source.bytes, imports: source.imports.imports, dropped: [] };
    } finally {
      parsed.dispose();
    }
  }

  /** The top-level names that these folders could provide. */
  async #namesIn(folders: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const folder of folders) {
      for (const [name, kind] of (await this.#folders.list(folder)) ?? []) {
        if (kind === 'folder') found.add(name);
        else if (/\.(?:py|so|pyd)$/.test(name)) found.add(name.split('.', 1)[0] ?? name);
      }
    }
    return found;
  }
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
