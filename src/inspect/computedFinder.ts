import path from 'node:path';
import { t } from '@vscode/l10n';
import type { Note } from './closure';
import { baseOf, locals, namedByText, type Edge, type FinderOptions, type Finding, type Resolve } from './findings';
import { dottedTexts, type ImportFact } from './imports';
import type { ModuleFacts } from './moduleFacts';
import type { PackageModules } from './packageModules';
import type { LocalModule } from './resolver';
import type { Expression } from './staticExpressions';

/** What functions are called that load the modules of a package. */
const meansListing = /load|import|find|discover|regist|collect|walk|scan|list|plugin|modul/i;

const meansImporting =
  /import|load|locate|symbol|by_?name|resolve|get_?(?:class|object|cls)|instantiate|create|dynamic/i;

/** Finds the modules whose names the code computes, those that it lists in folders, and those that it runs. */
export class ComputedFinder {
  readonly #options: FinderOptions;
  readonly #packages: PackageModules;
  readonly #resolve: Resolve;
  readonly #notes: Note[] = [];

  constructor(options: FinderOptions, packages: PackageModules, resolve: Resolve) {
    this.#options = options;
    this.#packages = packages;
    this.#resolve = resolve;
  }

  /** What was noted since the last time. */
  takeNotes(): Note[] {
    return this.#notes.splice(0);
  }

  /** The modules below a package, or at the top, whose names have the parts that the code has. */
  belowOf(module: LocalModule, fact: ImportFact): Finding[] {
    const { below } = fact;
    if (!below) return [];
    const pattern = new RegExp(below.pattern, 'u');
    const { resolver } = this.#options;
    if (fact.module === '' && fact.level === 0) {
      const names = resolver.modulesIn(resolver.roots).filter((name) => pattern.test(name));
      const found = names.flatMap((name) => resolver.top(name) ?? []);
      if (found.length > 0) this.#chooses(module, fact.line, found);
      return asFindings(found);
    }
    const way = this.#resolve(module, { ...fact, names: undefined });
    const last = way.at(-1);
    const base = fact.module === '' ? baseOf(module, fact.level) : last?.kind === 'local' ? last.module : undefined;
    if (!base) return [...way];
    const found: LocalModule[] = [];
    const visit = (parent: LocalModule, before: string, depth: number): void => {
      for (const name of resolver.modulesIn(parent.folders ?? [])) {
        const child = this.#packages.submodule(parent, name);
        if (!child) continue;
        if (pattern.test(before + name)) found.push(child);
        else if (depth < below.depth && child.folders) visit(child, `${before}${name}.`, depth + 1);
      }
    };
    visit(base, '', 1);
    if (found.length > 0) this.#chooses(module, fact.line, found);
    return [...way, ...asFindings(found)];
  }

