import { Calls } from './calls';
import { baseOf } from './findings';
import type { ImportedName, ProjectModule, ProjectModules } from './importedNames';
import type { ImportFact } from './imports';
import { ModuleNames } from './moduleNames';
import type { NameUse } from './nameUse';
import { methodOnlyReads } from './readers';
import type { LocalModule } from './resolver';
import type { SourceFile } from './sourceCache';
import type { PythonSyntax } from './syntax';
import type { SyntaxNode } from './syntaxTree';
import type { Turns } from './turns';
import { unitsOf, type Unit } from './units';

export interface ProjectNamesOptions {
  /** The project's modules by their dotted names. */
  readonly modules: ReadonlyMap<string, LocalModule>;
  /** The names of which it matters whether they are functions that change something. */
  readonly called: ReadonlySet<string>;
  readonly read: (file: string) => SourceFile | undefined;
  readonly isLocal: (top: string) => boolean;
  /** The names of what lies in a folder. */
  readonly list: (folder: string) => Iterable<string>;
  readonly turns: Turns;
}

interface ModuleText {
  /** What it binds itself; of what it imports, from where. */
  readonly bound: ReadonlyMap<string, ImportedName | undefined>;
  /** `from … import *` in it. */
  readonly stars: readonly ImportedName[];
  readonly all: 'none' | 'computed' | readonly string[];
  /** Whether it may bind names that nobody can tell without running it. */
  readonly open: boolean;
  /** Its own functions that change what it holds. */
  readonly changers: ReadonlySet<string>;
}

/** Reads what modules of the project bind, and keeps it by their contents. */
export class ProjectNames {
  readonly #syntax: PythonSyntax;
  readonly #known = new WeakMap<SourceFile, ModuleText>();

  constructor(syntax: PythonSyntax) {
    this.#syntax = syntax;
  }

