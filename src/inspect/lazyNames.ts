import { scanImports, type ImportFact } from './imports';

/** How a package that makes its names up on demand says where one of them comes from. */
export interface LazySources {
  /** Modules that its literals name for this name, dots included; the package itself knows which of them exist. */
  readonly modules: readonly string[];
  /** Import statements, for type checkers or in a stub beside it, that bring the name. */
  readonly imports: readonly ImportFact[];
  /** Statements that bring every name of a module. */
  readonly stars: readonly ImportFact[];
}

/**
 * Where a lazy package has its names from: dictionaries of names and modules in either direction (PEP 562,
 * `lazy_loader`, `_import_structure`), and the imports under `if TYPE_CHECKING:` or in its stub, which say the same to
 * type checkers.
 */
export class LazyTable {
  readonly #text: string;
  readonly #imports: readonly ImportFact[];
  #keys: readonly RegExpExecArray[] | undefined;

  constructor(text: string, stub: string | undefined) {
    this.#text = text;
    // A condition of another name is one like any other, so that the scan does not pass over what is below it.
    const declared = text.includes('TYPE_CHECKING') ? text.replaceAll('TYPE_CHECKING', 'TYPE_CHECKIN_') : '';
    this.#imports = [declared, stub ?? ''].flatMap((one) => (one === '' ? [] : scanImports(one).imports));
  }

  /** Every name that it declares to type checkers. */
  get names(): readonly string[] {
    return this.#imports.flatMap(({ bound }) => bound);
  }

  sourcesOf(name: string): LazySources {
    const facts = this.#imports;
    return {
      modules: this.#text.includes(name) ? [...new Set([...valuesFor(name, this.#text), ...this.#keysOver(name)])] : [],
      imports: facts.filter((fact) => fact.names && fact.bound.includes(name)),
      stars: facts.filter((fact) => fact.names?.includes('*') === true),
    };
  }

  /** `"module": ["name", …]`, `structure["module"].append("name")`: the key before the name. */
  #keysOver(name: string): string[] {
    const text = this.#text;
    const keys = (this.#keys ??= [...text.matchAll(key)]);
    const found: string[] = [];
    for (const { index } of text.matchAll(new RegExp(`["']${name}["']`, 'g'))) {
      const before = keys.filter((one) => one.index < index).at(-1);
      const named = before?.[1] ?? before?.[2];
      // The key and the name stand in one list: nothing closes in between.
      if (before && named !== undefined && !/[\])}]/.test(text.slice(before.index + before[0].length, index)))
        found.push(named);
    }
    return found;
  }
}

const word = String.raw`["']\.*([\w.]+(?::\w+)?)["']`;

/** `"name": "module"`, `"name": ("module", …)`, `name="module"`. */
function valuesFor(name: string, text: string): string[] {
  const found: string[] = [];
  const quoted = new RegExp(`["']${name}["']\\s*:\\s*[(\\[]?\\s*(?:["'][\\w.]*["']\\s*,\\s*)?${word}`, 'g');
  const first = new RegExp(`["']${name}["']\\s*:\\s*[(\\[]?\\s*${word}`, 'g');
  const keyword = new RegExp(`[(,]\\s*${name}\\s*=\\s*${word}`, 'g');
  for (const pattern of [first, quoted, keyword]) {
    for (const match of text.matchAll(pattern)) if (match[1]) found.push(match[1].replace(':', '.'));
  }
  return found;
}

const key = /["']\.*([\w.]+)["']\s*(?::\s*[[({]|\]\s*(?:\+?=|\.\s*(?:extend|append))\s*[[({]*)|\b(\w+)\s*=\s*[[({]/g;
