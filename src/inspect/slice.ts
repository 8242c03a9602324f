import type { Choices } from '../contract/choices';
import { Calls, type RunsEntry } from './calls';
import type { Statement } from './closure';
import type { ProjectModules } from './importedNames';
import { Effects } from './effects';
import { ModuleNames } from './moduleNames';
import type { Effect } from './nameUse';
import { isQuiet, quietUnits } from './quiet';
import { describeReason, isCertain, type Reader, type Reason } from './reasons';
import { isOncePerProcess } from './settings';
import { isSetting } from './settingStatements';
import { textOfSlice } from './sliceText';
import type { SyntaxSource } from './syntax';
import { doubtsOf, openStars, type Doubt } from './undecidable';
import type { Turns } from './turns';
import { unitsOf, type Unit } from './units';

export interface SliceRequest {
  /** The entry's qualified name; undefined where only spans and names are asked for. */
  readonly entry: string | undefined;
  /** Names in the text of the arguments. */
  readonly names: readonly string[];
  /** Lines of which every statement is asked for, 1-based and inclusive: a cell. */
  readonly spans?: readonly { readonly first: number; readonly last: number }[];
  /** Names that modules which import the entry's take from it, `*` for all. */
  readonly taken?: readonly string[];
  /** Whether a top-level import name leads to the project's own modules. */
  isLocal(name: string): boolean;
  /** What is known of the project's modules that it imports. */
  readonly modules: ProjectModules;
  readonly choices: Choices;
}

export interface Slice {
  /** The file's text with what is left out blanked in place: every line and column stays where it was. */
  readonly text: string;
  /** In the order of the file, those in the body of the main guard one by one. */
  readonly statements: readonly Omit<Statement, 'file'>[];
  /** Where nobody can tell what the entry needs. Asked unless the choices say what to do. */
  readonly doubts: readonly Doubt[];
  /** The lines, 1-based and inclusive, of what stays although the entry does not need it. */
  readonly idle: readonly { readonly first: number; readonly last: number }[];
}

/** Keeps what the entry depends on, and leaves out the rest of the file's top level. Each decision has its reason. */
export async function sliceFile(source: SyntaxSource, request: SliceRequest, turns: Turns): Promise<Slice> {
  const units = await unitsOf(source.root, source.text, request.modules, turns);
  const slicer = new Slicer(units, request);
  const decisions = await slicer.decide(turns);
  const statements = units.map((unit): Omit<Statement, 'file'> => {
    const { kept, reason } = decisions.get(unit) ?? { kept: false, reason: { kind: 'not-needed' } };
    return {
      line: unit.line,
      lastLine: unit.lastLine,
      text: unit.text,
      key: unit.key,
      kept,
      because: describeReason(reason, request.entry),
      certain: isCertain(reason),
      chosen: reason.kind === 'chosen',
      binds: [...unit.binds],
    };
  });
  return {
    text: textOfSlice(source.text, units, (unit) => decisions.get(unit)?.kept ?? false),
    statements,
    doubts: slicer.doubts(),
    idle: units.flatMap((unit) =>
      decisions.get(unit)?.reason.kind === 'no-work' ? [{ first: unit.line, last: unit.lastLine }] : [],
    ),
  };
}

interface Decision {
  readonly kept: boolean;
  readonly reason: Reason;
}

interface Demand {
  readonly name: string;
  /** What is bound at this position or behind it is not meant. */
  readonly before: number;
  readonly reader: Reader;
}

class Slicer {
  readonly #units: readonly Unit[];
  readonly #request: SliceRequest;
  readonly #names: ModuleNames;
  readonly #calls: Calls;
  readonly #effects: Effects;
  readonly #runsEntry: RunsEntry;
  readonly #kept = new Map<Unit, Reason>();
  readonly #leftByChoice: ReadonlySet<Unit>;
  /** For each attribute of a name, as `creator.Individual`, what reads it first. */
  readonly #attributeReaders = new Map<string, Reader>();
  readonly #quiet = new Map<Unit, boolean>();
  /** For each needed name who needs it first. */
  readonly #readers = new Map<string, Reader>();
  /** The positions before which each is needed. */
  readonly #demanded = new Map<string, Set<number>>();
  readonly #open: Demand[] = [];

  constructor(units: readonly Unit[], request: SliceRequest) {
    this.#units = units;
    this.#request = request;
    this.#names = new ModuleNames(units, (top) => request.isLocal(top));
    this.#calls = new Calls(this.#names);
    this.#effects = new Effects(units, this.#names, this.#calls);
    this.#runsEntry = this.#calls.runnersOf(request.entry, units);
    const { statements } = request.choices;
    this.#leftByChoice = new Set(units.filter(({ key }) => statements[key] === 'leave'));
  }