  edgesOf(module: LocalModule, facts: ModuleFacts): Edge[] {
    const { computed } = facts;
    const { file } = module;
    if (file === undefined) return [];
    const edges: Edge[] = [];
    const edge = (line: number, findings: readonly Finding[]): void => {
      const fact = { line, level: 0, module: '', names: undefined, bound: [], optional: true, inFunction: true };
      if (findings.length > 0) edges.push({ fact: { ...fact, guarded: false }, use: 'possible', findings });
    };
    for (const target of this.#listedByName(module, facts)) edge(1, asFindings(this.#packages.every(target, true)));
    edge(1, asFindings(this.#importedByName(module, file, facts)));
    if (!computed) return edges;
    if (computed.findsItself) {
      // A finder of its own may give the modules of a package that it imports other names: `distutils.core`.
      for (const { below, ...named } of computed.imports) {
        const target = below === undefined ? locals(this.#resolve(module, unwritten(named))).at(-1) : undefined;
        if (target?.folders) edge(named.line, asFindings(this.#packages.every(target, true)));
      }
    }
    for (const { line, package: name, deep } of computed.walked) {
      const target = name === '' ? (module.folders ? module : module.parent) : this.#moduleCalled(module, name, facts);
      if (target) edge(line, asFindings(this.#packages.every(target, deep)));
    }
    for (const { line, folder, deep } of computed.listed) {
      for (const one of this.#packages.folders(folder, file, facts)) edge(line, this.#modulesInFolder(one, deep));
    }
    for (const { line, file: script } of computed.scripts) {
      edge(line, this.#scripts(script, file, facts));
    }
    const [unknown] = computed.unknown;
    if (unknown !== undefined) edge(unknown, asFindings(this.#modulesInTexts(module, facts)));
    // Where it lists folders, that is as a rule where the names come from.
    const told = computed.listed.length + computed.walked.length > 0 ? [] : computed.unknown;
    for (const line of told) {
      this.#notes.push({
        kind: 'import',
        at: { file, line },
        message: t('Which module is imported here is only known when it runs.'),
        include: path.join(path.dirname(file), '**', '*.py'),
      });
    }
    return edges;
  }

  /** The modules that texts of a file, or of those it imports, name in full: tables of what may be imported. */
  #modulesInTexts(module: LocalModule, facts: ModuleFacts): LocalModule[] {
    const around = new Set([module, ...facts.imports.flatMap((fact) => locals(this.#resolve(module, fact)))]);
    const texts = [...around].flatMap(({ file }) =>
      file === undefined ? [] : this.#options.ask(file, 'dotted-texts'),
    );
    return this.#modulesNamed(module, new Set(texts.flatMap((text) => text?.split('\n').filter(Boolean) ?? [])));
  }

  /** The packages that a module names in full and hands to something that lists the modules of what it is given. */
  #listedByName(module: LocalModule, facts: ModuleFacts): LocalModule[] {
    const listers = this.#takenFor('lists-given', meansListing, module, facts);
    if (listers.length === 0 && facts.computed?.listsGiven !== true) return [];
    const names = new Set(facts.imports.flatMap((fact) => (fact.fromText === true ? [fact.module] : [])));
    for (const { level, module: name, below } of facts.computed?.imports ?? []) {
      if (level === 0 && below === undefined) names.add(name);
    }
    for (const lister of listers) {
      const calls = new RegExp(`(?<![\\w.])${lister}\\s*\\(([^()]*)`, 'g');
      for (const [, args = ''] of facts.text().matchAll(calls)) for (const text of dottedTexts(args)) names.add(text);
    }
    return this.#modulesNamed(module, names).filter(({ folders }) => folders);
  }

  /** The modules that the texts of a file name which has a function of the project import what it is given. */
  #importedByName(module: LocalModule, file: string, facts: ModuleFacts): LocalModule[] {
    if (this.#takenFor('imports-given', meansImporting, module, facts).length === 0) return [];
    return this.#modulesNamed(module, new Set(this.#options.ask(file, 'dotted-texts')?.split('\n')));
  }

  /** What a file takes, by names like these, from modules that do something with what they are given. */
  #takenFor(
    does: 'lists-given' | 'imports-given',
    means: RegExp,
    module: LocalModule,
    facts: ModuleFacts,
  ): readonly string[] {
    const taken = (one: LocalModule): boolean => one.file !== undefined && this.#options.ask(one.file, does) === 'yes';
    return facts.imports.flatMap((fact) =>
      fact.names?.some((name) => means.test(name)) && locals(this.#resolve(module, fact)).some(taken) ? fact.bound : [],
    );
  }

  #modulesNamed(module: LocalModule, names: ReadonlySet<string>): LocalModule[] {
    return [...names].flatMap((name) => {
      const findings = name === '' ? [] : this.#resolve(module, unwritten({ line: 1, level: 0, module: name }));
      const found = namedByText(name, findings, this.#options);
      return found && found !== module ? [found] : [];
    });
  }

  /** The module that a name of the file stands for. */
  #moduleCalled(module: LocalModule, dotted: string, facts: ModuleFacts): LocalModule | undefined {
    const [first = '', ...rest] = dotted.split('.');
    for (const fact of facts.imports) {
      const index = fact.bound.indexOf(first);
      let start: LocalModule | undefined;
      if (fact.names && index >= 0) {
        const parent = locals(this.#resolve(module, { ...fact, names: undefined })).at(-1);
        start = parent && this.#packages.submodule(parent, fact.names[index] ?? '');
      } else if (!fact.names && index >= 0) start = locals(this.#resolve(module, { ...fact, names: undefined })).at(-1);
      else if (!fact.names && fact.module.split('.', 1)[0] === first) start = this.#options.resolver.top(first);
      for (const part of rest) start = start && this.#packages.submodule(start, part);
      if (start) return start;
    }
    return undefined;
  }

  #modulesInFolder(folder: string, deep: boolean): Finding[] {
    const { resolver } = this.#options;
    const owner = resolver.packageAt(folder);
    if (owner) return asFindings(this.#packages.every(owner, deep));
    if (!resolver.roots.includes(folder)) return [];
    return resolver.modulesIn([folder]).flatMap((name): Finding[] => {
      const module = resolver.top(name);
      return module && path.dirname(module.file ?? '') === folder ? [{ kind: 'local', module }] : [];
    });
  }

  #scripts(script: Expression, file: string, facts: ModuleFacts): Finding[] {
    const { resolver, workspace } = this.#options;
    for (const { text } of this.#packages.paths(script, file, facts)) {
      for (const base of [workspace, path.dirname(file)]) {
        const absolute = path.resolve(base, text);
        if (!absolute.endsWith('.py') || absolute === file) continue;
        if (resolver.list(path.dirname(absolute))?.get(path.basename(absolute)) !== 'file') continue;
        return [{ kind: 'local', module: resolver.script(absolute) }];
      }
    }
    return [];
  }

  #chooses(module: LocalModule, line: number, found: readonly LocalModule[]): void {
    if (module.file === undefined) return;
    const first = found[0]?.name ?? '';
    const message =
      found.length === 1
        ? t('Which module is imported here is chosen when it runs: `{0}` can be meant and travels.', first)
        : t(
            'Which module is imported here is chosen when it runs: {0} can be meant and travel, from `{1}` on.',
            found.length,
            first,
          );
    this.#notes.push({ kind: 'import', at: { file: module.file, line }, message });
  }
}

function asFindings(modules: readonly LocalModule[]): Finding[] {
  return modules.map((module) => ({ kind: 'local', module }));
}

/** An import that no statement has. */
function unwritten(named: Pick<ImportFact, 'line' | 'level' | 'module'>): ImportFact {
  return { ...named, names: undefined, bound: [], optional: true, inFunction: true, guarded: false };
}
