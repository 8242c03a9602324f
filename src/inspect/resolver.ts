import path from 'node:path';
import type { MappedName } from './buildSettings';
import type { FolderListing, FolderReader } from './sources';

/** A name that is mapped to a folder of another name; below it, files keep their places. */
export interface Mount {
  readonly name: string;
  readonly folder: string;
}

/** A module of the project, as the importer of CPython would find it. */
export interface LocalModule {
  readonly name: string;
  readonly parent: LocalModule | undefined;
  /** The `.py` file (a package's `__init__.py`); undefined for a namespace package or a module that is only compiled. */
  readonly file: string | undefined;
  /** Compiled files of that name (`.so`, `.pyd`), which CPython prefers where they fit its version and platform. */
  readonly compiled: readonly string[];
  /** Where submodules are looked for; undefined where it is no package. */
  readonly folders: readonly string[] | undefined;
  /** The folder whose presence on the path makes it importable by its name. */
  readonly root: string;
  readonly mount: Mount | undefined;
  /** Whether its root is searched after the interpreter's own path. */
  readonly last: boolean;
  /** Whether it is run or loaded by its path, and is no module that an import finds. */
  readonly script?: boolean;
}

/** A namespace package: folders without `__init__`, which CPython takes only where nothing else bears the name. */
export function isNamespace(module: LocalModule): boolean {
  return module.folders !== undefined && module.file === undefined && module.compiled.length === 0;
}

export interface SearchPath {
  readonly roots: readonly string[];
  /** Searched after the interpreter's own path. */
  readonly lastRoots: readonly string[];
  /** Names that build files or editable installs map to places; they come after the roots. */
  readonly mapped: readonly MappedName[];
}

interface Place {
  readonly folder: string;
  readonly root: string;
  readonly last: boolean;
  readonly mount: Mount | undefined;
}

/** Finds modules under ordered roots. It lists each folder once, and serves for as long as `isCurrent`. */
export class ModuleResolver {
  readonly #listings = new Map<string, FolderListing | undefined>();
  readonly #top = new Map<string, LocalModule | undefined>();
  readonly #submodules = new Map<LocalModule, Map<string, LocalModule | undefined>>();
  readonly #scripts = new Map<string, LocalModule>();
  readonly #folders: FolderReader;
  readonly #roots: readonly Place[];
  readonly #mapped: ReadonlyMap<string, string>;

  constructor(folders: FolderReader, { roots, lastRoots, mapped }: SearchPath) {
    this.#folders = folders;
    const place = (folder: string, last: boolean): Place => ({ folder, root: folder, last, mount: undefined });
    this.#roots = [...roots.map((folder) => place(folder, false)), ...lastRoots.map((folder) => place(folder, true))];
    this.#mapped = new Map(mapped.map((one) => [one.name, one.place]));
  }

