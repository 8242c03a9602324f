import type { LocalModule, ModuleResolver } from './resolver';

/** What a file's imports were found from: another object wherever something that matters is different. */
export type VersionOf = (file: string) => object | undefined;

interface Remembered<Edges> {
  readonly edges: Edges;
  /** The files that were looked at, as they were then. */
  readonly restsOn: ReadonlyMap<string, object | undefined>;
}

/** The edges out of each module, good for as long as the files that they were found from stay as they were. */
export class EdgeMemory<Edges> {
  readonly #known = new Map<LocalModule, Remembered<Edges>>();

  recall(module: LocalModule, versionOf: VersionOf): Edges | undefined {
    const known = this.#known.get(module);
    if (!known) return undefined;
    for (const [file, version] of known.restsOn) if (versionOf(file) !== version) return undefined;
    return known.edges;
  }

  keep(module: LocalModule, edges: Edges, files: Iterable<string>, versionOf: VersionOf): void {
    const restsOn = new Map<string, object | undefined>();
    for (const file of files) restsOn.set(file, versionOf(file));
    this.#known.set(module, { edges, restsOn });
  }
}

/** What is known of one entry's modules, as long as no folder that was looked at has changed. */
export interface KnownGraph<Edges> {
  readonly resolver: ModuleResolver;
  readonly entry: LocalModule;
  readonly edges: EdgeMemory<Edges>;
}

/** Entries whose graphs are remembered: those that somebody works on. */
const mostGraphs = 8;

/** Graphs of earlier inspections, the least recently used given up first. */
export class KnownGraphs<Edges> {
  readonly #known = new Map<string, KnownGraph<Edges> & { readonly environment: object }>();

  /** `key` names all that the graph depends on besides what is on the disk and in the environment. */
  take(
    key: string,
    environment: object,
    make: () => { readonly resolver: ModuleResolver; readonly entry: LocalModule },
  ): KnownGraph<Edges> {
    let known = this.#known.get(key);
    if (known?.environment !== environment || !known.resolver.isCurrent()) {
      known = { ...make(), edges: new EdgeMemory<Edges>(), environment };
    }
    this.#known.delete(key);
    this.#known.set(key, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostGraphs) break;
      this.#known.delete(oldest);
    }
    return known;
  }
}
