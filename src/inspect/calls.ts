import type { ModuleNames } from './moduleNames';
import type { Effect } from './nameUse';
import { isDeclaration, isProcessSetting } from './settings';
import { onlyReads } from './readers';
import type { Unit } from './units';

type Call = Extract<Effect, { kind: 'call' }>;

/** What calls at the top level set going: the functions of the file, and through them the entry itself. */
export class Calls {
  readonly #names: ModuleNames;
  readonly #reachable = new WeakMap<readonly Effect[], ReadonlySet<Unit>>();
  readonly #called = new Map<Unit, ReadonlySet<Unit>>();

  constructor(names: ModuleNames) {
    this.#names = names;
  }

  /** The functions and classes of the file that effects run, directly or through others. */
  runBy(effects: readonly Effect[]): ReadonlySet<Unit> {
    let known = this.#reachable.get(effects);
    if (!known) this.#reachable.set(effects, (known = this.#runFrom(effects)));
    return known;
  }

  /** A function or class of the file, and those that calling it runs. */
  runByCalling(definition: Unit): ReadonlySet<Unit> {
    let known = this.#called.get(definition);
    if (!known) {
      known = new Set([definition, ...this.#runFrom(definition.use.effectsLater)]);
      this.#called.set(definition, known);
    }
    return known;
  }

  #runFrom(effects: readonly Effect[]): ReadonlySet<Unit> {
    const found = new Set<Unit>();
    const open = this.#calledIn(effects);
    for (let one = open.pop(); one; one = open.pop()) {
      if (found.has(one)) continue;
      found.add(one);
      open.push(...this.#calledIn(one.use.effectsLater));
    }
    return found;
  }

  /** These effects, and those of the functions that they run. */
  *allOf(effects: readonly Effect[]): Generator<{ readonly effect: Effect; readonly through: Unit | undefined }> {
    for (const effect of effects) yield { effect, through: undefined };
    for (const one of this.runBy(effects)) for (const effect of one.use.effectsLater) yield { effect, through: one };
  }

  #calledIn(effects: readonly Effect[]): Unit[] {
    const found: Unit[] = [];
    for (const effect of effects) {
      if (effect.kind !== 'call') continue;
      for (const root of effect.roots) {
        if (effect.callee === root || effect.decorates) found.push(...this.#names.definitionsOf(root));
      }
      if (effect.method !== undefined && !effect.roots.some((root) => this.#names.libraryOf(root) !== undefined)) {
        found.push(...this.#names.classesWith(effect.method));
      }
      // What is given to a call may be called by it.
      for (const name of effect.passed) found.push(...this.#names.definitionsOf(name));
    }
    return found;
  }

  /** The definitions that run the entry when they are called, by their names. */
  runnersOf(entry: string | undefined, units: readonly Unit[]): RunsEntry {
    const parts = entry?.split('.') ?? [];
    const [top = ''] = parts;
    const method = parts.length === 2 ? parts[1] : undefined;
    const names = new Set(method === undefined && entry !== undefined ? [top] : []);
    const runs = (effect: Effect, isNeeded: (name: string) => boolean): boolean =>
      effect.kind === 'call' && !effect.decorates && this.#runs(effect, names, method, top, isNeeded);
    for (let before = -1; before !== names.size;) {
      before = names.size;
      for (const unit of units) {
        if (unit.kind !== 'definition' || unit.binds.has(top)) continue;
        if (unit.use.effectsLater.some((effect) => runs(effect, () => false)))
          for (const name of unit.binds) names.add(name);
      }
    }
    return runs;
  }

  #runs(
    effect: Call,
    names: ReadonlySet<string>,
    method: string | undefined,
    top: string,
    isNeeded: (name: string) => boolean,
  ): boolean {
    const needed = effect.roots.some(isNeeded);
    for (const root of effect.roots) {
      if (names.has(root) && effect.callee === root) return true;
      if (method !== undefined && effect.method === method && (root === top || !needed)) return true;
      // `Runner().start()`, where some method of that class calls the entry.
      if (names.has(root) && root !== top && effect.method !== undefined) return true;
    }
    if (effect.method !== undefined && !needed) {
      if (this.#names.classesWith(effect.method).some((unit) => [...unit.binds].some((name) => names.has(name))))
        return true;
    }
    // Given to a pool, a process or a timer; a registration with something that the entry reads is none.
    return !needed && effect.passed.some((name) => names.has(name));
  }

  /** Whether a call runs a function that does nothing but set up the process: `seed_everything(3)`. */
  setsUpProcess(effect: Effect): boolean {
    if (effect.kind !== 'call' || effect.roots[0] !== effect.callee) return false;
    const [definition] = this.#names.definitionsOf(effect.callee);
    if (!definition) return false;
    const calls = definition.use.effectsLater.filter((one) => one.kind === 'call');
    const isSetting = (call: Call): boolean => isProcessSetting(this.#names.canonical(call.callee));
    return (
      definition.use.effectsLater.some((one) =>
        one.kind === 'call' ? isSetting(one) : isProcessSetting(this.#names.canonical(one.name)),
      ) &&
      calls.every((call) => {
        const canonical = this.#names.canonical(call.callee);
        return isSetting(call) || onlyReads(canonical) || isDeclaration(canonical) || this.#isQuestion(call);
      })
    );
  }

  /** `torch.cuda.is_available()`. */
  #isQuestion(call: Call): boolean {
    return /^(?:is|has|get)_/.test(call.method ?? '') && call.roots.every((root) => !this.#names.holds(root));
  }
}

/** Whether a call runs the entry; what is called on, or given to, a needed name may be no run of it. */
export type RunsEntry = (effect: Effect, isNeeded: (name: string) => boolean) => boolean;
