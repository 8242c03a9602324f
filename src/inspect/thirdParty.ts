import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceReader, ThirdPartyImport } from './closure';
import { normalizedName, usualDistribution } from './distributionNames';
import { isInside } from './roots';
import type { FolderListing, FolderReader } from './sources';

/** What the project says of itself, where the environment does not know an import. */
export interface ProjectNames {
  /** The folders it lies in: what is installed from there is the project itself. */
  readonly folders: readonly string[];
  /** Whether a distribution of this name is the project itself. */
  isOwn(name: string): boolean;
  /** Names of which those that are installed distributions are needed, though nothing may import them. */
  readonly asked: ReadonlySet<string>;
  /** The distributions it requires; asked for only where it matters. */
  required(): readonly string[];
}

/** Which distributions bring which modules, by the metadata of an environment. */
export class InstalledDistributions {
  readonly #folders: FolderReader;
  readonly #sites: readonly SitePackages[];

  constructor(folders: FolderReader, sites: readonly SitePackages[]) {
    this.#folders = folders;
    this.#sites = sites;
  }

  /** Whether the environment has a module of this top-level name, and whether it is a namespace for others to join. */
  has(name: string): 'no' | 'namespace' | 'regular' {
    let found: 'no' | 'namespace' = 'no';
    for (const { folder, names } of this.#sites) {
      if (names.has(`${name}.py`)) return 'regular';
      if (names.get(name) === 'folder') {
        if (this.#folders.list(path.join(folder, name))?.has('__init__.py')) return 'regular';
        found = 'namespace';
      }
      for (const candidate of names.keys()) {
        if (candidate.startsWith(`${name}.`) && /\.(?:so|pyd)$/.test(candidate)) return 'regular';
      }
    }
    return found;
  }

  /** The distributions that bring these dotted names, and those asked for by their own, each once, sorted. */
  map(dotted: Iterable<string>, project: ProjectNames): ThirdPartyImport[] {
    const uses = new Map<string, string[]>();
    for (const name of dotted) {
      const top = name.split('.', 1)[0] ?? name;
      const known = uses.get(top);
      if (known) known.push(name);
      else uses.set(top, [name]);
    }
    const found = new Map<string, ThirdPartyImport>();
    for (const [top, names] of uses) {
      const installed = this.#bringing(top, names, project);
      for (const one of installed) if (!isOwn(one, project)) found.set(one.name, told(one));
      if (installed.length === 0) {
        const name = requiredFor(top, names, project) ?? usualDistribution(top);
        if (!found.has(name)) found.set(name, { name });
      }
    }
    if (project.asked.size > 0) {
      const wanted = new Set([...project.asked].map(normalizedName));
      for (const one of this.#sites.flatMap(({ distributions }) => distributions)) {
        if (wanted.has(normalizedName(one.name)) && !isOwn(one, project) && !project.isOwn(one.name))
          found.set(one.name, told(one));
      }
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** The folders of metadata that the project has here: from its own folders, or by one of these names. */
  ownOf(projects: readonly string[], names: ReadonlySet<string>): string[] {
    const wanted = new Set([...names].map(normalizedName));
    return this.#sites
      .flatMap(({ distributions }) => distributions)
      .filter((one) => wanted.has(normalizedName(one.name)) || isOwn(one, { folders: projects }))
      .map(({ place }) => place);
  }

  #bringing(top: string, names: readonly string[], project: ProjectNames): Distribution[] {
    const all = this.#sites.flatMap(({ distributions }) => distributions);
    const shared = this.has(top) === 'namespace';
    if (!shared) {
      const namesake = all.find((one) => normalizedName(one.name) === normalizedName(top) && one.provides(top));
      if (namesake) return [namesake];
    }
    const matching = all.filter((one) => one.provides(top));
    if (matching.length <= 1) return matching;
    if (shared) {
      const owners = new Set(names.flatMap((name) => owning(name, matching)));
      return [...owners];
    }
    const required = new Set(project.required().map(normalizedName));
    const wanted = matching.filter((one) => required.has(normalizedName(one.name)));
    return wanted.length > 0 ? wanted : matching;
  }
}

/** The distributions that hold the longest part of a dotted name; none where they share no more than the namespace. */
function owning(name: string, candidates: readonly Distribution[]): Distribution[] {
  const parts = name.split('.');
  for (let length = parts.length; length > 1; length -= 1) {
    const wanted = parts.slice(0, length).join('/');
    const found = candidates.filter((one) => one.holds(wanted));
    if (found.length > 0 && found.length < candidates.length) return found;
    if (found.length > 0) return length === parts.length ? found : [];
  }
  const namesake = candidates.filter((one) => normalizedName(one.name) === normalizedName(parts[0] ?? ''));
  return namesake;
}

/** A required distribution whose name is the import's, or the beginning of it: `google-cloud-storage`. */
function requiredFor(top: string, names: readonly string[], project: ProjectNames): string | undefined {
  const required = new Map(project.required().map((name) => [normalizedName(name), name]));
  for (const name of names) {
    const parts = name.split('.');
    for (let length = parts.length; length > 0; length -= 1) {
      const found = required.get(normalizedName(parts.slice(0, length).join('-')));
      if (found !== undefined) return found;
    }
  }
  const usual = usualDistribution(top);
  const wanted = [usual, `python-${top}`, `py${top}`, `${top}-python`].map(normalizedName);
  for (const one of wanted) if (required.has(one)) return required.get(one);
  // opencv-python-headless for opencv-python.
  for (const [one, name] of required) if (usual !== top && one.startsWith(`${normalizedName(usual)}-`)) return name;
  return undefined;
}

function isOwn(one: Distribution, project: Pick<ProjectNames, 'folders'>): boolean {
  const { source } = one;
  if (source !== undefined) return project.folders.some((folder) => isInside(source, folder));
  return false;
}

function told({ name, version }: Distribution): ThirdPartyImport {
  return version === '' ? { name } : { name, version };
}

/** One `site-packages` folder as its listing was. */
export interface SitePackages {
  readonly folder: string;
  readonly names: FolderListing;
  readonly distributions: readonly Distribution[];
}

/** Reads `site-packages`, and keeps what it read until the folder lists other names. */
export class SitePackagesReader {
  readonly #source: SourceReader;
  readonly #folders: FolderReader;
  readonly #known = new Map<string, SitePackages & { readonly key: string }>();
  #last: { readonly sites: readonly SitePackages[]; readonly installed: InstalledDistributions } | undefined;

  constructor(source: SourceReader, folders: FolderReader) {
    this.#source = source;
    this.#folders = folders;
  }

  /** The same object for as long as these folders list the same names. */
  read(folders: readonly string[]): InstalledDistributions {
    const sites = folders.flatMap((folder) => this.#readOne(folder) ?? []);
    const last = this.#last;
    if (last?.sites.length === sites.length && sites.every((site, index) => site === last.sites[index])) {
      return last.installed;
    }
    const installed = new InstalledDistributions(this.#folders, sites);
    this.#last = { sites, installed };
    return installed;
  }

  #readOne(folder: string): SitePackages | undefined {
    const names = this.#folders.list(folder);
    if (!names) return undefined;
    const known = this.#known.get(folder);
    if (known?.names === names) return known;
    const key = [...names.keys()].join('\n');
    if (known?.key === key) return known;
    const distributions: Distribution[] = [];
    for (const [name, kind] of names) {
      const match = /^(.+?)-([^-]+)(?:-.*)?\.(?:dist-info|egg-info)$/.exec(name);
      if (match)
        distributions.push(
          new Distribution(path.join(folder, name), match[1] ?? '', match[2] ?? '', kind, this.#source),
        );
    }
    const fresh = { folder, names, distributions, key };
    this.#known.set(folder, fresh);
    return fresh;
  }
}

/** The metadata of one installed distribution, read as far as it is asked for. */
class Distribution {
  readonly #place: string;
  readonly #kind: 'file' | 'folder';
  readonly #source: SourceReader;
  readonly #inFolderName: { readonly name: string; readonly version: string };
  #headers: { readonly name: string; readonly version: string } | undefined;
  #provided: ReadonlySet<string> | undefined;
  #files: readonly string[] | undefined;
  #from: { readonly folder: string | undefined } | undefined;

  constructor(place: string, name: string, version: string, kind: 'file' | 'folder', source: SourceReader) {
    this.#place = place;
    this.#kind = kind;
    this.#source = source;
    this.#inFolderName = { name, version };
  }

  get place(): string {
    return this.#place;
  }

  get name(): string {
    return this.#metadata.name;
  }

  get version(): string {
    return this.#metadata.version;
  }

  /** The folder of a distribution that was installed to be edited in place. */
  get source(): string | undefined {
    if (!this.#from) {
      const url = /"url"\s*:\s*"(file:[^"]*)"/.exec(this.#text('direct_url.json'))?.[1];
      const editable = url !== undefined && /"editable"\s*:\s*true/.test(this.#text('direct_url.json'));
      this.#from = { folder: editable ? folderOf(url) : undefined };
    }
    return this.#from.folder;
  }

  /** Whether it brings a module of this top-level name. */
  provides(top: string): boolean {
    return (this.#provided ??= this.#readProvided()).has(top);
  }

  /** Whether it has a module or package at this path (`google/cloud/storage`). */
  holds(wanted: string): boolean {
    return this.#list().some(
      (file) => file.startsWith(wanted) && /^(?:\/|\.py$|\.[\w.-]*(?:so|pyd)$)/.test(file.slice(wanted.length)),
    );
  }

  get #metadata(): { readonly name: string; readonly version: string } {
    if (!this.#headers) {
      const text = this.#text(this.#place.endsWith('.dist-info') ? 'METADATA' : 'PKG-INFO');
      this.#headers = {
        name: /^Name:[ \t]*(\S+)/m.exec(text)?.[1] ?? this.#inFolderName.name,
        version: /^Version:[ \t]*(\S+)/m.exec(text)?.[1] ?? this.#inFolderName.version,
      };
    }
    return this.#headers;
  }

  #readProvided(): ReadonlySet<string> {
    const topLevel = this.#text('top_level.txt');
    if (topLevel !== '') return new Set(topLevel.split(/\s+/).map((name) => name.split('/')[0] ?? ''));
    const names = new Set<string>();
    for (const file of this.#list()) {
      const slash = file.indexOf('/');
      const first = slash < 0 ? file : file.slice(0, slash);
      if (first === '..' || /\.(?:dist-info|egg-info|data|pth)$/.test(first)) continue;
      names.add(slash < 0 ? (first.split('.')[0] ?? '') : first);
    }
    // A single file of metadata, as distutils leaves it, lists nothing: its name is all there is to go by.
    if (names.size === 0) names.add(this.name).add(this.name.replaceAll('-', '_'));
    return names;
  }

  #list(): readonly string[] {
    if (!this.#files) {
      const record = this.#text('RECORD');
      this.#files =
        record === ''
          ? this.#text('installed-files.txt')
              .split('\n')
              .map((line) => line.trim().replace(/^\.\.\//, ''))
              .filter((line) => line !== '')
          : record.split('\n').flatMap((line) => /^"?([^,"]+)/.exec(line)?.[1] ?? []);
    }
    return this.#files;
  }

  #text(name: string): string {
    if (this.#kind === 'file' && name !== 'PKG-INFO') return '';
    const bytes = this.#source.read(this.#kind === 'file' ? this.#place : path.join(this.#place, name));
    return bytes ? Buffer.from(bytes).toString('utf8') : '';
  }
}

function folderOf(url: string): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
