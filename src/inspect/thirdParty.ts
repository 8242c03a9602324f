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
  #known: Promise<readonly Distribution[]> | undefined;
  readonly #provided = new Map<Distribution, Promise<ReadonlySet<string>>>();

  constructor(source: SourceReader, folders: FolderReader, sitePackages: readonly string[]) {
    this.#source = source;
    this.#folders = folders;
    this.#sitePackages = sitePackages;
  }

  /** Whether the environment has a module of this top-level name. */
  async has(name: string): Promise<boolean> {
    for (const folder of this.#sitePackages) {
      const names = await this.#folders.list(folder);
      if (names?.has(name) || names?.has(`${name}.py`)) return true;
    }
    return false;
  }

  /** The distributions for these top-level names, each once, sorted; a name that none brings stands for itself. */
  async map(names: Iterable<string>): Promise<ThirdPartyImport[]> {
    const found = new Map<string, ThirdPartyImport>();
    for (const name of names) {
      for (const one of await this.#bringing(name)) found.set(one.name, one);
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  async #bringing(name: string): Promise<ThirdPartyImport[]> {
    const all = await (this.#known ??= this.#list());
    const matching: Distribution[] = [];
    for (const one of all) if ((await this.#providedBy(one)).has(name)) matching.push(one);
    if (matching.length === 0) return [{ name }];
    // Several share a namespace (`google`): each may be what is meant. One of the very name wins.
    const exact = matching.filter((one) => normalized(one.name) === normalized(name));
    return (exact.length > 0 ? exact : matching).map((one) => ({ name: one.name, version: one.version }));
  }

  async #list(): Promise<readonly Distribution[]> {
    const found: Distribution[] = [];
    for (const sitePackages of this.#sitePackages) {
      for (const [name, kind] of (await this.#folders.list(sitePackages)) ?? []) {
        const match = /^(.+?)-([^-]+)(?:-.*)?\.(?:dist-info|egg-info)$/.exec(name);
        if (kind !== 'folder' || !match) continue;
        const folder = path.join(sitePackages, name);
        const metadata = await this.#text(folder, name.endsWith('.dist-info') ? 'METADATA' : 'PKG-INFO');
        found.push({
          name: /^Name:[ \t]*(\S+)/m.exec(metadata)?.[1] ?? match[1] ?? '',
          version: /^Version:[ \t]*(\S+)/m.exec(metadata)?.[1] ?? match[2] ?? '',
          folder,
        });
      }
    }
    return found;
  }

  #providedBy(distribution: Distribution): Promise<ReadonlySet<string>> {
    let provided = this.#provided.get(distribution);
    if (!provided) this.#provided.set(distribution, (provided = this.#readProvided(distribution)));
    return provided;
  }

  async #readProvided({ folder }: Distribution): Promise<ReadonlySet<string>> {
    const topLevel = await this.#text(folder, 'top_level.txt');
    if (topLevel !== '') return new Set(topLevel.split(/\s+/).map((name) => name.split('/')[0] ?? ''));
    const names = new Set<string>();
    for (const line of (await this.#text(folder, 'RECORD')).split('\n')) {
      const first = /^"?([^/,"]+)(\/|,|")/.exec(line);
      if (!first || /\.(?:dist-info|data|pth)$/.test(first[1] ?? '') || first[1] === '..') continue;
      if (first[2] === '/') names.add(first[1] ?? '');
      else names.add((first[1] ?? '').split('.')[0] ?? '');
    }
    return names;
  }

  async #text(folder: string, name: string): Promise<string> {
    const bytes = await this.#source.read(path.join(folder, name));
    return bytes ? Buffer.from(bytes).toString('utf8') : '';
  }
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** The `site-packages` of a virtual environment in the workspace, where there is one. */
export async function findSitePackages(workspace: string, folders: FolderReader): Promise<string[]> {
  const found: string[] = [];
  for (const name of ['.venv', 'venv', 'env']) {
    const environment = path.join(workspace, name);
    if (!(await folders.list(environment))?.has('pyvenv.cfg')) continue;
    const windows = path.join(environment, 'Lib', 'site-packages');
    if (await folders.list(windows)) found.push(windows);
    for (const version of (await folders.list(path.join(environment, 'lib')))?.keys() ?? []) {
      const folder = path.join(environment, 'lib', version, 'site-packages');
      if (version.startsWith('python') && (await folders.list(folder))) found.push(folder);
    }
  }
  return found;
}
