import path from 'node:path';
import { ComputedFinder } from './computedFinder';
import {
  baseOf,
  namedByText,
  topOf,
  type Edge,
  type FinderOptions,
  type Finding,
  type FoundImports,
  type Resolve,
} from './findings';
import type { ImportFact } from './imports';
import { LazyFinder } from './lazyFinder';
import { PackageModules } from './packageModules';
import { PluginFinder } from './pluginFinder';
import { isNamespace, type LocalModule } from './resolver';
import { preloadedModules, standardModules } from './stdlibNames';
import type { Turns } from './turns';

/** Finds the modules that each import of a file means. */
export class ImportFinder {
  readonly #options: FinderOptions;
  readonly #packages: PackageModules;
  readonly #lazy: LazyFinder;
  readonly #computed: ComputedFinder;
  readonly #plugins: PluginFinder;

  constructor(options: FinderOptions) {
    this.#options = options;
    this.#packages = new PackageModules(options);
    const resolve: Resolve = (module, fact) => this.#findingsOf(module, fact);
    this.#lazy = new LazyFinder(options, this.#packages, resolve);
    this.#computed = new ComputedFinder(options, this.#packages, resolve);
    this.#plugins = new PluginFinder(options, resolve);
  }

  async importsOf(module: LocalModule, turns: Turns): Promise<FoundImports> {
    const facts = module.file === undefined ? undefined : this.#options.facts(module.file);
    if (module.file === undefined || !facts) return { edges: [], notes: [] };
    const edges: Edge[] = [];
    for (const fact of facts.imports) {
      if (turns.isDue()) await turns.yieldIfDue();
      const use = this.#options.use(fact, module);
      if (use === 'never') continue;
      let findings = fact.below ? this.#computed.belowOf(module, fact) : this.#findingsOf(module, fact);
      if (fact.fromText === true) {
        if (!namedByText(fact.module, findings, this.#options)) continue;
        findings = findings.filter(({ kind }) => kind === 'local');
      }
      edges.push({ fact, use, findings });
      const asked = fact.below
        ? this.#lazy.askedByText(findings, facts)
        : this.#lazy.askedByAttribute(fact, findings, facts);
      if (asked.length > 0) edges.push({ fact, use: 'possible', findings: asked });
    }
    edges.push(...this.#computed.edgesOf(module, facts), ...this.#plugins.edgesOf(module, facts));
    return { edges, notes: this.#computed.takeNotes() };
  }

  #findingsOf(module: LocalModule, fact: ImportFact): Finding[] {
    const parts = fact.module === '' ? [] : fact.module.split('.');
    const written = `${'.'.repeat(fact.level)}${fact.module}`;
    if (fact.level > 0) {
      const base = baseOf(module, fact.level);
      if (!base) return [{ kind: 'missing', name: written, doubtful: false, above: true }];
      return this.#descend(base, parts, fact, written);
    }
    const name = parts[0] ?? '';
    if (preloadedModules.has(name)) return [];
    const top = this.#top(module, name);
    const elsewhere: Finding[] = standardModules.has(name) ? [] : [{ kind: 'external', names: askedOf(fact) }];
    if (!top) return elsewhere;
    if (top.last || isNamespace(top)) {
      // The interpreter's own path comes before the last roots, and any package before a namespace.
      const itself = top.file !== undefined && top.file === module.file;
      const neighbour =
        !this.#options.besideEntry.includes(top.root) ||
        module.root === top.root ||
        path.dirname(module.file ?? '') === top.root;
      if (itself || !neighbour || elsewhere.length === 0 || this.#options.installed(name) === 'regular')
        return elsewhere;
    }
    if (isNamespace(top) && parts.length === 1 && fact.names === undefined) {
      return [{ kind: 'bare-namespace', namespace: top }];
    }
    return this.#descend(top, parts.slice(1), fact, written);
  }

  #top(module: LocalModule, name: string): LocalModule | undefined {
    const { resolver } = this.#options;
    return (module.script === true ? resolver.beside(module, name) : undefined) ?? resolver.top(name);
  }

  /** From a module down the dotted name, then to the names that a `from` statement takes out of it. */
  #descend(base: LocalModule, parts: readonly string[], fact: ImportFact, written: string): Finding[] {
    const findings: Finding[] = [{ kind: 'local', module: base }];
    let current = base;
    for (const part of parts) {
      const next = this.#packages.submodule(current, part);
      if (!next) {
        findings.push(this.#missing(current, part, written));
        return findings;
      }
      findings.push({ kind: 'local', module: next });
      current = next;
    }
    if (fact.run === true) {
      const main = this.#packages.submodule(current, '__main__');
      if (main) findings.push({ kind: 'local', module: main });
    }
    for (const name of fact.names ?? []) {
      if (name === '*') findings.push(...this.#star(current));
      else if (current.folders) {
        // CPython takes an attribute of that name before a submodule. Which it will be is not known without
        // running the package, so the submodule always travels.
        const submodule = this.#packages.submodule(current, name);
        if (submodule) findings.push({ kind: 'local', module: submodule });
        else if (!this.#mayDefine(current, name)) {
          findings.push(this.#missing(current, name, fact.module === '' ? `${written}${name}` : `${written}.${name}`));
        }
        findings.push(...this.#lazy.madeUp(current, name));
      } else findings.push(...this.#lazy.madeUp(current, name));
    }
    return findings;
  }

  #star(module: LocalModule): Finding[] {
    if (module.file === undefined) return [];
    const found: Finding[] = [];
    for (const name of this.#options.ask(module.file, 'all')?.split('\n').filter(Boolean) ?? []) {
      const listed = name === '*' ? this.#packages.every(module, false) : [];
      const submodule = module.folders && this.#packages.submodule(module, name);
      for (const one of submodule ? [...listed, submodule] : listed) found.push({ kind: 'local', module: one });
    }
    for (const name of this.#lazy.everyName(module.file)) found.push(...this.#lazy.madeUp(module, name));
    return found;
  }

  #missing(parent: LocalModule, name: string, written: string): Finding {
    if (isNamespace(parent)) {
      // A namespace that installed packages share: what is not here is there.
      if (this.#options.installed(topOf(parent.name)) === 'namespace') return { kind: 'external', names: [written] };
      return { kind: 'not-in-namespace', name: written, namespace: parent };
    }
    // A namesake of the standard library's, found where perhaps nothing looks for it.
    if (parent.file === undefined || standardModules.has(topOf(written))) {
      return { kind: 'missing', name: written, doubtful: true };
    }
    // Generated or patched in at run time, or compiled elsewhere: no certainty without running the package.
    let doubtful = false;
    for (let module: LocalModule | undefined = parent; module && !doubtful; module = module.parent) {
      doubtful = module.file !== undefined && this.#options.ask(module.file, 'is-dynamic') === 'yes';
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
    return (
      (name.startsWith('__') && /^__\w+__$/.test(name)) || this.#options.ask(module.file, 'may-define', name) !== ''
    );
  }
}

/** `from google.cloud import storage, bigquery` asks for `google.cloud.storage` and `google.cloud.bigquery`. */
function askedOf({ module, names }: ImportFact): string[] {
  if (!names || names.length === 0) return [module];
  return names.map((name) => (name === '*' ? module : `${module}.${name}`));
}
