import type { Note } from './closure';
import type { ImportFact } from './imports';
import type { ModuleFacts, Question } from './moduleFacts';
import type { OwnDistribution } from './ownDistributions';
import type { LocalModule, ModuleResolver } from './resolver';

export interface FinderOptions {
  readonly resolver: ModuleResolver;
  readonly workspace: string;
  /** Last roots that only code beside the entry can mean: a script there finds its neighbours by their bare names. */
  readonly besideEntry: readonly string[];
  /** What a file imports; undefined where it cannot be read. Whoever asks depends on all of its content. */
  facts(file: string): ModuleFacts | undefined;
  /** One thing about a file; undefined where it cannot be read. Whoever asks depends on the answer alone. */
  ask(file: string, question: Question, name?: string): string | undefined;
  /** Whether the interpreter's own path is known to hold this top-level name, alone or to share with others. */
  installed(name: string): 'no' | 'namespace' | 'regular';
  /** Whether the call can reach this import of the module at all, and whether it is sure to. */
  use(fact: ImportFact, module: LocalModule): 'certain' | 'possible' | 'never';
  /** The distributions that the project itself is. */
  own(): readonly OwnDistribution[];
  /** The text of any file; undefined where it cannot be read. */
  text(file: string): string | undefined;
}

export type Finding =
  | { readonly kind: 'local'; readonly module: LocalModule }
  /** The dotted names that a statement asks of something that is not the project's. */
  | { readonly kind: 'external'; readonly names: readonly string[] }
  /** `doubtful` where the package may well provide the name at run time. */
  | { readonly kind: 'missing'; readonly name: string; readonly doubtful: boolean; readonly above?: boolean }
  /** Not in a folder without `__init__`, which may be the namesake of an installed package. */
  | { readonly kind: 'not-in-namespace'; readonly name: string; readonly namespace: LocalModule }
  /** `import data` of such a folder: nothing of it is asked for. */
  | { readonly kind: 'bare-namespace'; readonly namespace: LocalModule };

export interface Edge {
  readonly fact: ImportFact;
  readonly use: 'certain' | 'possible';
  readonly findings: readonly Finding[];
}

/** What the imports of one module lead to, and what nobody can know of them without running it. */
export interface FoundImports {
  readonly edges: readonly Edge[];
  /** With absolute files. */
  readonly notes: readonly Note[];
}

/** Resolves an import as a module makes it; given to those who make up imports that no statement has. */
export type Resolve = (module: LocalModule, fact: ImportFact) => readonly Finding[];

export function locals(findings: readonly Finding[]): LocalModule[] {
  const found: LocalModule[] = [];
  for (const one of findings) if (one.kind === 'local') found.push(one.module);
  return found;
}

/** The module that a text names, or of which it names something: `pkg.mod`, `pkg.mod.Class`. */
export function namedByText(
  text: string,
  findings: readonly Finding[],
  options: Pick<FinderOptions, 'ask'>,
): LocalModule | undefined {
  const found = locals(findings).at(-1);
  if (!found || found.name === text) return found;
  const rest = text.slice(found.name.length + 1);
  const defines = text.startsWith(`${found.name}.`) && !rest.includes('.') && found.file !== undefined;
  return defines && options.ask(found.file, 'mentions', rest) === 'yes' ? found : undefined;
}

export function topOf(name: string): string {
  return name.split('.', 1)[0] ?? name;
}

/** The package that a relative import of this level starts from. */
export function baseOf(module: LocalModule, level: number): LocalModule | undefined {
  let base: LocalModule | undefined = module.folders ? module : module.parent;
  for (let above = 1; above < level; above += 1) base = base?.parent;
  return base;
}