  /** What these imports of a module lead to, as far as they are the project's. */
  async of(
    importer: LocalModule,
    imports: readonly Pick<ImportFact, 'level' | 'module' | 'names' | 'bound'>[],
    options: ProjectNamesOptions,
  ): Promise<ProjectModules> {
    const found = new Map<string, ProjectModule>();
    for (const { level, module, names, bound } of imports) {
      const written = `${'.'.repeat(level)}${module}`;
      const target = moduleOf(importer, written, options);
      if (!target) continue;
      const before = found.get(written);
      const changers = new Set(before?.changers);
      for (const [at, name] of (names ?? []).entries()) {
        if (!options.called.has(bound[at] ?? name)) continue;
        if (await this.#changes(target, name, options)) changers.add(name);
      }
      const starred = names?.includes('*') ? await this.#starred(target, options, new Set()) : before?.starred;
      found.set(written, { starred, changers: [...changers] });
    }
    return found;
  }

  /** Whether a name of a module is a function that changes what the module holds, here or where it is taken from. */
  async #changes(module: LocalModule, name: string, options: ProjectNamesOptions, far = 0): Promise<boolean> {
    const text = await this.#textOf(module, options);
    if (!text || text.changers.has(name)) return text !== undefined;
    const from = text.bound.get(name);
    const sources = text.bound.has(name) ? (from?.taken === true ? [from] : []) : text.stars;
    for (const source of far < farthest ? sources : []) {
      const target = moduleOf(module, source.module, options);
      const there = source.name === '*' ? name : lastOf(source.canonical);
      if (target && (await this.#changes(target, there, options, far + 1))) return true;
    }
    return false;
  }

  async #starred(
    module: LocalModule,
    options: ProjectNamesOptions,
    above: ReadonlySet<LocalModule>,
  ): Promise<ImportedName[] | undefined> {
    const text = await this.#textOf(module, options);
    if (!text) return undefined;
    const { all, bound, stars, open } = text;
    const isListed = typeof all !== 'string';
    if (open && !isListed) return undefined;
    const names = new Map<string, ImportedName>();
    for (const star of isListed ? [] : stars) {
      const target = moduleOf(module, star.module, options);
      // Modules that take all of each other: the other's names are being collected already.
      if (target && above.has(target)) continue;
      const chained = target && (await this.#starred(target, options, new Set([...above, module])));
      if (!chained) return undefined;
      for (const one of chained) names.set(one.name, one);
    }
    const own = { top: module.name.split('.', 1)[0] ?? '', module: module.name, taken: true };
    const add = async (name: string): Promise<void> => {
      const from = bound.get(name);
      const changes = options.called.has(name) && (await this.#changes(module, name, options));
      // Leading dots would be read as those of the file that has the star.
      const named = from === undefined || from.top === '' ? { ...own, canonical: `${module.name}.${name}` } : from;
      names.set(name, { ...named, name, changes });
    };
    for (const name of bound.keys()) await add(name);
    for (const name of submodulesOf(module, options)) if (!names.has(name)) await add(name);
    if (!isListed) return [...names.values()].filter(({ name }) => all === 'computed' || !name.startsWith('_'));
    for (const name of all) if (!names.has(name)) await add(name);
    return all.flatMap((name) => names.get(name) ?? []);
  }

  async #textOf(module: LocalModule, options: ProjectNamesOptions): Promise<ModuleText | undefined> {
    const source = module.file === undefined ? undefined : options.read(module.file);
    if (!source || module.compiled.length > 0) return undefined;
    let known = this.#known.get(source);
    if (!known) {
      const { root, text } = await source.parse(this.#syntax, options.turns);
      const units = await unitsOf(root, text, noModules, options.turns);
      this.#known.set(source, (known = textOf(units, options)));
    }
    return known;
  }
}

/**
 * The imports of a sliced file that are worth looking into: stars, and those of functions that something left out calls
 * for nothing but its effect; and the names of those functions.
 */
export function importsInQuestion(
  imports: readonly ImportFact[],
  statements: readonly { readonly kept: boolean; readonly text: string }[],
): { readonly imports: readonly ImportFact[]; readonly called: ReadonlySet<string> } {
  // A file that travels whole has no statements to decide on.
  if (statements.length === 0) return { imports: [], called: new Set() };
  const called = new Set(statements.flatMap(({ kept, text }) => (kept ? [] : (/^(\w+)\s*\(/u.exec(text)?.[1] ?? []))));
  const asked = imports.filter(
    ({ names, bound }) => names?.includes('*') === true || bound.some((name) => called.has(name)),
  );
  return { imports: asked, called };
}

export const noModules: ProjectModules = new Map();

/** A name that was taken from one module by the next so many times is followed no further. */
const farthest = 8;

/** The module of the project that another means by a name as it stands in an import, leading dots included. */
function moduleOf(importer: LocalModule, written: string, { modules }: ProjectNamesOptions): LocalModule | undefined {
  const level = /^\.*/.exec(written)?.[0].length ?? 0;
  const rest = written.slice(level);
  const base = level === 0 ? '' : baseOf(importer, level)?.name;
  return base === undefined ? undefined : modules.get([base, rest].filter((part) => part !== '').join('.'));
}

function lastOf(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** What a package imports of itself becomes an attribute of it. */
function submodulesOf({ folders }: LocalModule, { list }: ProjectNamesOptions): string[] {
  const names = (folders ?? []).flatMap((folder) => [...list(folder)]);
  return names.filter((name) => /^[^\W\d_]\w*\.py$/u.test(name)).map((name) => name.slice(0, -'.py'.length));
}

function textOf(units: readonly Unit[], { isLocal }: Pick<ProjectNamesOptions, 'isLocal'>): ModuleText {
  const imported = units.filter(({ guard }) => !guard);
  const bound = new Map<string, ImportedName | undefined>();
  for (const { binds, imports, use } of imported) {
    for (const name of binds) bound.set(name, undefined);
    for (const one of imports) if (one.name !== '*') bound.set(one.name, one);
    for (const name of setByFunctions(use)) bound.set(name, undefined);
  }
  bound.delete('__all__');
  return {
    bound,
    stars: imported.flatMap(({ imports }) => imports.filter(({ name }) => name === '*')),
    all: listedIn(imported),
    open: imported.some(({ use }) => use.lookups.some(({ kind }) => kind === 'binds')),
    changers: changersIn(units, isLocal),
  };
}

/** `global x; x = …`. */
function setByFunctions({ effectsLater }: NameUse): string[] {
  return effectsLater.flatMap((effect) => (effect.kind === 'store' && effect.rebinds ? [effect.name] : []));
}

/** `__all__ = ["a"]`, `__all__ += ("b",)`, `__all__.append("c")`; computed where anything else is done with it. */
function listedIn(units: readonly Unit[]): ModuleText['all'] {
  const found: string[] = [];
  let any = false;
  for (const unit of units) {
    if (!mentionsAll(unit)) continue;
    any = true;
    const texts = unit.node.type === 'expression_statement' ? textsAddedBy(unit.node.namedChild(0)) : undefined;
    if (!texts) return 'computed';
    found.push(...texts);
  }
  return any ? [...new Set(found)] : 'none';
}

function mentionsAll({ binds, use }: Unit): boolean {
  const changes = use.effectsNow.some((effect) =>
    effect.kind === 'store' ? effect.name === '__all__' : effect.roots.includes('__all__'),
  );
  return binds.has('__all__') || changes;
}

function textsAddedBy(node: SyntaxNode | null): string[] | undefined {
  switch (node?.type) {
    case 'assignment':
    case 'augmented_assignment':
      return node.childForFieldName('left')?.text === '__all__' ? textsIn(node.childForFieldName('right')) : undefined;
    case 'call': {
      const method = /^__all__\.(append|extend)$/.exec(node.childForFieldName('function')?.text ?? '')?.[1];
      const [only, more] = node.childForFieldName('arguments')?.namedChildren ?? [];
      if (method === undefined || !only || more) return undefined;
      return method === 'extend' ? textsIn(only) : textsOf([only]);
    }
    default:
      return undefined;
  }
}

function textsIn(node: SyntaxNode | null | undefined): string[] | undefined {
  if (node?.type !== 'list' && node?.type !== 'tuple') return undefined;
  return textsOf(node.namedChildren.filter(({ type }) => type !== 'comment'));
}

function textsOf(nodes: readonly SyntaxNode[]): string[] | undefined {
  const texts = nodes.map((node) => (node.type === 'string' ? /^(['"])(\w+)\1$/u.exec(node.text)?.[2] : undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** Functions that set, or may change, what the module holds, themselves or through others of it. */
function changersIn(units: readonly Unit[], isLocal: (top: string) => boolean): Set<string> {
  const names = new ModuleNames(units, isLocal);
  const calls = new Calls(names);
  const changes = ({ use }: Unit): boolean =>
    use.effectsLater.some((effect) => {
      if (effect.kind === 'store') return names.bindersOf(effect.name).length > 0;
      if (effect.method === undefined || methodOnlyReads(effect.method)) return false;
      return effect.roots.some((root) => names.holds(root));
    });
  const found = new Set<string>();
  for (const unit of units) {
    if (unit.kind !== 'definition' || ![...calls.runByCalling(unit)].some(changes)) continue;
    for (const name of unit.binds) found.add(name);
  }
  return found;
}
