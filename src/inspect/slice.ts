import type { Node } from 'web-tree-sitter';
import type { Choices } from '../contract/choices';
import type { Statement } from './closure';
import { rootName, type Effect } from './scopes';
import { onlyReads } from './settings';
import type { ParsedSource } from './syntax';
import { unitsOf, type Unit } from './units';

export interface SliceRequest {
  /** The top-level name through which the entry is reached: `f`, or the class of `Class.method`. */
  readonly entry: string;
  /** Names in the text of the arguments. */
  readonly names: readonly string[];
  /** Whether a top-level import name leads to the project's own modules. */
  isLocal(name: string): boolean;
  readonly choices: Choices;
}

export interface Slice {
  /** The file's text with what is left out blanked in place: every line and column stays where it was. */
  readonly text: string;
  /** In the order of the file. */
  readonly statements: readonly Omit<Statement, 'file'>[];
}

/**
 * Leaves out the top-level work that the entry does not depend on. Imports, definitions and constants stay. Of the
 * rest stays what binds, or may change, a name that something kept needs, and what sets up the process.
 */
export function sliceFile(source: ParsedSource, request: SliceRequest): Slice {
  const units = unitsOf(source.root);
  const dropped = new Slicer(units, request).dropped();
  const removable = withoutMixedLines(units, dropped, source.text);
  let text = '';
  let at = 0;
  const statements: Omit<Statement, 'file'>[] = [];
  for (const unit of units) {
    const { node } = unit;
    const kept = !removable.has(unit);
    if (!kept) {
      text += source.text.slice(at, node.startIndex) + blanked(source.text, node);
      at = node.endIndex;
    }
    const first = source.text.slice(node.startIndex, node.endIndex).split(/\r|\n/, 1)[0]?.trimEnd() ?? '';
    statements.push({
      line: node.startPosition.row + 1,
      lastLine: node.endPosition.row + 1,
      text: first,
      key: first,
      kept,
      because: kept ? 'the entry may need it' : 'the entry does not need it',
      certain: true,
      chosen: false,
      binds: [...unit.binds],
    });
  }
  return { text: text + source.text.slice(at), statements };
}

class Slicer {
  readonly #units: readonly Unit[];
  readonly #request: SliceRequest;
  readonly #live = new Set<Unit>();
  readonly #liveNames = new Set<string>();
  readonly #imported = new Map<string, boolean>();
  readonly #definitions = new Map<string, Unit[]>();
  /** Names that hold something a call could change: not functions, modules or plain constants. */
  readonly #mutable = new Set<string>();
  readonly #reachesEntry: ReadonlySet<string>;
  readonly #open: string[] = [];

