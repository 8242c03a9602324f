import type { FunctionScope } from './dataScan';
import type { OutsideNames } from './dataImports';
import type { PathValue } from './pathValues';

/** A name that is bound so often tells nothing any more. */
const mostValues = 8;

class Names {
  readonly values = new Map<string, PathValue[]>();
  readonly used = new Set<string>();
}

/**
 * What the names of a module hold, by the functions that bind them. A name that a function assigns is its own; what a
 * function is given may be whatever any other calls by that name, since callers and parameters mostly agree on names.
 */
export class DataScopes {
  readonly #module = new Names();
  readonly #functions = new Map<FunctionScope, Names>();
  readonly #outside: OutsideNames;
  /** Names that some function declares `global` or `nonlocal`. */
  readonly #shared: ReadonlySet<string>;

  constructor(outside: OutsideNames, shared: ReadonlySet<string>) {
    this.#outside = outside;
    this.#shared = shared;
  }

  /** What other modules can import; attributes among them, whatever function sets them. */
  get ofModule(): ReadonlyMap<string, readonly PathValue[]> {
    return this.#module.values;
  }

  /** Every name that is bound anywhere. */
  get bound(): Set<string> {
    return new Set([...this.#all()].flatMap(({ values }) => [...values.keys()]));
  }

  bind(name: string, more: readonly PathValue[], scope: FunctionScope | undefined): void {
    const { values } = this.#ownerOf(name, scope);
    values.set(name, joined([...(values.get(name) ?? []), ...more]));
  }

  /** What a name may hold where it is read; from then on it counts as used. */
  look(name: string, scope: FunctionScope | undefined): readonly PathValue[] | undefined {
    const own = this.#isShared(name) ? undefined : this.#own(name, scope);
    if (own) {
      own.used.add(name);
      return own.values.get(name);
    }
    let found: PathValue[] = [];
    for (const { values, used } of this.#all()) {
      const some = values.get(name);
      // What does not go in any more is told as it stands where it is bound.
      if (!some || found.length === mostValues) continue;
      used.add(name);
      found = joined([...found, ...some]);
    }
    return found.length > 0 ? found : this.#outside.get(name);
  }

  /** The function that binds it, or the module; undefined where it is given, or bound by other than an assignment. */
  #own(name: string, scope: FunctionScope | undefined): Names | undefined {
    for (let at = scope; at; at = at.parent) {
      if (at.parameters.has(name)) return undefined;
      const names = this.#functions.get(at);
      if (names?.values.has(name)) return names;
    }
    return this.#module.values.has(name) ? this.#module : undefined;
  }

  isUsed(name: string, scope: FunctionScope | undefined): boolean {
    return this.#ownerOf(name, scope).used.has(name);
  }

  forgetUses(): void {
    for (const { used } of this.#all()) used.clear();
  }

  *#all(): Generator<Names> {
    yield this.#module;
    yield* this.#functions.values();
  }

  #isShared(name: string): boolean {
    return name.includes('.') || this.#shared.has(name);
  }

  #ownerOf(name: string, scope: FunctionScope | undefined): Names {
    if (!scope || this.#isShared(name)) return this.#module;
    let own = this.#functions.get(scope);
    if (!own) this.#functions.set(scope, (own = new Names()));
    return own;
  }
}

function joined(values: readonly PathValue[]): PathValue[] {
  const found = new Map<string, PathValue>();
  for (const value of values) {
    const key = `${value.base} ${value.text}`;
    if (!found.has(key)) found.set(key, value);
  }
  return [...found.values()].slice(0, mostValues);
}
