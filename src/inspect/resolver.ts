import path from 'node:path';
import type { FolderListing, FolderReader } from './sources';

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
  /** Whether its root is searched after the interpreter's own path. */
  readonly last: boolean;
}

/** A namespace package: folders without `__init__`, which CPython takes only where nothing else bears the name. */
export function isNamespace(module: LocalModule): boolean {
  return module.folders !== undefined && module.file === undefined && module.compiled.length === 0;
}

/** The folder whose presence on the path makes a module's files importable by its name. */
export function rootOf(module: LocalModule): string | undefined {
  const file = module.file ?? module.compiled[0];
  if (file === undefined) return undefined;
  const depth = module.name.split('.').length - (module.folders === undefined ? 1 : 0);
  return path.resolve(path.dirname(file), ...Array.from({ length: depth }, () => '..'));
}

/** Finds modules under ordered roots. It lists each folder once, so one instance serves one inspection. */
export class ModuleResolver {
  readonly #listings = new Map<string, FolderListing | undefined>();
  readonly #top = new Map<string, LocalModule | undefined>();
  readonly #submodules = new Map<LocalModule, Map<string, LocalModule | undefined>>();
  readonly #folders: FolderReader;
  readonly #roots: readonly { readonly folder: string; readonly last: boolean }[];

  constructor(folders: FolderReader, roots: readonly string[], lastRoots: readonly string[]) {
    this.#folders = folders;
    this.#roots = [
      ...roots.map((folder) => ({ folder, last: false })),
      ...lastRoots.map((folder) => ({ folder, last: true })),
    ];
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
    const places = parent.folders.map((folder) => ({ folder, last: parent.last }));
    const found = this.#find(name, parent, places);
    known.set(name, found);
    return found;
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

  #find(
    name: string,
    parent: LocalModule | undefined,
    places: readonly { readonly folder: string; readonly last: boolean }[],
  ): LocalModule | undefined {
    const full = parent ? `${parent.name}.${name}` : name;
    const portions: string[] = [];
    let first: { folder: string; last: boolean } | undefined;
    for (const place of places) {
      const names = this.list(place.folder);
      if (!names) continue;
      const about = { name: full, parent, last: place.last };
      if (names.get(name) === 'folder') {
        const folder = path.join(place.folder, name);
        const inside = this.list(folder);
        if (inside) {
          const compiled = compiledOf('__init__', inside).map((file) => path.join(folder, file));
          const init = inside.get('__init__.py') === 'file' ? path.join(folder, '__init__.py') : undefined;
          if (init !== undefined || compiled.length > 0) return { ...about, file: init, compiled, folders: [folder] };
          // A virtual environment is no part of the project, whatever it is called.
          if (!inside.has('pyvenv.cfg')) {
            portions.push(folder);
            first ??= place;
          }
        }
      }
      const compiled = compiledOf(name, names).map((file) => path.join(place.folder, file));
      const source = names.get(`${name}.py`) === 'file' ? path.join(place.folder, `${name}.py`) : undefined;
      if (source !== undefined || compiled.length > 0) return { ...about, file: source, compiled, folders: undefined };
    }
    if (!first) return undefined;
    return { name: full, parent, file: undefined, compiled: [], folders: portions, last: first.last };
  }
}

function compiledOf(name: string, names: FolderListing): string[] {
  const found: string[] = [];
  for (const [candidate, kind] of names) {
    if (kind !== 'file' || !candidate.startsWith(`${name}.`)) continue;
    if (/^\.(?:[\w-]+\.)?(?:so|pyd)$/.test(candidate.slice(name.length))) found.push(candidate);
  }
  return found.sort();
}
