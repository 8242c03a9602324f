import { countLines } from './sourceBytes';
import type { ImportFact } from './imports';
import { readArguments, type Expression } from './staticExpressions';

/** What a module asks of the metadata that installed distributions have. */
export interface MetadataUse {
  /** The distributions by name, each with the first line (1-based) that asks for it. */
  readonly names: ReadonlyMap<string, number>;
  /** The line of a question about a distribution whose name only the run knows. */
  readonly any: number | undefined;
  /** The line that asks for entry points. */
  readonly plugins: number | undefined;
}

const askers = /^(?:importlib[._]metadata|pkg_resources|stevedore|pluggy)(?:\.|$)/;
const call =
  /\b(def\s+)?(version|metadata|distribution|requires|files|from_name|get_distribution|require|load_entry_point|get_entry_info|get_entry_map)\s*\(/g;
const asksPlugins =
  /\b(?:entry_points|iter_entry_points|load_setuptools_entrypoints|get_entry_map|\w*ExtensionManager|DriverManager)\s*\(/;

/** Whether a file has what it takes to ask at all: told from what it imports. */
export function mayAskMetadata(imports: readonly ImportFact[]): boolean {
  return imports.some(
    ({ module, names }) => askers.test(module) || (module === 'importlib' && names?.includes('metadata') === true),
  );
}

/** @param module The dotted name of the module, which is what its `__name__` says. */
export function metadataAskedIn(text: string, module: string): MetadataUse {
  const names = new Map<string, number>();
  let any: number | undefined;
  for (const match of text.matchAll(call)) {
    if (match[1] !== undefined) continue;
    const name = readArguments(text, match.index + match[0].length)[0]?.value;
    if (!name) continue;
    const line = countLines(text, 0, match.index) + 1;
    const meant = meantBy(name, module, text);
    for (const one of meant) if (!names.has(one)) names.set(one, line);
    if (meant.length === 0) any ??= line;
  }
  const plugins = asksPlugins.exec(text);
  return { names, any, plugins: plugins ? countLines(text, 0, plugins.index) + 1 : undefined };
}

const requirement = /(["'])([A-Za-z][\w.-]*)(?:[ <>=!~;[][^"'\n]*)?\1/g;

/** The names of distributions that the strings of a text could be about: `numpy`, `numpy >= 1.20`. */
export function requirementsIn(text: string): string[] {
  return [...text.matchAll(requirement)].map((match) => match[2] ?? '');
}

/** The names that an expression can stand for; none where nobody can tell. */
function meantBy(name: Expression, module: string, text: string): string[] {
  switch (name.kind) {
    case 'text':
      return [name.value];
    case 'either':
      return name.options.flatMap((one) => meantBy(one, module, text));
    case 'name': {
      if (name.of) return isOwn(name.of) ? [module, topOf(module)] : [];
      if (isOwn(name)) return [module, topOf(module)];
      const bound = new RegExp(`^[ \\t]*${name.name}\\s*(?::[^=\\n]*)?=\\s*(["'])([\\w.-]+)\\1`, 'gm');
      return [...text.matchAll(bound)].map((match) => match[2] ?? '');
    }
    case 'call':
    case 'index':
      // `__name__.split(".")[0]`, `__package__.partition(".")`.
      return meantBy(name.kind === 'call' ? name.callee : name.of, module, text);
    default:
      return [];
  }
}

function isOwn(expression: Expression): boolean {
  return expression.kind === 'name' && /^__(?:name|package|spec)__$/.test(expression.name);
}

function topOf(module: string): string {
  return module.split('.', 1)[0] ?? module;
}
