import type { BundleLayout } from './layout';
import type { ModuleGraph } from './moduleGraph';
import type { EditedPath } from './pathEdits';
import type { LocalModule } from './resolver';

/** The module of every file that was reached as one. */
export function modulesByFile(graph: ModuleGraph, entry: LocalModule): Map<string, LocalModule> {
  const found = new Map<string, LocalModule>();
  for (const { module } of graph.reached) {
    if (module.file !== undefined) found.set(module.file, module);
    for (const one of module.compiled) found.set(one, module);
  }
  if (entry.file !== undefined) found.set(entry.file, entry);
  return found;
}

/** The roots, as bundle paths, that the modules need; those that only a mapped name or an edit makes come last. */
export function usedRoots(
  modules: Iterable<LocalModule>,
  search: { readonly roots: readonly string[]; readonly lastRoots: readonly string[]; readonly edits: EditedPath },
  layout: BundleLayout,
): { roots: string[]; lastRoots: string[] } {
  const { edits } = search;
  const used = new Set<string>();
  const further = new Set<string>();
  for (const { root, mount, script } of modules) {
    if (mount) further.add(layout.rootPath(root, mount));
    else if (search.roots.includes(root) || search.lastRoots.includes(root) || edits.end.includes(root)) used.add(root);
    // What the code on the host computes for itself needs no mention.
    else if (!script && !edits.found.has(root)) further.add(layout.rootPath(root));
  }
  const pathsOf = (folders: readonly string[]): string[] =>
    folders.filter((root) => used.has(root)).map((root) => layout.rootPath(root));
  const atEnd = edits.end.filter((root) => !edits.found.has(root) && !search.roots.includes(root));
  return {
    roots: [...new Set([...pathsOf(search.roots), ...further])],
    lastRoots: [...new Set(pathsOf([...search.lastRoots, ...atEnd]))],
  };
}
