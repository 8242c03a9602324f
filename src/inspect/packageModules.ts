import path from 'node:path';
import type { FinderOptions } from './findings';
import type { ModuleFacts } from './moduleFacts';
import type { LocalModule } from './resolver';
import { readExpression, type Expression } from './staticExpressions';
import { computedPaths, type ComputedPath } from './staticPaths';

const pathChange = /\b__path__\s*(?:\.\s*(append|insert|extend)\s*\(|\+?=(?!=))/g;

/** The modules of packages, those included that lie in folders which a package adds to its own path. */
export class PackageModules {
  readonly #options: FinderOptions;
  readonly #added = new Map<LocalModule, readonly string[]>();

  constructor(options: FinderOptions) {
    this.#options = options;
  }

  submodule(parent: LocalModule, name: string): LocalModule | undefined {
    const { resolver } = this.#options;
    const found = resolver.submodule(parent, name);
    if (found || !parent.folders) return found;
    const folders = this.#addedTo(parent);
    return folders.length === 0 ? undefined : resolver.submoduleIn(parent, name, folders);
  }

  every(parent: LocalModule, deep: boolean): LocalModule[] {
    const names = this.#options.resolver.modulesIn([...(parent.folders ?? []), ...this.#addedTo(parent)]);
    return names.flatMap((name) => {
      const child = this.submodule(parent, name);
      if (!child) return [];
      return deep && child.folders ? [child, ...this.every(child, deep)] : [child];
    });
  }

  /** The folders that an expression of a file can mean. */
  folders(expression: Expression, file: string, facts: ModuleFacts): string[] {
    return this.paths(expression, file, facts)
      .map(({ text }) => path.resolve(this.#options.workspace, text))
      .filter((folder) => this.#options.resolver.list(folder));
  }

  paths(expression: Expression, file: string, facts: ModuleFacts): ComputedPath[] {
    const bindings = facts.computed?.bindings ?? new Map<string, Expression[]>();
    return computedPaths(expression, { file, workspace: this.#options.workspace, bindings });
  }

  #addedTo(module: LocalModule): readonly string[] {
    const { file } = module;
    // Asked for each time, so that whoever rests on the answer is known to rest on the file.
    if (file === undefined || this.#options.ask(file, 'extends-path') !== 'yes') return [];
    const facts = this.#options.facts(file);
    if (!facts) return [];
    let folders = this.#added.get(module);
    if (!folders) this.#added.set(module, (folders = this.#read(module, file, facts)));
    return folders;
  }

  #read(module: LocalModule, file: string, facts: ModuleFacts): string[] {
    const text = facts.text();
    const folders: string[] = [];
    if (/\b(?:extend_path|declare_namespace)\s*\(/.test(text))
      folders.push(...this.#options.resolver.portionsOf(module));
    for (const match of text.matchAll(pathChange)) {
      const start = match.index + match[0].length;
      // `insert` has the position before the folder.
      const from = match[1] === 'insert' ? text.indexOf(',', start) + 1 : start;
      folders.push(...this.folders(readExpression(text, from), file, facts));
    }
    return folders;
  }
}
