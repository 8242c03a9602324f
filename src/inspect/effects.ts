import { rootNode } from './boundNames';
import type { Calls } from './calls';
import { definitionNode, type ModuleNames } from './moduleNames';
import type { Effect } from './nameUse';
import { methodOnlyReads, onlyReads } from './readers';
import type { Unit } from './units';

/** A change that a statement may make to something needed. */
export interface Change {
  /** The name through which it is changed. */
  readonly name: string;
  /** The needed name that it is, shares an object with, or is part of. */
  readonly needed: string;
  /** The function of the file that makes the change. */
  readonly through: Unit | undefined;
}

const listing = '.__subclasses__';
/** A class that is told of each subclass, or asks for them. */
const tellsOfSubclasses = /\b__init_subclass__\b|\bmetaclass\s*=(?!\s*(?:abc\.)?ABCMeta\b)|\b__subclasses__\b/;

/**
 * A guess at which statements change what is needed. Names are taken to share objects where one flows into the other
 * by an assignment, a call or a loop; methods and functions to change what they are called on and given, unless the
 * published list of readers has them.
 */
export class Effects {
  readonly #names: ModuleNames;
  readonly #calls: Calls;
  readonly #edges = new Map<string, Set<string>>();
  readonly #reach = new Map<string, ReadonlySet<string>>();
  readonly #needed = new Set<string>();
  /** Objects within reach of the needed names, each with one of those. */
  readonly #atStake = new Map<string, string>();
  readonly #librariesAtStake = new Map<string, string>();
  /** Classes whose subclasses some code of the file asks for. */
  readonly #listed = new Set<string>();

  constructor(units: readonly Unit[], names: ModuleNames, calls: Calls) {
    this.#names = names;
    this.#calls = calls;
    for (const unit of units) {
      this.#addEdges(unit);
      for (const one of unit.use.attributes) if (one.endsWith(listing)) this.#listed.add(one.slice(0, -listing.length));
    }
  }

