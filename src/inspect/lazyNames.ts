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
 * Where a lazy package has a name from: dictionaries of names and modules in either direction (PEP 562, `lazy_loader`,
 * `_import_structure`), and the imports under `if TYPE_CHECKING:` or in its stub, which say the same to type checkers.
 */
export function lazySources(name: string, text: string, stub: string | undefined): LazySources {
  const facts = [...declaredImports(text), ...(stub === undefined ? [] : scanImports(stub).imports)];
  return {
    modules: [...new Set([...valuesFor(name, text), ...keysOver(name, text)])],
    imports: facts.filter((fact) => fact.names && fact.bound.includes(name)),
    stars: facts.filter((fact) => fact.names?.includes('*') === true),
  };
}

/** Every name that the literals of a lazy package mention; what `from package import *` asks for. */
export function declaredImports(text: string): readonly ImportFact[] {
  // A condition of another name is one like any other, so that the scan does not pass over what is below it.
  return text.includes('TYPE_CHECKING') ? scanImports(text.replaceAll('TYPE_CHECKING', 'TYPE_CHECKIN_')).imports : [];
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

/** `"module": ["name", …]`, `structure["module"].append("name")`: the key before the name. */
function keysOver(name: string, text: string): string[] {
  const found: string[] = [];
  const quoted = new RegExp(`["']${name}["']`, 'g');
  const keys = [...text.matchAll(key)];
  for (const { index } of text.matchAll(quoted)) {
    const before = keys.filter((one) => one.index < index).at(-1);
    const named = before?.[1] ?? before?.[2];
    // The key and the name stand in one list: nothing closes in between.
    if (before && named !== undefined && !/[\])}]/.test(text.slice(before.index + before[0].length, index)))
      found.push(named);
  }
  return found;
}
