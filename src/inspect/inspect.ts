import path from 'node:path';
import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { noChoices, type Choices } from '../contract/choices';
import { importedByArguments, importsInArguments, useOf } from './callImports';
import { Recall } from './recall';
import { throwIfCancelled } from './cancelled';
import { checkSyntax, collectFiles, requireModules } from './assemble';
import type { Closure, EntrySelector, Place, Question, SourceReader } from './closure';
import { readEditableInstalls } from './editableInstalls';
import { DataReader } from './dataReader';
import { normalizedName } from './distributionNames';
import { EntryReader, type EntryContent } from './entryContent';
import { EnvironmentFinder, unknownMachine, type Machine } from './environments';
import { entryStem } from './entryName';
import type { ImportFact } from './imports';
import type { ProjectModules } from './importedNames';
import { LargeFiles } from './largeFiles';
import { BundleLayout } from './layout';
import { KnownGraphs, type FileVersions } from './knownGraphs';
import type { ModuleEdges } from './moduleGraph';
import { Notebooks, notesOf, placer } from './notebook';
import { platformNotes, shownNote } from './notes';
import { readPathEdits } from './pathEdits';
import { reachModules, type Reach } from './reach';
import { Reading } from './reading';
import { OwnDistributions } from './ownDistributions';
import { once } from './once';
import { ownMetadata } from './ownMetadata';
import { importsInQuestion, noModules, ProjectNames } from './projectNames';
import { ProjectReader } from './projectReader';
import { isInside, placeEntry } from './roots';
import { SourceCache } from './sourceCache';
import { diskFolders, FoldersOnce, type FolderReader } from './sources';
import type { PythonSyntax } from './syntax';
import { SitePackagesReader } from './thirdParty';
import { Turns } from './turns';
import { modulesByFile, usedRoots } from './usedRoots';

export interface InspectRequest {
  readonly entry: EntrySelector;
  /** `sys.argv[1:]`, for a whole file. */
  readonly argv?: readonly string[];
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  /** The other folders of a workspace that has several, absolute: import roots after the first. */
  readonly otherFolders?: readonly string[];
  /** Further import roots, absolute. */
  readonly extraRoots?: readonly string[];
  /** `site-packages` folders of the local environment; by default those that `EnvironmentFinder` finds. */
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
  readonly #atOnce: FoldersOnce;
  readonly #recall: Recall;
  readonly #cache: SourceCache;
  readonly #entries: EntryReader;
  readonly #projects: ProjectReader;
  readonly #environments: EnvironmentFinder;
  readonly #sites: SitePackagesReader;
  readonly #own: OwnDistributions;
  readonly #data: DataReader;
  readonly #large = new LargeFiles();
  readonly #graphs = new KnownGraphs<ModuleEdges>();
  readonly #notebooks: Notebooks;
  readonly #projectNames: ProjectNames;

  constructor(
    syntax: PythonSyntax,
    sources: SourceReader,
    disk: FolderReader = diskFolders,
    asked: Machine = unknownMachine,
  ) {
    this.#syntax = syntax;
    this.#atOnce = new FoldersOnce(disk);
    this.#recall = new Recall(sources, this.#atOnce, disk, asked);
    const { source, folders, machine } = this.#recall;
    this.#source = source;
    this.#folders = folders;
    this.#cache = new SourceCache(source);
    this.#entries = new EntryReader(syntax);
    this.#projects = new ProjectReader(source, folders);
    this.#environments = new EnvironmentFinder(source, folders, machine);
    this.#sites = new SitePackagesReader(source, folders);
    this.#own = new OwnDistributions(source, folders);
    this.#data = new DataReader(syntax, source, folders);
    this.#notebooks = new Notebooks(syntax);
    this.#projectNames = new ProjectNames(syntax);
  }

  async inspect(request: InspectRequest, signal?: AbortSignal): Promise<Closure> {
    throwIfCancelled(signal);
    const key = JSON.stringify(request);
    return this.#recall.find(key) ?? this.#recall.keep(key, () => this.#inspect(request, signal));
  }

