import type { ImportFact, ImportFacts } from './imports';
import type { EdgeMemory, VersionOf } from './knownGraphs';
import { isNamespace, type LocalModule, type ModuleResolver } from './resolver';
import type { Turns } from './turns';
import { preloadedModules, python2Modules, standardModules } from './stdlibNames';

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
}

export interface ModuleFacts extends ImportFacts {
  /** The file's text, decoded when asked for. */
  text(): string;
}

export interface GraphOptions {
  readonly resolver: ModuleResolver;
  /** What a file imports; undefined where it cannot be read. */
  facts(file: string): ModuleFacts | undefined;
  /** Told which files are asked for next, so that they can be read at once. */
  expect(files: readonly string[]): Promise<void>;
  /** Whether the interpreter's own path is known to hold this top-level name, alone or to share with others. */
  installed(name: string): 'no' | 'namespace' | 'regular';
  /** Whether the call can reach this import of the module at all, and whether it is sure to. */
  use(fact: ImportFact, module: LocalModule): 'certain' | 'possible' | 'never';
  readonly turns: Turns;
  /** What an earlier walk found with this resolver. */
  readonly known: EdgeMemory<ModuleEdges>;
  readonly versionOf: VersionOf;
}

/** Packages that make their submodules appear by other means than files. */
const dynamic =
  /\bsys\s*\.\s*(?:modules|meta_path)\b|\b__path__\b|\b__getattr__\b|\bexec\s*\(|\bglobals\s*\(|\bsetattr\s*\(/;
const starImport = /^[ \t]*from\b[^\n]*\bimport\s*\(?\s*\*/m;

type Finding =
  | { readonly kind: 'local'; readonly module: LocalModule }
  /** The dotted names that a statement asks of something that is not the project's. */
  | { readonly kind: 'external'; readonly names: readonly string[] }
  /** `doubtful` where the package may well provide the name at run time. */
  | { readonly kind: 'missing'; readonly name: string; readonly doubtful: boolean }
  /** Not in a folder without `__init__`, which may be the namesake of an installed package. */
  | { readonly kind: 'not-in-namespace'; readonly name: string; readonly namespace: LocalModule }
  /** `import data` of such a folder: nothing of it is asked for. */
  | { readonly kind: 'bare-namespace'; readonly namespace: LocalModule };

interface Edge {
  readonly fact: ImportFact;
  readonly use: 'certain' | 'possible';
  readonly findings: readonly Finding[];
}

/** What the imports of a module lead to. */
export interface ModuleEdges {
  /** Modules of the project, each once: the first line that asks for it, and whether any is sure to. */
  readonly targets: readonly { readonly module: LocalModule; readonly line: number; readonly certain: boolean }[];
  /** The findings of every other kind. */
  readonly others: readonly (Edge & { readonly findings: readonly Exclude<Finding, { kind: 'local' }>[] })[];
}

/** Follows the imports of the project's modules from those given. */
export async function walkModules(start: readonly LocalModule[], options: GraphOptions): Promise<ModuleGraph> {
  const lookedAt = new Set<string>();
  const finder = new ImportFinder({
    ...options,
    facts: (file) => {
      lookedAt.add(file);
      return options.facts(file);
    },
  });
  const edgesOf = (module: LocalModule): ModuleEdges => {
    const known = options.known.recall(module, options.versionOf);
    if (known) return known;
    lookedAt.clear();
    const found = summed(finder.edgesOf(module));
    options.known.keep(module, found, lookedAt, options.versionOf);
    return found;
  };
  const reached = new Map<LocalModule, ReachedModule>();
  const edges = new Map<LocalModule, ModuleEdges>();
  let wave: LocalModule[] = [];
  const reach = (module: LocalModule, from: ImportSite | undefined): void => {
    if (module.parent) reach(module.parent, from);
    if (reached.has(module)) return;
    reached.set(module, { module, from, certain: false });
    wave.push(module);
  };
  for (const module of start) reach(module, undefined);
  while (wave.length > 0) {
    const current = wave;
    wave = [];
    await options.expect(current.flatMap(({ file }) => file ?? []));
    for (const module of current) {
      await options.turns.yieldIfDue();
      const own = edgesOf(module);
      edges.set(module, own);
      for (const target of own.targets) {
        if (!reached.has(target.module)) reach(target.module, { file: module.file ?? '', line: target.line });
      }
    }
  }
  markCertain(start, reached, edges);
  return { reached: [...reached.values()], ...outcome(reached, edges) };
}

function markCertain(
  start: readonly LocalModule[],
  reached: ReadonlyMap<LocalModule, ReachedModule>,
  edges: ReadonlyMap<LocalModule, ModuleEdges>,
): void {
  const open = [...start];
  for (let module = open.pop(); module; module = open.pop()) {
    const node = reached.get(module);
    if (!node || node.certain) continue;
    node.certain = true;
    if (module.parent) open.push(module.parent);
    for (const target of edges.get(module)?.targets ?? []) if (target.certain) open.push(target.module);
  }
}

function summed(edges: readonly Edge[]): ModuleEdges {
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
  return { targets: [...targets.values()], others };
}

function outcome(
  reached: ReadonlyMap<LocalModule, ReachedModule>,
  edges: ReadonlyMap<LocalModule, ModuleEdges>,
): { missing: MissingModule[]; external: Set<string> } {
  const missing: MissingModule[] = [];
  const external = new Set<string>();
  const inUse = new Set<string>();
  for (const { module } of reached.values()) {
    if (module.file === undefined && module.compiled.length === 0) continue;
    for (let parent = module.parent; parent; parent = parent.parent) inUse.add(parent.name);
  }
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
          missing.push({ name: finding.name, site, optional: optional || finding.doubtful });
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

class ImportFinder {
  readonly #options: GraphOptions;

  constructor(options: GraphOptions) {
    this.#options = options;
  }

  edgesOf(module: LocalModule): Edge[] {
    if (module.file === undefined) return [];
    const facts = this.#options.facts(module.file);
    const edges: Edge[] = [];
    for (const fact of facts?.imports ?? []) {
      const use = this.#options.use(fact, module);
      if (use === 'never') continue;
      edges.push({ fact, use, findings: this.#findingsOf(module, fact) });
    }
    return edges;
  }

  #findingsOf(module: LocalModule, fact: ImportFact): Finding[] {
    const parts = fact.module === '' ? [] : fact.module.split('.');
    const written = `${'.'.repeat(fact.level)}${fact.module}`;
    if (fact.level > 0) {
      let base: LocalModule | undefined = module.folders ? module : module.parent;
      for (let level = 1; level < fact.level; level += 1) base = base?.parent;
      if (!base) return [{ kind: 'missing', name: written, doubtful: false }];
      return this.#descend(base, parts, fact, written);
    }
    const name = parts[0] ?? '';
    if (preloadedModules.has(name)) return [];
    const top = this.#options.resolver.top(name);
    const elsewhere: Finding[] = standardModules.has(name) ? [] : [{ kind: 'external', names: askedOf(fact) }];
    if (!top) return elsewhere;
    if (top.last || isNamespace(top)) {
      // The interpreter's own path comes before the last roots, and any package before a namespace.
      const itself = top.file !== undefined && top.file === module.file;
      if (itself || elsewhere.length === 0 || this.#options.installed(name) === 'regular') return elsewhere;
    }
    if (isNamespace(top) && parts.length === 1 && fact.names === undefined) {
      return [{ kind: 'bare-namespace', namespace: top }];
    }
    return this.#descend(top, parts.slice(1), fact, written);
  }

  /** From a module down the dotted name, then to the names that a `from` statement takes out of it. */
  #descend(base: LocalModule, parts: readonly string[], fact: ImportFact, written: string): Finding[] {
    const findings: Finding[] = [{ kind: 'local', module: base }];
    let current = base;
    for (const part of parts) {
      const next = this.#options.resolver.submodule(current, part);
      if (!next) {
        findings.push(this.#missing(current, part, written));
        return findings;
      }
      findings.push({ kind: 'local', module: next });
      current = next;
    }
    for (const name of fact.names ?? []) {
      if (name === '*') findings.push(...this.#star(current));
      else if (current.folders) {
        // CPython takes an attribute of that name before a submodule. Which it will be is not known without
        // running the package, so the submodule always travels.
        const submodule = this.#options.resolver.submodule(current, name);
        if (submodule) findings.push({ kind: 'local', module: submodule });
        else if (!this.#mayDefine(current, name)) {
          findings.push(this.#missing(current, name, fact.module === '' ? `${written}${name}` : `${written}.${name}`));
        }
      }
    }
    return findings;
  }

  #star(module: LocalModule): Finding[] {
    if (!module.folders || module.file === undefined) return [];
    const facts = this.#options.facts(module.file);
    const found: Finding[] = [];
    for (const name of facts?.all ?? []) {
      const submodule = this.#options.resolver.submodule(module, name);
      if (submodule) found.push({ kind: 'local', module: submodule });
    }
    return found;
  }

  #missing(parent: LocalModule, name: string, written: string): Finding {
    if (isNamespace(parent)) {
      // A namespace that installed packages share: what is not here is there.
      if (this.#options.installed(topOf(parent.name)) === 'namespace') return { kind: 'external', names: [written] };
      return { kind: 'not-in-namespace', name: written, namespace: parent };
    }
    if (parent.file === undefined) return { kind: 'missing', name: written, doubtful: true };
    // Generated or patched in at run time, or compiled elsewhere: no certainty without running the package.
    let doubtful = false;
    for (let module: LocalModule | undefined = parent; module && !doubtful; module = module.parent) {
      const facts = module.file === undefined ? undefined : this.#options.facts(module.file);
      doubtful = facts !== undefined && dynamic.test(facts.text());
    }
    for (const folder of parent.folders ?? []) {
      const names = this.#options.resolver.list(folder);
      doubtful ||= names?.has(`${name}.pyx`) ?? false;
    }
    return { kind: 'missing', name: written, doubtful };
  }

  /** Whether a package can have an attribute of this name. Anything that mentions it counts. */
  #mayDefine(module: LocalModule, name: string): boolean {
    if (module.compiled.length > 0) return true;
    if (module.file === undefined) return false;
    const facts = this.#options.facts(module.file);
    if (!facts || /^__\w+__$/.test(name)) return true;
    return mentions(facts.text(), name) || starImport.test(facts.text()) || dynamic.test(facts.text());
  }
}

function topOf(name: string): string {
  return name.split('.', 1)[0] ?? name;
}

/** `from google.cloud import storage, bigquery` asks for `google.cloud.storage` and `google.cloud.bigquery`. */
function askedOf({ module, names }: ImportFact): string[] {
  if (!names || names.length === 0) return [module];
  return names.map((name) => (name === '*' ? module : `${module}.${name}`));
}

function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\p{L}\p{N}_]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}_]/u.test(text.charAt(at + name.length)))
      return true;
  }
  return false;
}