  async decide(turns: Turns): Promise<ReadonlyMap<Unit, Decision>> {
    this.#keepRoots();
    for (let before = -1; before !== this.#kept.size;) {
      before = this.#kept.size;
      this.#follow();
      await turns.yieldIfDue();
      this.#keepEffects();
      await turns.yieldIfDue();
      this.#keepImportsForEffect();
    }
    await turns.yieldIfDue();
    for (const unit of this.#quietUnits()) {
      this.#kept.set(unit, { kind: 'no-work' });
    }
    const decisions = new Map<Unit, Decision>();
    for (const unit of this.#units) {
      const reason = this.#kept.get(unit);
      decisions.set(unit, reason ? { kept: true, reason } : { kept: false, reason: this.#whyNot(unit) });
    }
    return decisions;
  }

  #quietUnits(): Set<Unit> {
    const isOpen = (unit: Unit): boolean => !unit.guard && !this.#kept.has(unit) && !this.#leftByChoice.has(unit);
    const candidates = this.#units.filter((unit) => isOpen(unit) && this.#isQuiet(unit));
    const changed = (left: Iterable<Unit>): Set<string> => this.#effects.changedByAny(left);
    return quietUnits({ units: this.#units, candidates, kept: this.#kept, names: this.#names, changed });
  }

  doubts(): Doubt[] {
    const request = this.#request;
    const asks = request.choices.undecidable === undefined;
    return [
      ...doubtsOf(this.#units, this.#kept, this.#readers, this.#names).map((doubt) => ({ ...doubt, asks })),
      ...openStars(this.#units, (top) => request.isLocal(top)).map((doubt) => ({ ...doubt, asks: false })),
    ];
  }

  #keepRoots(): void {
    const { entry, names, spans = [], taken = [], choices } = this.#request;
    for (const unit of this.#units) {
      const { key } = unit;
      if (choices.statements[key] === 'keep') this.#keep(unit, { kind: 'chosen' });
      else if (choices.undecidable === 'whole' && !unit.guard) this.#keep(unit, { kind: 'whole' });
      if (spans.some(({ first, last }) => unit.line >= first && unit.lastLine <= last))
        this.#keep(unit, { kind: 'asked-for' });
      if (isSetting(unit, this.#names, this.#calls) && !this.#isOnce(unit)) this.#keep(unit, { kind: 'setting' });
      for (const { name, module } of unit.imports) if (name === '*') this.#keep(unit, { kind: 'star', module });
    }
    const top = entry?.split('.', 1)[0];
    if (top !== undefined) {
      for (const unit of this.#names.bindersOf(top)) {
        if (unit.kind === 'definition') this.#keep(unit, { kind: 'entry' });
      }
      this.#need({ name: top, before: Infinity, reader: { kind: 'request' } });
    }
    for (const name of names) this.#need({ name, before: Infinity, reader: { kind: 'arguments' } });
    const all = taken.includes('*') ? this.#units.flatMap(({ guard, binds }) => (guard ? [] : [...binds])) : taken;
    for (const name of all) this.#need({ name, before: Infinity, reader: { kind: 'importers' } });
  }

  #keep(unit: Unit, reason: Reason): void {
    if (this.#kept.has(unit) || this.#leftByChoice.has(unit)) return;
    this.#kept.set(unit, reason);
    const reader: Reader = { kind: 'unit', unit };
    for (const name of unit.use.now) this.#need({ name, before: unit.index, reader });
    for (const name of unit.use.later) this.#need({ name, before: Infinity, reader });
    for (const one of unit.use.attributes) {
      if (!this.#attributeReaders.has(one)) this.#attributeReaders.set(one, reader);
    }
  }

  #need(demand: Demand): void {
    const { name, before, reader } = demand;
    if (!this.#readers.has(name)) {
      this.#readers.set(name, reader);
      this.#effects.need(name);
    }
    let known = this.#demanded.get(name);
    if (!known) this.#demanded.set(name, (known = new Set<number>()));
    if (known.has(before) || known.has(Infinity)) return;
    known.add(before);
    this.#open.push(demand);
  }

  /** Keeps what binds the needed names. */
  #follow(): void {
    for (let demand = this.#open.shift(); demand; demand = this.#open.shift()) {
      const { name, before, reader } = demand;
      const binders = this.#names.bindersOf(name);
      for (let at = binders.length - 1; at >= 0; at -= 1) {
        const unit = binders[at];
        if (!unit || unit.index >= before) continue;
        this.#keep(unit, { kind: 'binds', name, reader });
        // What is read where it stands is what was bound last before it; a function may be called at any time.
        if (before !== Infinity && unit.surely.has(name) && this.#kept.has(unit)) break;
      }
    }
  }

  #keepEffects(): void {
    // Of the file's own: who gives something to `print` registers nothing, though the entry prints as well.
    const isNeeded = (name: string): boolean =>
      this.#readers.has(name) && this.#names.bindersOf(name).length > 0 && !this.#isEntry(name);
    for (const unit of this.#units) {
      if (this.#kept.has(unit) || this.#leftByChoice.has(unit) || unit.kind === 'import') continue;
      // The calls that reach the entry are what the job does; what a statement does besides with them is not.
      let { effects } = unit;
      if (effects.some((effect) => this.#runsEntry(effect, isNeeded)))
        effects = effects.filter((effect) => !this.#runsEntry(effect, isNeeded));
      const reason = this.#effectOn(unit, effects);
      if (reason) this.#keep(unit, reason);
    }
    this.#follow();
  }

  #effectOn(unit: Unit, effects: readonly Effect[]): Reason | undefined {
    for (const through of this.#calls.runBy(effects)) {
      for (const effect of through.use.effectsLater) {
        const reader = effect.kind === 'store' && effect.rebinds ? this.#readers.get(effect.name) : undefined;
        if (reader && effect.kind === 'store')
          return { kind: 'stores', name: effect.name, reader, through: nameOf(through) ?? '' };
      }
    }
    const change = this.#effects.changeBy(unit, effects);
    const reader = change && this.#readers.get(change.needed);
    if (change && reader) {
      const { name, needed, through } = change;
      return { kind: 'changes', name, needed, reader, through: nameOf(through) };
    }
    return this.#makes(effects) ?? this.#mayBind(unit);
  }

  /** A library may make attributes by names that it is given. */
  #makes(effects: readonly Effect[]): Reason | undefined {
    for (const effect of effects) {
      if (effect.kind !== 'call' || effect.method === undefined) continue;
      for (const root of effect.roots) {
        for (const text of effect.texts) {
          const attribute = `${root}.${text}`;
          const reader = this.#attributeReaders.get(attribute);
          if (reader) return { kind: 'makes', attribute, reader };
        }
      }
    }
    return undefined;
  }

  #isQuiet(unit: Unit): boolean {
    let quiet = this.#quiet.get(unit);
    if (quiet === undefined) this.#quiet.set(unit, (quiet = isQuiet(unit.node, this.#names, unit.use)));
    return quiet;
  }

  /** `exec(…)` and `globals().update(…)` are taken to bring the needed names that nothing else binds. */
  #mayBind(unit: Unit): Reason | undefined {
    const lookup = unit.use.lookups.find(({ kind, later }) => kind === 'binds' && !later);
    if (!lookup) return undefined;
    for (const [name, reader] of this.#readers) {
      if (this.#names.isUnbound(name)) return { kind: 'may-bind', name, what: lookup.what, reader };
    }
    return undefined;
  }

  /** Imports that nothing in the file uses are there for what importing them does. */
  #keepImportsForEffect(): void {
    for (const unit of this.#units) {
      if (unit.imports.length === 0 || unit.guard || this.#kept.has(unit)) continue;
      if (unit.kind !== 'import' && !this.#isQuiet(unit)) continue;
      if (![...unit.binds].some((name) => this.#names.isReadBeside(name, unit)))
        this.#keep(unit, { kind: 'imported-for-effect' });
    }
    this.#follow();
  }

  #whyNot(unit: Unit): Reason {
    if (this.#leftByChoice.has(unit)) return { kind: 'chosen' };
    if (this.#isOnce(unit)) return { kind: 'once-per-process' };
    if (unit.effects.some((effect) => this.#runsEntry(effect, () => false))) return { kind: 'runs-entry' };
    if (unit.kind === 'import') {
      const names = [...unit.binds].filter((name) => this.#names.isReadBeside(name, unit));
      if (names.length > 0) return { kind: 'imported-for-left-out', names };
    }
    return { kind: 'not-needed' };
  }

  /** Under the guard, what a process may do but once is not done by the processes that a job starts. */
  #isOnce(unit: Unit): boolean {
    if (!unit.guard) return false;
    return unit.use.effectsNow.some(
      (effect) =>
        effect.kind === 'call' &&
        isOncePerProcess(this.#names.canonical(effect.callee)) &&
        !/\bforce\s*=\s*True\b/.test(unit.node.text),
    );
  }

  #isEntry(name: string): boolean {
    return name === this.#request.entry?.split('.', 1)[0];
  }
}

function nameOf(unit: Unit | undefined): string | undefined {
  return unit && [...unit.binds][0];
}