  /** Whether every folder that was looked at lists as it did then. */
  isCurrent(): boolean {
    for (const [folder, listing] of this.#listings) if (this.#folders.list(folder) !== listing) return false;
    return true;
  }

  list(folder: string): FolderListing | undefined {
    if (this.#listings.has(folder)) return this.#listings.get(folder);
    const listing = this.#folders.list(folder);
    this.#listings.set(folder, listing);
    return listing;
  }

  /** A top-level module: the first root with a module or regular package of the name, else a namespace package. */
  top(name: string): LocalModule | undefined {
    if (this.#top.has(name)) return this.#top.get(name);
    const found = this.#find(name, undefined, this.#roots);
    this.#top.set(name, found);
    return found;
  }

  submodule(parent: LocalModule, name: string): LocalModule | undefined {
    if (!parent.folders) return undefined;
    const known = this.#knownIn(parent);
    if (known.has(name)) return known.get(name);
    const levels = parent.name.split('.').length;
    const regular = !isNamespace(parent);
    const { last, mount } = parent;
    const places = parent.folders.map((folder) => ({
      folder,
      // The portions of a namespace lie under several roots.
      root: regular || mount ? parent.root : path.resolve(folder, ...Array.from({ length: levels }, () => '..')),
      last,
      mount,
    }));
    const found = this.#find(name, parent, places);
    known.set(name, found);
    return found;
  }

  /** A submodule in folders that a package puts on its `__path__`. */
  submoduleIn(parent: LocalModule, name: string, folders: readonly string[]): LocalModule | undefined {
    const known = this.#knownIn(parent);
    const key = JSON.stringify([name, ...folders]);
    if (known.has(key)) return known.get(key);
    const { root, last, mount } = parent;
    const places = folders.map((folder) => ({ folder, root, last, mount }));
    const found = this.#find(name, parent, places);
    known.set(key, found);
    return found;
  }

  /** The names of all modules that lie directly in any of these folders. */
  modulesIn(folders: readonly string[]): string[] {
    const found = new Set<string>();
    for (const folder of folders) {
      for (const [name, kind] of this.list(folder) ?? []) {
        if (kind === 'folder') {
          const inside = this.list(path.join(folder, name));
          if (/^[^\W\d]\w*$/u.test(name) && inside && [...inside.keys()].some(isModuleFile)) found.add(name);
        } else if (isModuleFile(name) && !name.startsWith('__')) found.add(name.split('.', 1)[0] ?? '');
      }
    }
    return [...found].sort();
  }

  /** Folders of the same dotted name under the other roots, for packages that extend themselves over them. */
  portionsOf(module: LocalModule): string[] {
    const inner = module.name.split('.');
    return this.#roots
      .map(({ folder }) => path.join(folder, ...inner))
      .filter((folder) => module.folders?.includes(folder) !== true && this.list(folder));
  }

  /** The package that has this folder on its path. */
  packageAt(folder: string): LocalModule | undefined {
    for (const { folder: root } of this.#roots) {
      const [top, ...rest] = path.relative(root, folder).split(path.sep);
      if (top === undefined || top === '' || top === '..') continue;
      let module = this.top(top);
      for (const part of rest) module = module && this.submodule(module, part);
      if (module?.folders?.includes(folder)) return module;
    }
    return undefined;
  }

  /** A file that is run or loaded by its path: a module of no package. */
  script(file: string): LocalModule {
    const known = this.#scripts.get(file);
    if (known) return known;
    const module: LocalModule = {
      name: '__main__',
      parent: undefined,
      file,
      compiled: [],
      folders: undefined,
      root: path.dirname(file),
      mount: undefined,
      last: false,
      script: true,
    };
    this.#scripts.set(file, module);
    return module;
  }

  /** A module beside a script, which has its own folder on the path. */
  beside(script: LocalModule, name: string): LocalModule | undefined {
    const { root } = script;
    return this.#find(name, undefined, [{ folder: root, root, last: false, mount: undefined }]);
  }

  get roots(): readonly string[] {
    return this.#roots.map(({ folder }) => folder);
  }

  /** Makes known what a top-level name means, where the caller knows it better (the entry's own module). */
  fix(module: LocalModule): void {
    if (module.parent) this.#knownIn(module.parent).set(module.name.slice(module.parent.name.length + 1), module);
    else this.#top.set(module.name, module);
  }

  #knownIn(parent: LocalModule): Map<string, LocalModule | undefined> {
    let known = this.#submodules.get(parent);
    if (!known) this.#submodules.set(parent, (known = new Map<string, LocalModule | undefined>()));
    return known;
  }

  #find(name: string, parent: LocalModule | undefined, places: readonly Place[]): LocalModule | undefined {
    const full = parent ? `${parent.name}.${name}` : name;
    const portions: { folder: string; place: Place }[] = [];
    for (const place of places) {
      const found = this.#in(place, name, full, parent, portions);
      if (found) return found;
    }
    const target = this.#mapped.get(full);
    if (target !== undefined) {
      const called = path.basename(target);
      const levels = full.split('.').length;
      const fits = target.split(path.sep).slice(-levels).join('.') === full;
      const root = fits ? path.resolve(target, ...Array.from({ length: levels }, () => '..')) : target;
      const mount = fits ? undefined : { name: full, folder: target };
      const place = { folder: path.dirname(target), root, last: false, mount };
      const found = this.#in(place, called, full, parent, portions);
      if (found) return found;
    }
    const first = portions[0];
    if (!first) return undefined;
    const { root, last, mount } = first.place;
    const folders = portions.map(({ folder }) => folder);
    return { name: full, parent, file: undefined, compiled: [], folders, root, last, mount };
  }

  /** The regular package or module in one folder; what may be a portion of a namespace is added to `portions`. */
  #in(
    place: Place,
    name: string,
    full: string,
    parent: LocalModule | undefined,
    portions: { folder: string; place: Place }[],
  ): LocalModule | undefined {
    const names = this.list(place.folder);
    if (!names) return undefined;
    const about = { name: full, parent, root: place.root, last: place.last, mount: place.mount };
    if (names.get(name) === 'folder') {
      const folder = path.join(place.folder, name);
      const inside = this.list(folder);
      if (inside) {
        const compiled = compiledOf('__init__', inside).map((file) => path.join(folder, file));
        const init = inside.get('__init__.py') === 'file' ? path.join(folder, '__init__.py') : undefined;
        if (init !== undefined || compiled.length > 0) return { ...about, file: init, compiled, folders: [folder] };
        // A virtual environment is no part of the project, whatever it is called.
        if (!inside.has('pyvenv.cfg')) portions.push({ folder, place });
      }
    }
    const compiled = compiledOf(name, names).map((file) => path.join(place.folder, file));
    const source = names.get(`${name}.py`) === 'file' ? path.join(place.folder, `${name}.py`) : undefined;
    if (source === undefined && compiled.length === 0) return undefined;
    return { ...about, file: source, compiled, folders: undefined };
  }
}

const moduleFile = /^[^\W\d]\w*\.(?:py$|(?:[\w-]+\.)?(?:so|pyd)$)/u;

function isModuleFile(name: string): boolean {
  return moduleFile.test(name);
}

function compiledOf(name: string, names: FolderListing): string[] {
  const found: string[] = [];
  for (const [candidate, kind] of names) {
    if (kind !== 'file' || !candidate.startsWith(`${name}.`)) continue;
    if (/^\.(?:[\w-]+\.)?(?:so|pyd)$/.test(candidate.slice(name.length))) found.push(candidate);
  }
  return found.sort();
}
