import path from 'node:path';
import type { SourceReader, ThirdPartyImport } from './closure';
import type { FolderReader } from './sources';

interface Distribution {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

/** Which distributions bring which top-level names, by the metadata of a local environment. Nothing is guessed. */
export class InstalledDistributions {
  readonly #source: SourceReader;
  readonly #folders: FolderReader;
  readonly #sitePackages: readonly string[];
  #known: readonly Distribution[] | undefined;
  readonly #provided = new Map<Distribution, ReadonlySet<string>>();

  constructor(source: SourceReader, folders: FolderReader, sitePackages: readonly string[]) {
    this.#source = source;
    this.#folders = folders;
    this.#sitePackages = sitePackages;
  }

  /** Whether the environment has a module of this top-level name. */
  has(name: string): boolean {
    for (const folder of this.#sitePackages) {
      const names = this.#folders.list(folder);
      if (names?.has(name) || names?.has(`${name}.py`)) return true;
    }
    return false;
  }

  /** The distributions for these top-level names, each once, sorted; a name that none brings stands for itself. */
  map(names: Iterable<string>): ThirdPartyImport[] {
    const found = new Map<string, ThirdPartyImport>();
    for (const name of names) {
      for (const one of this.#bringing(name)) found.set(one.name, one);
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  #bringing(name: string): ThirdPartyImport[] {
    const all = (this.#known ??= this.#list());
    const matching: Distribution[] = [];
    for (const one of all) if (this.#providedBy(one).has(name)) matching.push(one);
    if (matching.length === 0) return [{ name }];
    // Several share a namespace (`google`): each may be what is meant. One of the very name wins.
    const exact = matching.filter((one) => normalized(one.name) === normalized(name));
    return (exact.length > 0 ? exact : matching).map((one) => ({ name: one.name, version: one.version }));
  }

  #list(): readonly Distribution[] {
    const found: Distribution[] = [];
    for (const sitePackages of this.#sitePackages) {
      for (const [name, kind] of this.#folders.list(sitePackages) ?? []) {
        const match = /^(.+?)-([^-]+)(?:-.*)?\.(?:dist-info|egg-info)$/.exec(name);
        if (kind !== 'folder' || !match) continue;
        const folder = path.join(sitePackages, name);
        const metadata = this.#text(folder, name.endsWith('.dist-info') ? 'METADATA' : 'PKG-INFO');
        found.push({
          name: /^Name:[ \t]*(\S+)/m.exec(metadata)?.[1] ?? match[1] ?? '',
          version: /^Version:[ \t]*(\S+)/m.exec(metadata)?.[1] ?? match[2] ?? '',
          folder,
        });
      }
    }
    return found;
  }

  #providedBy(distribution: Distribution): ReadonlySet<string> {
    let provided = this.#provided.get(distribution);
    if (!provided) this.#provided.set(distribution, (provided = this.#readProvided(distribution)));
    return provided;
  }

  #readProvided({ folder }: Distribution): ReadonlySet<string> {
    const topLevel = this.#text(folder, 'top_level.txt');
    if (topLevel !== '') return new Set(topLevel.split(/\s+/).map((name) => name.split('/')[0] ?? ''));
    const names = new Set<string>();
    for (const line of this.#text(folder, 'RECORD').split('\n')) {
      const first = /^"?([^/,"]+)(\/|,|")/.exec(line);
      if (!first || /\.(?:dist-info|data|pth)$/.test(first[1] ?? '') || first[1] === '..') continue;
      if (first[2] === '/') names.add(first[1] ?? '');
      else names.add((first[1] ?? '').split('.')[0] ?? '');
    }
    return names;
  }

  #text(folder: string, name: string): string {
    const bytes = this.#source.read(path.join(folder, name));
    return bytes ? Buffer.from(bytes).toString('utf8') : '';
  }
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** The `site-packages` of a virtual environment in the workspace, where there is one. */
export function findSitePackages(workspace: string, folders: FolderReader): string[] {
  const found: string[] = [];
  for (const name of ['.venv', 'venv', 'env']) {
    const environment = path.join(workspace, name);
    if (!folders.list(environment)?.has('pyvenv.cfg')) continue;
    const windows = path.join(environment, 'Lib', 'site-packages');
    if (folders.list(windows)) found.push(windows);
    for (const version of folders.list(path.join(environment, 'lib'))?.keys() ?? []) {
      const folder = path.join(environment, 'lib', version, 'site-packages');
      if (version.startsWith('python') && folders.list(folder)) found.push(folder);
    }
  }
  return found;
}