  need(name: string): void {
    this.#needed.add(name);
    const library = this.#names.libraryOf(name);
    if (library !== undefined && !this.#librariesAtStake.has(library)) this.#librariesAtStake.set(library, name);
    for (const one of this.#reachOf(name)) if (!this.#atStake.has(one)) this.#atStake.set(one, name);
  }

  /** What of the needed a statement may change by these effects of it, if anything. */
  changeBy(unit: Unit, effects: readonly Effect[]): Change | undefined {
    return this.#changeOf(effects, unit) ?? this.#registration(unit);
  }

  #changeOf(effects: readonly Effect[], unit?: Unit): Change | undefined {
    for (const { effect, through } of this.#calls.allOf(effects)) {
      const behind = this.#setsUp(unit, effect);
      if (behind) return { ...behind, through };
      for (const name of this.#changedBy(effect)) {
        if (unit && this.#onlyAsks(unit, name, effect)) continue;
        const needed = this.#touched(name, effect);
        if (needed !== undefined) return { name, needed, through };
      }
    }
    return undefined;
  }

  /** Every name whose object these statements may change. */
  changedByAny(units: Iterable<Unit>): Set<string> {
    const found = new Set<string>();
    for (const unit of units) {
      for (const { effect } of this.#calls.allOf(unit.effects)) {
        for (const name of this.#changedBy(effect)) {
          found.add(name);
          for (const one of this.#reachOf(name)) found.add(one);
        }
      }
    }
    return found;
  }

  /** `set_up()` of a module of the project, called for nothing but its effect, where something of it is needed. */
  #setsUp(unit: Unit | undefined, effect: Effect): Pick<Change, 'name' | 'needed'> | undefined {
    if (effect.kind !== 'call' || effect.method !== undefined || unit?.kind !== 'other') return undefined;
    for (const needed of this.#needed) {
      if (needed !== effect.callee && this.#names.mayChange(effect.callee, needed))
        return { name: effect.callee, needed };
    }
    return undefined;
  }

  /**
   * Under the guard, whose body an import of the file would not run, a function of one of the project's modules that
   * is called for its value (`n = lab.count(x)`) is taken to leave its module as it is; one that is called for
   * nothing else (`lab.set_up()`) is not.
   */
  #onlyAsks(unit: Unit, name: string, effect: Effect): boolean {
    if (!unit.guard || effect.kind !== 'call' || effect.method === undefined) return false;
    return unit.kind === 'assignment' && effect.roots.includes(name) && this.#names.isModule(name);
  }

  *#changedBy(effect: Effect): Generator<string> {
    if (effect.kind === 'store') {
      yield effect.name;
      return;
    }
    const canonical = this.#names.canonical(effect.callee);
    if (!effect.writes && onlyReads(canonical)) return;
    if (effect.method !== undefined) {
      if (!effect.writes && methodOnlyReads(effect.method)) return;
      yield* effect.roots;
    } else if (effect.decorates) yield* effect.roots;
    else yield* effect.roots.filter((root) => root !== effect.callee);
    yield* effect.passed;
  }

  #touched(name: string, effect: Effect): string | undefined {
    if (this.#needed.has(name)) {
      if (effect.kind === 'store' || this.#names.holds(name)) return name;
      // `f.register(…)`, `Shape.register(Square)`.
      if (effect.method !== undefined && effect.roots.includes(name) && this.#names.definitionsOf(name).length > 0)
        return name;
    }
    if (effect.kind === 'store') {
      const library = this.#names.libraryOf(name);
      if (library !== undefined) return this.#librariesAtStake.get(library);
    }
    if (!this.#names.holds(name)) return undefined;
    for (const one of this.#reachOf(name)) {
      const needed = this.#atStake.get(one);
      if (needed !== undefined) return needed;
    }
    return undefined;
  }

  /** A subclass that a needed class of this project takes note of, or that a class tells something needed of. */
  #registration(unit: Unit): Change | undefined {
    for (const { name, makes } of this.#classesAbove(unit)) {
      const definitions = this.#names.definitionsOf(name);
      const hooks = definitions.filter(({ node }) => makes || tellsOfSubclasses.test(node.text));
      const notes = hooks.length > 0 || this.#listed.has(name) || this.#names.isLocalImport(name);
      if (notes && this.#needed.has(name)) return { name, needed: name, through: undefined };
      for (const hook of hooks) {
        const change = this.#changeOf(hook.use.effectsLater);
        if (change) return { ...change, through: hook };
      }
    }
    return undefined;
  }

  /** The bases of a class of the file, their own bases and so on; `makes` where it is a metaclass of one. */
  #classesAbove(unit: Unit): { readonly name: string; readonly makes: boolean }[] {
    const found = new Map<string, boolean>();
    const visit = (one: Unit, made: boolean): void => {
      const definition = one.kind === 'definition' ? definitionNode(one.node) : undefined;
      for (const base of definition?.childForFieldName('superclasses')?.namedChildren ?? []) {
        const isKeyword = base.type === 'keyword_argument';
        const name = rootNode(isKeyword ? base.childForFieldName('value') : base)?.text ?? '';
        const makes = made || (isKeyword && base.childForFieldName('name')?.text === 'metaclass');
        if (found.has(name) && (found.get(name) === true || !makes)) continue;
        found.set(name, makes);
        for (const above of this.#names.definitionsOf(name)) visit(above, makes);
      }
    };
    visit(unit, false);
    return [...found].map(([name, makes]) => ({ name, makes }));
  }

  #addEdges(unit: Unit): void {
    for (const [name, sources] of unit.sources) {
      for (const source of sources) {
        this.#edge(name, source);
        for (const definition of this.#names.definitionsOf(source)) this.#edgesToReads(name, definition);
      }
    }
    const reads = [...unit.use.now, ...(unit.kind === 'definition' ? [] : unit.use.later)];
    for (const { effect, through } of this.#calls.allOf(unit.effects)) {
      if (effect.kind === 'store') {
        for (const read of [...reads, ...(through?.use.later ?? [])]) this.#edge(effect.name, read);
      }
      if (effect.kind === 'call') {
        const held = [...effect.roots.filter((root) => root !== effect.callee), ...effect.passed];
        if (onlyReads(this.#names.canonical(effect.callee))) continue;
        for (const one of held) for (const other of held) this.#edge(one, other);
      }
    }
  }

  /** What a function gives back may be anything that it, or one that it calls, reads of the module. */
  #edgesToReads(name: string, definition: Unit): void {
    for (const one of this.#calls.runByCalling(definition)) for (const read of one.use.later) this.#edge(name, read);
  }

  #edge(from: string, to: string): void {
    // What a library is called with is not kept by the library, as far as anybody can tell.
    if (from === to || !this.#names.holds(to) || this.#names.libraryOf(from) !== undefined) return;
    const found = this.#edges.get(from);
    if (found) found.add(to);
    else this.#edges.set(from, new Set([to]));
  }

  #reachOf(name: string): ReadonlySet<string> {
    const known = this.#reach.get(name);
    if (known) return known;
    const found = new Set<string>(this.#names.holds(name) ? [name] : []);
    const open = [name];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      for (const next of this.#edges.get(one) ?? []) {
        if (found.has(next)) continue;
        found.add(next);
        open.push(next);
      }
    }
    this.#reach.set(name, found);
    return found;
  }
}
