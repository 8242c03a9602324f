import { modulesOfGroups } from './declaredDistribution';
import type { Edge, FinderOptions, Resolve } from './findings';
import { mayAskMetadata, metadataAskedIn } from './metadataUse';
import type { ModuleFacts } from './moduleFacts';
import type { LocalModule } from './resolver';

/** Groups that installers read, and no code of the project. */
const scripts = new Set(['console_scripts', 'gui_scripts']);

/** Finds the modules that the project's own entry points name, where its code asks for entry points. */
export class PluginFinder {
  readonly #options: FinderOptions;
  readonly #resolve: Resolve;

  constructor(options: FinderOptions, resolve: Resolve) {
    this.#options = options;
    this.#resolve = resolve;
  }

  edgesOf(module: LocalModule, facts: ModuleFacts): Edge[] {
    if (!mayAskMetadata(facts.imports)) return [];
    const text = facts.text();
    const { plugins } = metadataAskedIn(text, module.name);
    if (plugins === undefined) return [];
    const edges: Edge[] = [];
    for (const { entryPoints, sources } of this.#options.own()) {
      // Whoever rests on this is known to rest on what says it.
      for (const source of sources) this.#options.text(source);
      const groups = [...modulesOfGroups(entryPoints)].filter(([group]) => !scripts.has(group));
      const named = groups.filter(([group]) => text.includes(`"${group}"`) || text.includes(`'${group}'`));
      for (const [, modules] of named.length > 0 ? named : groups) {
        for (const name of modules) {
          const about = { names: undefined, bound: [], optional: true, inFunction: true, guarded: false };
          const fact = { line: plugins, level: 0, module: name, ...about };
          edges.push({ fact, use: 'possible', findings: this.#resolve(module, fact) });
        }
      }
    }
    return edges;
  }
}
