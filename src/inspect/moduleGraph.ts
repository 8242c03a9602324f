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
  /** Whether its dots lead above the top of the package that the import stands in. */
  readonly above: boolean;
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

export interface WalkedModules {
  /** The sources that are reached, in the graph's order. */
  readonly files: readonly string[];
  graph(): ModuleGraph;
}

export interface GraphOptions extends Omit<FinderOptions, 'facts' | 'ask'> {
  /** Told which files are asked for next, so that they can be read at once. */
  expect(files: readonly string[]): Promise<void>;
  readonly turns: Turns;
  /** What an earlier walk found with this resolver. */
  readonly known: EdgeMemory<ModuleEdges>;
  readonly files: FileVersions;
}

interface Target {
  readonly module: LocalModule;
  /** The module's number: a walk meets each module many times, and looks it up by that. */
  readonly number: number;
  readonly line: number;
  readonly certain: boolean;
}

/** What the imports of a module lead to. */
export interface ModuleEdges {
  /** Modules of the project, each once: the first line that asks for it, and whether any is sure to. */
  readonly targets: readonly Target[];
  /** The findings of every other kind. */
  readonly others: readonly (Edge & { readonly findings: readonly Exclude<Finding, { kind: 'local' }>[] })[];
  /** The names that it takes from the entry's module. */
  readonly taken: readonly string[];
  readonly notes: readonly Note[];
}

/** Follows the imports of the project's modules from the entry's. */
export async function walkModules(entry: LocalModule, options: GraphOptions): Promise<WalkedModules> {
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
  const edgesOf = async ({ module, number }: Node): Promise<ModuleEdges> => {
    basis = new Basis();
    const found = summed(await finder.importsOf(module, turns), takenBy(module), known);
    known.keep(number, found, basis, files);
    return found;
  };
  await known.refresh(files, turns);
  const nodes: Node[] = [];
  const byNumber: (Node | undefined)[] = [];
  const reach = (module: LocalModule, number: number, from: ImportSite | undefined): void => {
    if (byNumber[number]) return;
    const { parent } = module;
    if (parent) reach(parent, known.numberOf(parent), from);
    const node = { module, number, from, certain: false, edges: nothing };
    byNumber[number] = node;
    nodes.push(node);
  };
  reach(entry, known.numberOf(entry), undefined);
  for (let done = 0; done < nodes.length;) {
    const wave = nodes.slice(done);
    done = nodes.length;
    await options.expect(filesOf(wave));
    for (const node of wave) {
      const { module } = node;
      node.edges = known.recall(node.number, files) ?? (await edgesOf(node));
      for (const target of node.edges.targets) {
        if (!byNumber[target.number]) {
          reach(target.module, target.number, { file: module.file ?? '', line: target.line });
        }
      }
    }
  }
  return {
    files: filesOf(nodes),
    graph() {
      markCertain(known.numberOf(entry), byNumber, known);
      return {
        reached: nodes,
        ...outcome(nodes, files),
        taken: [...new Set(gathered(nodes, ({ taken }) => taken))].sort(),
        notes: gathered(nodes, ({ notes }) => notes),
      };
    },
  };
}

/** A module that is reached, with what its own imports lead to. */
interface Node extends ReachedModule {
  readonly number: number;
  edges: ModuleEdges;
}

function filesOf(nodes: readonly Node[]): string[] {
  const files: string[] = [];
  for (const { module } of nodes) if (module.file !== undefined) files.push(module.file);
  return files;
}

/** What few of the modules have. */
function gathered<T>(nodes: readonly Node[], of: (edges: ModuleEdges) => readonly T[]): T[] {
  const all: T[] = [];
  for (const { edges } of nodes) for (const one of of(edges)) all.push(one);
  return all;
}

const nothing: ModuleEdges = { targets: [], others: [], taken: [], notes: [] };

function markCertain(
  entry: number,
  byNumber: readonly (Node | undefined)[],
  known: Pick<EdgeMemory<ModuleEdges>, 'numberOf'>,
): void {
  const open = [entry];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const node = byNumber[number];
    if (!node || node.certain) continue;
    node.certain = true;
    if (node.module.parent) open.push(known.numberOf(node.module.parent));
    for (const { certain, number: next } of node.edges.targets) {
      if (certain && byNumber[next]?.certain === false) open.push(next);
    }
  }
}

function summed(
  { edges, notes }: FoundImports,
  taken: readonly string[],
  known: Pick<EdgeMemory<ModuleEdges>, 'numberOf'>,
): ModuleEdges {
  const targets = new Map<LocalModule, Target>();
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
      const target = targets.get(module);
      if (!target) targets.set(module, { module, number: known.numberOf(module), line: edge.fact.line, certain });
      else if (certain && !target.certain) targets.set(module, { ...target, certain });
    }
    if (rest.length > 0) others.push({ ...edge, findings: rest });
  }
  return { targets: [...targets.values()], others, taken, notes };
}

function outcome(reached: readonly Node[], files: FileVersions): { missing: MissingModule[]; external: Set<string> } {
  const missing: MissingModule[] = [];
  const external = new Set<string>();
  const inUse = new Set<string>();
  for (const { module } of reached) {
    if (module.file === undefined && module.compiled.length === 0) continue;
    for (let parent = module.parent; parent; parent = parent.parent) inUse.add(parent.name);
  }
  const making = new Map<string, boolean>();
  const makesModules = (top: string): boolean => {
    let makes = making.get(top);
    if (makes === undefined) making.set(top, (makes = makesModulesUp(top, reached, files)));
    return makes;
  };
  for (const { module, certain, edges } of reached) {
    for (const { fact, use, findings } of edges.others) {
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
          missing.push({ name: finding.name, site, optional: doubtful, above: finding.above ?? false });
        } else if (finding.kind === 'bare-namespace') {
          if (!inUse.has(finding.namespace.name)) external.add(finding.namespace.name);
        } else {
          // A folder from which nothing else is imported is a namesake: a package of that name is installed.
          if (inUse.has(finding.namespace.name)) missing.push({ name: finding.name, site, optional, above: false });
          else external.add(finding.name);
        }
      }
    }
  }
  return { missing, external };
}

/** Whether anything that is reached of a package puts modules of its own into the importer's hands. */
function makesModulesUp(top: string, reached: readonly ReachedModule[], files: FileVersions): boolean {
  for (const { module } of reached) {
    const { name, file } = module;
    if (file === undefined || topOf(name) !== top) continue;
    if (files.facts(file)?.ask('makes-modules').answer === 'yes') return true;
  }
  return false;
}
