import { namesInArguments } from './entry';
import type { EntryContent } from './entryContent';
import { dottedTexts, scanImports, type ImportFact } from './imports';
import type { PythonSyntax } from './syntax';

/** Third-party modules that resolve in arguments where the entry's module does not bind the name. */
const argumentModules: ReadonlyMap<string, string> = new Map([
  ['np', 'numpy'],
  ['pd', 'pandas'],
]);

/** What the worker imports for names in the arguments that the module does not bind. */
export function importedByArguments(syntax: PythonSyntax, args: string, content: EntryContent): string[] {
  if (!/\b(?:np|pd)\b/.test(args)) return [];
  const bound = new Set(content.statements.filter(({ kept }) => kept).flatMap(({ binds }) => binds));
  return namesInArguments(syntax, args)
    .filter((name) => !bound.has(name))
    .flatMap((name) => argumentModules.get(name) ?? []);
}

/** `__import__("pkg")` in the arguments, and texts there that may name a module (`extensions=["pkg.ext.toc"]`). */
export function importsInArguments(args: string, content: EntryContent): ImportFact[] {
  const line = content.span?.first ?? 1;
  const about = { line, level: 0, names: undefined, bound: [''], optional: true, inFunction: true, guarded: false };
  const texts = dottedTexts(args).map((module) => ({ ...about, module, fromText: true }));
  if (!/import_module|__import__/.test(args)) return texts;
  return [...scanImports(`(${args})`).imports.map((fact) => ({ ...fact, line })), ...texts];
}

/** Whether the call reaches an import, and surely so. */
export function useOf(fact: ImportFact, inEntry: boolean, entry: EntryContent): 'certain' | 'possible' | 'never' {
  // Nothing but a whole file or a cell runs as `__main__`.
  if (fact.guarded && !(inEntry && (entry.kind === 'file' || entry.kind === 'cell'))) return 'never';
  if (fact.optional) return 'possible';
  if (!fact.inFunction) return 'certain';
  const { span } = entry;
  return inEntry && span && fact.line >= span.first && fact.line <= span.last ? 'certain' : 'possible';
}