  async #inspect(request: InspectRequest, signal: AbortSignal | undefined): Promise<Closure> {
    this.#atOnce.lookAgain();
    const turns = new Turns(signal);
    const reading = new Reading(this.#cache);
    const workspace = path.resolve(request.workspace);
    const file = path.resolve(request.entry.file);
    const onDisk = reading.get(file);
    if (!onDisk) {
      throw new FarcallError('file-not-found', t('There is no file {0}.', file), {
        next: t('Check the path, or save the file first.'),
      });
    }

    const asNotebook = this.#notebooks.read(onDisk, file);
    const { source, notebook } = asNotebook ?? { source: onDisk, notebook: undefined };
    reading.replace(file, source);

    const project = this.#projects.layoutFor(file, workspace, request.otherFolders ?? []);
    const sitePackages = request.sitePackages ?? this.#environments.sitePackages(file, workspace);
    const editable = readEditableInstalls(sitePackages, this.#source, this.#folders);
    const otherRoots = [...project.roots, ...(request.extraRoots ?? []).map((root) => path.resolve(root))];
    const added = readPathEdits([{ file, facts: source.facts }], file, workspace, this.#folders);
    const shown = isInside(file, workspace) ? path.relative(workspace, file).split(path.sep).join('/') : file;
    const localNames = this.#namesIn([path.dirname(file), ...otherRoots, ...added.front, ...added.end]);
    const choices = request.choices ?? noChoices;
    const readEntry = (taken: readonly string[], modules: ProjectModules): Promise<EntryContent> =>
      this.#entries.read(
        { source, notebook, selector: request.entry, shown, localNames, choices, taken, modules },
        turns,
      );
    let content = await readEntry([], noModules);
    await turns.yieldIfDue();

    // A notebook looks for modules beside itself, as a script does.
    const wholeFile = content.kind === 'file' || content.kind === 'cell' || notebook !== undefined;
    const named = importsInArguments(request.entry.args, content);
    const importsOf = (module: string): readonly ImportFact[] => reading.get(module)?.facts.imports ?? [];
    const placing = { file, workspace, wholeFile, facts: source.facts, otherRoots, importsOf };
    const place = placeEntry(placing, this.#folders);
    const roots = [...new Set([place.root, ...otherRoots])];
    const lastRoots = [...new Set([...place.lastRoots, ...editable.roots])].filter((root) => !roots.includes(root));
    const mapped = [...project.mapped, ...editable.mapped];
    const installed = this.#sites.read(sitePackages);
    const own = once(() => this.#own.find(project, installed));
    const stem = entryStem({
      file,
      notebook: notebook !== undefined,
      beside: this.#folders.list(path.dirname(file)),
      imported: (name) =>
        installed.has(name) !== 'no' || source.facts.imports.some((fact) => fact.module.split('.', 1)[0] === name),
    });
    const filesNow = (): FileVersions => {
      const now = content;
      const own = source.facts.withImports([...now.imports, ...named]);
      return {
        facts: (absolute) => (absolute === file ? own : reading.get(absolute)?.facts),
        versionOf: (absolute) => (absolute === file ? now : reading.get(absolute)),
      };
    };
    let modulesNow = filesNow();
    const walk = (): Promise<Reach> =>
      reachModules(
        { file, stem, wholeFile, place, roots, lastRoots, mapped, graphs: this.#graphs, environment: installed },
        this.#folders,
        {
          workspace,
          installed: (name) => installed.has(name),
          own,
          files: modulesNow,
          text: (absolute) => reading.get(absolute)?.decode().text,
          expect: (files) => reading.expect(files),
          useFor: (module) => (fact, importer) => useOf(fact, importer === module, content),
          turns,
        },
      );
    let reach = await walk();
    const inQuestion = importsInQuestion(content.imports, content.statements);
    const imported = await this.#projectNames.of(reach.entry, inQuestion.imports, {
      called: inQuestion.called,
      modules: new Map(reach.graph.reached.map(({ module }) => [module.name, module])),
      read: (absolute) => reading.get(absolute),
      isLocal: (top) => localNames.has(top),
      list: (folder) => this.#folders.list(folder)?.keys() ?? [],
      turns,
    });
    // A module that imports the entry's needs what it takes from there, and may itself be needed only for that.
    for (let taken = reach.graph.taken; taken.length > 0 || imported.size > 0;) {
      const fuller = await readEntry(taken, imported);
      const same = Buffer.compare(fuller.content, content.content) === 0;
      content = fuller;
      if (same) break;
      modulesNow = filesNow();
      reach = await walk();
      taken = reach.graph.taken;
    }
    const { graph, entry, edits } = reach;

    const moduleOf = modulesByFile(graph, entry);
    const layout = new BundleLayout(workspace);
    const pathOf = (absolute: string): string => {
      const module = moduleOf.get(absolute);
      const lies = notebook && absolute === file ? path.join(path.dirname(file), `${stem}.py`) : absolute;
      return layout.pathOf(lies, module?.root ?? path.dirname(absolute), module?.mount);
    };
    const inEntry = placer(notebook ? shown : pathOf(file), notebook);
    const placeOf = (absolute: string, line: number): Place =>
      absolute === file ? inEntry(line) : { file: pathOf(absolute), line };
    const read = reading.get.bind(reading);
    await checkSyntax(graph, this.#syntax, read, pathOf, turns);
    const unresolved = requireModules(graph, placeOf);
    const modules = graph.reached.flatMap(({ module }) => {
      const found = module.file === undefined ? undefined : read(module.file);
      if (module.file === undefined || !found) return [];
      return [{ file: module.file, bytes: module.file === file ? content.content : found.bytes }];
    });
    const { idle } = content;
    const data = await this.#data.read(request, { modules, idle, roots, pathOf, placeOf, turns });
    const used = usedRoots(moduleOf.values(), { roots, lastRoots, edits }, layout);
    const metadata = ownMetadata(
      graph.reached.map(({ module }) => ({
        module,
        facts: module.file === undefined ? undefined : modulesNow.facts(module.file),
      })),
      own,
      used.roots[0] ?? used.lastRoots[0] ?? '.',
      placeOf,
    );
    const files = await collectFiles(
      {
        graph,
        entry: { file, content: content.content },
        workspace,
        included: data.included,
        data: data.files,
        made: metadata.files,
        rules: data.rules,
        large: this.#large,
        pathOf,
        placeOf,
        reading,
      },
      this.#folders,
      turns,
    );

    const entryPath = pathOf(file);
    return {
      workspace,
      entry: { kind: content.kind, file: entryPath, module: entry.name, qualname: request.entry.qualname ?? '' },
      ...used,
      files,
      thirdParty: installed.map(
        [...graph.external, ...importedByArguments(this.#syntax, request.entry.args, content)],
        {
          folders: project.projects,
          isOwn: (name) => own().some((one) => normalizedName(one.name) === normalizedName(name)),
          asked: metadata.others,
          required: once(() => [...project.dependencies, ...this.#projects.requirementsOf(project.projects)]),
        },
      ),
      unresolved,
      statements: content.statements.map((one) => {
        if (!notebook) return { ...one, file: entryPath };
        const at = inEntry(one.line);
        return { ...one, ...at, lastLine: one.lastLine - one.line + at.line };
      }),
      data: data.data,
      folders: data.folders,
      notes: [
        ...data.notes,
        ...[...project.notes, ...edits.notes, ...graph.notes, ...platformNotes(graph), ...metadata.notes].map((note) =>
          shownNote(note, workspace, pathOf),
        ),
        ...(notebook ? notesOf(notebook) : []).map(({ line, message }) => ({
          kind: 'magic' as const,
          at: inEntry(line),
          message,
        })),
        ...content.doubts
          .filter(({ asks }) => !asks)
          .map(({ line, message }) => ({ kind: 'slice' as const, at: inEntry(line), message })),
      ],
      questions: [
        ...data.questions,
        ...content.doubts
          .filter(({ asks }) => asks)
          .map(({ line, message }): Question => ({ kind: 'undecidable-slice', at: inEntry(line), message })),
      ],
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
