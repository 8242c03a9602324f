import type { MappedName } from './buildSettings';
import type { KnownGraphs } from './knownGraphs';
import { walkModules, type GraphOptions, type ModuleEdges, type ModuleGraph } from './moduleGraph';
import { readPathEdits, type EditedFile, type EditedPath } from './pathEdits';
import { ModuleResolver, type LocalModule } from './resolver';
import { entryModule, mappedEntry, type EntryPlace } from './roots';
import type { FolderReader } from './sources';

export interface ReachRequest {
  readonly file: string;
  /** What its module is called where no package names it. */
  readonly stem: string;
  readonly wholeFile: boolean;
  readonly place: EntryPlace;
  readonly roots: readonly string[];
  readonly lastRoots: readonly string[];
  readonly mapped: readonly MappedName[];
  /** What earlier inspections found, in the same environment. */
  readonly graphs: KnownGraphs<ModuleEdges>;
  readonly environment: object;
}

export interface Reach {
  readonly graph: ModuleGraph;
  readonly entry: LocalModule;
  readonly edits: EditedPath;
}

interface ReachUse {
  /** How the call uses an import, once the entry's module is known. */
  useFor(entry: LocalModule): GraphOptions['use'];
}

/** Modules that are reached may edit the path, and so reach others; this many times at most. */
const mostRounds = 4;

/** The modules that an entry reaches, with the folders that they put on `sys.path` themselves. */
export async function reachModules(
  request: ReachRequest,
  folders: FolderReader,
  options: Omit<GraphOptions, 'resolver' | 'use' | 'known' | 'besideEntry'> & Pick<ReachUse, 'useFor'>,
): Promise<Reach> {
  const { file, roots, lastRoots, mapped, place, stem, wholeFile, graphs, environment } = request;
  let edited = [file];
  for (let round = 1; ; round += 1) {
    const files = edited.flatMap((one): EditedFile[] => {
      const facts = options.files.facts(one);
      return facts ? [{ file: one, facts }] : [];
    });
    const edits = readPathEdits(files, file, options.workspace, folders);
    const search = {
      roots: [...new Set([...edits.front, ...roots])],
      lastRoots: [...new Set([...lastRoots, ...edits.end])].filter((root) => !roots.includes(root)),
      mapped,
    };
    const known = graphs.take(JSON.stringify([file, stem, wholeFile, place, search]), environment, () => {
      const resolver = new ModuleResolver(folders, search);
      const named = wholeFile ? undefined : mappedEntry(file, mapped, resolver);
      return { resolver, entry: named ?? entryModule(place, file, stem, resolver) };
    });
    const { resolver, entry, edges } = known;
    const walked = await walkModules(entry, {
      ...options,
      resolver,
      besideEntry: place.lastRoots,
      use: options.useFor(entry),
      known: edges,
    });
    const next = walked.files.filter((one) => (options.files.facts(one)?.computed?.edits.length ?? 0) > 0);
    if (round === mostRounds || next.every((one) => edited.includes(one))) {
      return { graph: walked.graph(), entry, edits };
    }
    edited = [...new Set([...edited, ...next])];
  }
}