  constructor(units: readonly Unit[], request: SliceRequest) {
    this.#units = units;
    this.#request = request;
    for (const unit of units) {
      for (const name of unit.binds) {
        if (unit.kind === 'definition') this.#definitions.set(name, [...(this.#definitions.get(name) ?? []), unit]);
        else if (unit.kind === 'plain') this.#imported.set(name, isObjectImport(unit.node, request));
        else if (!isConstant(unit.node)) this.#mutable.add(name);
        if (unit.kind === 'plain' && this.#imported.get(name)) this.#mutable.add(name);
      }
    }
    this.#reachesEntry = this.#callersOf(request.entry);
  }

  dropped(): Set<Unit> {
    for (const name of [this.#request.entry, ...this.#request.names]) this.#need(name);
    for (const unit of this.#units) {
      // What stays is executed at import, so what it reads then has to be there.
      if (unit.kind === 'setting') this.#makeLive(unit);
      else if (unit.kind === 'definition' || unit.kind === 'choice') for (const name of unit.use.now) this.#need(name);
    }
    this.#settle();
    const dropped = new Set<Unit>();
    for (const unit of this.#units) {
      if (this.#live.has(unit)) continue;
      if (unit.kind === 'work' || (unit.kind === 'assignment' && unit.calls)) dropped.add(unit);
    }
    this.#dropWhatLacksNames(dropped);
    return dropped;
  }

  /** Until nothing more is needed: names bring what binds them, and what may change them. */
  #settle(): void {
    for (let before = -1; before !== this.#live.size + this.#liveNames.size;) {
      before = this.#live.size + this.#liveNames.size;
      for (let name = this.#open.pop(); name !== undefined; name = this.#open.pop()) {
        for (const unit of this.#units) if (unit.binds.has(name)) this.#makeLive(unit);
      }
      for (const unit of this.#units) {
        if (this.#live.has(unit) || unit.kind === 'guard' || unit.kind === 'plain') continue;
        if (unit.kind === 'definition' ? this.#registers(unit) : this.#matters(unit)) this.#makeLive(unit);
      }
      if (this.#isDynamic()) for (const unit of this.#units) for (const name of unit.binds) this.#need(name);
    }
  }

  #need(name: string): void {
    if (this.#liveNames.has(name)) return;
    this.#liveNames.add(name);
    this.#open.push(name);
  }

  #makeLive(unit: Unit): void {
    if (this.#live.has(unit)) return;
    this.#live.add(unit);
    for (const name of unit.use.now) this.#need(name);
    for (const name of unit.use.later) this.#need(name);
    for (const name of unit.binds) this.#need(name);
  }

  /** Whether a statement may change something that is needed. */
  #matters(unit: Unit): boolean {
    const effects = unit.use.effectsNow;
    if (effects.some((effect) => effect.kind === 'call' && this.#reachesEntry.has(effect.root))) return false;
    for (const effect of effects) {
      if (this.#touches(effect)) return true;
      // Something bound here that may be a part of something needed: `for layer in net: layer.reset()`.
      const name = effect.kind === 'store' ? effect.name : effect.root;
      if (unit.binds.has(name) && this.#readsMutable(unit)) return true;
    }
    return this.#aliases(unit);
  }

  #touches(effect: Effect): boolean {
    if (effect.kind === 'store') return this.#liveNames.has(effect.name);
    if (
      this.#definitions.has(effect.root) &&
      this.#calledEffects(effect.root).some((inner) => this.#touchesGlobals(inner))
    )
      return true;
    const method = effect.callee !== effect.root;
    if (method && this.#liveNames.has(effect.root) && this.#holdsState(effect.root)) return true;
    if (onlyReads(effect.callee)) return false;
    return effect.passed.some((name) => this.#liveNames.has(name) && this.#mutable.has(name));
  }

  #touchesGlobals(effect: Effect): boolean {
    if (effect.kind === 'store') return this.#liveNames.has(effect.name);
    if (effect.callee === effect.root) return false;
    return this.#liveNames.has(effect.root) && this.#holdsState(effect.root);
  }

  /** Modules of libraries and functions have no state that a method call is after; what they are called on has. */
  #holdsState(name: string): boolean {
    return this.#imported.get(name) ?? true;
  }

  #readsMutable(unit: Unit): boolean {
    for (const name of unit.use.now) {
      if (!unit.binds.has(name) && this.#liveNames.has(name) && this.#mutable.has(name)) return true;
    }
    return false;
  }

  /** `b = a`, `b = a.x`, `b = a[0]`: what is done to `b` is done to `a`. */
  #aliases(unit: Unit): boolean {
    const assignment = unit.kind === 'assignment' ? unit.node.namedChild(0) : null;
    const name = rootName(assignment?.childForFieldName('right'));
    return name !== undefined && this.#liveNames.has(name) && this.#mutable.has(name);
  }

  /** A definition that something needed knows of: decorated by it, or a subclass of it. */
  #registers(unit: Unit): boolean {
    const definition =
      unit.node.type === 'decorated_definition' ? unit.node.childForFieldName('definition') : unit.node;
    const above = unit.node === definition ? [] : unit.node.namedChildren.filter((child) => child.type === 'decorator');
    const bases = definition?.childForFieldName('superclasses')?.namedChildren ?? [];
    const knows = (node: Node | null): boolean => {
      const name = rootName(node?.type === 'call' ? node.childForFieldName('function') : node);
      return name !== undefined && this.#liveNames.has(name) && this.#holdsState(name) && this.#isBoundHere(name);
    };
    return above.some((decorator) => knows(decorator.namedChild(0))) || bases.some((base) => knows(base));
  }

  #isBoundHere(name: string): boolean {
    return this.#units.some((unit) => unit.binds.has(name));
  }

  /** The effects of calling a function of this file, through the functions of this file that it calls. */
  #calledEffects(name: string, seen = new Set<string>()): Effect[] {
    if (seen.has(name)) return [];
    seen.add(name);
    const own = (this.#definitions.get(name) ?? []).flatMap((unit) => unit.use.effectsLater);
    return own.flatMap((effect) => [effect, ...(effect.kind === 'call' ? this.#calledEffects(effect.root, seen) : [])]);
  }

  /** The functions of this file that call the entry, directly or not. Calling them at the top level is running it. */
  #callersOf(entry: string): Set<string> {
    const found = new Set([entry]);
    for (let before = 0; before !== found.size;) {
      before = found.size;
      for (const [name, units] of this.#definitions) {
        const calls = units.some((unit) =>
          unit.use.effectsLater.some((effect) => effect.kind === 'call' && found.has(effect.root)),
        );
        if (calls) found.add(name);
      }
    }
    return found;
  }

  /** Code that finds names by their text may need any of them. */
  #isDynamic(): boolean {
    return ['globals', 'vars', 'eval', 'exec', 'locals'].some(
      (name) => this.#liveNames.has(name) && !this.#isBoundHere(name),
    );
  }

  /** Constants made of what is left out cannot stay, nor half of the statements that make up a name's value. */
  #dropWhatLacksNames(dropped: Set<Unit>): void {
    for (let before = -1; before !== dropped.size;) {
      before = dropped.size;
      const lost = new Set<string>();
      for (const unit of dropped) for (const name of unit.binds) lost.add(name);
      for (const unit of this.#units) {
        if (this.#live.has(unit) || unit.kind !== 'assignment') continue;
        if ([...unit.use.now, ...unit.binds].some((name) => lost.has(name) && !this.#liveNames.has(name)))
          dropped.add(unit);
      }
    }
  }
}

/** An object of the project taken from a module may be changed here; modules and what libraries bring are not. */
function isObjectImport(node: Node, request: SliceRequest): boolean {
  if (node.type !== 'import_from_statement') return false;
  const module = node.childForFieldName('module_name')?.text ?? '';
  return module.startsWith('.') || request.isLocal(module.split('.', 1)[0] ?? '');
}

const immutable = new Set([
  'integer',
  'float',
  'string',
  'true',
  'false',
  'none',
  'unary_operator',
  'ellipsis',
  'concatenated_string',
]);

function isConstant(node: Node): boolean {
  const assignment = node.type === 'expression_statement' ? node.namedChild(0) : null;
  const value = assignment?.type === 'assignment' ? assignment.childForFieldName('right') : null;
  return immutable.has(value?.type ?? '');
}

/** A statement that shares lines with another and spans several cannot be blanked alone: it stays. */
function withoutMixedLines(units: readonly Unit[], dropped: ReadonlySet<Unit>, text: string): Set<Unit> {
  return new Set(
    units.filter((unit) => {
      if (!dropped.has(unit)) return false;
      const { node } = unit;
      return !sharesLine(text, node) || node.startPosition.row === node.endPosition.row;
    }),
  );
}

function sharesLine(text: string, node: Node): boolean {
  return (
    /;[ \t]*$/.test(lineBefore(text, node.startIndex)) ||
    /^[ \t]*;/.test(text.slice(node.endIndex, node.endIndex + 200))
  );
}

function lineBefore(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1;
  return text.slice(start, offset);
}

/** Spaces for all but line breaks; where other statements share the line, a constant holds the place. */
function blanked(text: string, node: Node): string {
  const spaces = text.slice(node.startIndex, node.endIndex).replace(/[^\r\n]/g, ' ');
  return sharesLine(text, node) ? `0${spaces.slice(1)}` : spaces;
}
