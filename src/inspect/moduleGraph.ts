import type { Note } from './closure';
import { topOf, type Edge, type FinderOptions, type Finding, type FoundImports } from './findings';
import { ImportFinder } from './importFinder';
import { Basis, type EdgeMemory, type FileVersions } from './knownGraphs';
import type { LocalModule } from './resolver';
import { python2Modules } from './stdlibNames';
import { namesTaken } from './takenNames';
import type { Turns } from './turns';

/** A statement of the project that imports something. */
export interface ImportSite {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

export interface ReachedModule {
  readonly module: LocalModule;
  /** The first import that reached it, breadth first; undefined for the entry's own. */
  readonly from: ImportSite | undefined;
  /** Whether the call is sure to import it: no `try`, condition or uncalled function on the way. */
  certain: boolean;
}

export interface MissingModule {
  /** As the code has it, dots included. */
  readonly name: string;
  readonly site: ImportSite;
  readonly optional: boolean;
}

export interface ModuleGraph {
  /** In breadth-first order, packages before what is in them. */
  readonly reached: readonly ReachedModule[];
  readonly missing: readonly MissingModule[];
  /** Dotted names, as far down as the code asks for them, that are neither local nor the standard library's. */
  readonly external: ReadonlySet<string>;
  /** The names that modules take from the entry's, sorted; `*` among them for a star. */
  readonly taken: readonly string[];
  /** What cannot be known without running it; files are absolute. */
  readonly notes: readonly Note[];
}

export interface GraphOptions extends Omit<FinderOptions, 'facts' | 'ask'> {
  /** Told which files are asked for next, so that they can be read at once. */
  expect(files: readonly string[]): Promise<void>;
  readonly turns: Turns;
  /** What an earlier walk found with this resolver. */
  readonly known: EdgeMemory<ModuleEdges>;
  readonly files: FileVersions;
}

/** What the imports of a module lead to. */
export interface ModuleEdges {
  /** Modules of the project, each once: the first line that asks for it, and whether any is sure to. */
  readonly targets: readonly { readonly module: LocalModule; readonly line: number; readonly certain: boolean }[];
  /** The findings of every other kind. */
  readonly others: readonly (Edge & { readonly findings: readonly Exclude<Finding, { kind: 'local' }>[] })[];
  /** The names that it takes from the entry's module. */
  readonly taken: readonly string[];
  readonly notes: readonly Note[];
}

/** Follows the imports of the project's modules from the entry's. */
export async function walkModules(entry: LocalModule, options: GraphOptions): Promise<ModuleGraph> {
  const { files, known, turns } = options;
  let basis = new Basis();
  const finder = new ImportFinder({
    ...options,
    facts: (file) => {
      basis.addFile(file);
      return files.facts(file);
    },
    ask: (file, question, name) => {
      const answered = files.facts(file)?.ask(question, name);
      if (answered) basis.addAnswer(file, answered);
      else basis.addFile(file);
      return answered?.answer;
    },
    text: (file) => {
      basis.addFile(file);
      return options.text(file);
    },
  });
  const takenBy = (module: LocalModule): string[] => {
    const facts = module === entry || module.file === undefined ? undefined : files.facts(module.file);
    return facts ? namesTaken(entry, module, facts) : [];
  };
  const edgesOf = async (module: LocalModule): Promise<ModuleEdges> => {
    basis = new Basis();
    const found = summed(await finder.importsOf(module, turns), takenBy(module));
    known.keep(module, found, basis, files);
    return found;
  };
  await known.refresh(files, turns);
  const reached = new Map<LocalModule, ReachedModule>();
  const edges = new Map<LocalModule, ModuleEdges>();
  let wave: LocalModule[] = [];
  const reach = (module: LocalModule, from: ImportSite | undefined): void => {
    if (module.parent) reach(module.parent, from);
    if (reached.has(module)) return;
    reached.set(module, { module, from, certain: false });
    wave.push(module);
  };
  reach(entry, undefined);
  while (wave.length > 0) {
    const current = wave;
    wave = [];
    await options.expect(current.flatMap(({ file }) => file ?? []));
    for (const module of current) {
      const own = known.recall(module, files) ?? (await edgesOf(module));
      edges.set(module, own);
      for (const target of own.targets) {
        if (!reached.has(target.module)) reach(target.module, { file: module.file ?? '', line: target.line });
      }
    }
  }
  markCertain(entry, reached, edges);
  return {
    reached: [...reached.values()],
    ...outcome(reached, edges, options),
    taken: [...new Set([...edges.values()].flatMap(({ taken }) => taken))].sort(),
    notes: [...edges.values()].flatMap(({ notes }) => notes),
  };
}

function markCertain(
  entry: LocalModule,
  reached: ReadonlyMap<LocalModule, ReachedModule>,
  edges: ReadonlyMap<LocalModule, ModuleEdges>,
): void {
  const open = [entry];
  for (let module = open.pop(); module; module = open.pop()) {
    const node = reached.get(module);
    if (!node || node.certain) continue;
    node.certain = true;
    if (module.parent) open.push(module.parent);
    for (const target of edges.get(module)?.targets ?? []) if (target.certain) open.push(target.module);
  }
}

function summed({ edges, notes }: FoundImports, taken: readonly string[]): ModuleEdges {
  const targets = new Map<LocalModule, { module: LocalModule; line: number; certain: boolean }>();
  const others: ModuleEdges['others'][number][] = [];
  for (const edge of edges) {
    const rest: Exclude<Finding, { kind: 'local' }>[] = [];
    for (const finding of edge.findings) {
      if (finding.kind !== 'local') {
        rest.push(finding);
        continue;
      }
      const { module } = finding;
      const certain = edge.use === 'certain';
      const known = targets.get(module);
      if (known) known.certain ||= certain;
      else targets.set(module, { module, line: edge.fact.line, certain });
    }
    if (rest.length > 0) others.push({ ...edge, findings: rest });
  }
  return { targets: [...targets.values()], others, taken, notes };
}

function outcome(
  reached: ReadonlyMap<LocalModule, ReachedModule>,
  edges: ReadonlyMap<LocalModule, ModuleEdges>,
  options: GraphOptions,
): { missing: MissingModule[]; external: Set<string> } {
  const missing: MissingModule[] = [];
  const external = new Set<string>();
  const inUse = new Set<string>();
  for (const { module } of reached.values()) {
    if (module.file === undefined && module.compiled.length === 0) continue;
    for (let parent = module.parent; parent; parent = parent.parent) inUse.add(parent.name);
  }
  const making = new Map<string, boolean>();
  const makesModules = (top: string): boolean => {
    let makes = making.get(top);
    if (makes === undefined) making.set(top, (makes = makesModulesUp(top, reached, options.files)));
    return makes;
  };
  for (const [module, { others }] of edges) {
    const certain = reached.get(module)?.certain ?? false;
    for (const { fact, use, findings } of others) {
      const site = { file: module.file ?? '', line: fact.line };
      const optional = !certain || use !== 'certain';
      for (const finding of findings) {
        if (finding.kind === 'external') {
          // `try: import urllib2`: code that also ran under Python 2 asks for nothing that is missing.
          for (const name of finding.names) {
            if (!(optional && python2Modules.has(topOf(name)))) external.add(name);
          }
        } else if (finding.kind === 'missing') {
          const doubtful =
            optional ||
            finding.doubtful ||
            makesModules(topOf(finding.name.startsWith('.') ? module.name : finding.name));
          missing.push({ name: finding.name, site, optional: doubtful });
        } else if (finding.kind === 'bare-namespace') {
          if (!inUse.has(finding.namespace.name)) external.add(finding.namespace.name);
        } else {
          // A folder from which nothing else is imported is a namesake: a package of that name is installed.
          if (inUse.has(finding.namespace.name)) missing.push({ name: finding.name, site, optional });
          else external.add(finding.name);
        }
      }
    }
  }
  return { missing, external };
}

/** Whether anything that is reached of a package puts modules of its own into the importer's hands. */
function makesModulesUp(top: string, reached: ReadonlyMap<LocalModule, ReachedModule>, files: FileVersions): boolean {
  for (const { name, file } of reached.keys()) {
    if (file === undefined || topOf(name) !== top) continue;
    if (files.facts(file)?.ask('makes-modules').answer === 'yes') return true;
  }
  return false;
}
