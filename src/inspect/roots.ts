import path from 'node:path';
import type { ImportFact, ImportFacts } from './imports';
import type { MappedName } from './buildSettings';
import type { LocalModule, ModuleResolver } from './resolver';
import type { FolderReader } from './sources';

/** Where the entry's module stands: its dotted name and the folders searched for what it imports. */
export interface EntryPlace {
  /** The folders of its packages, outermost first; empty for a module of its own. */
  readonly packages: readonly string[];
  readonly root: string;
  readonly lastRoots: readonly string[];
}

export interface PlaceRequest {
  readonly file: string;
  readonly workspace: string;
  readonly wholeFile: boolean;
  readonly facts: ImportFacts;
  readonly otherRoots: readonly string[];
  /** What a file of the project imports. */
  importsOf(file: string): readonly ImportFact[];
}

/**
 * The entry's module where a build file or an editable install maps a name to a folder above it that is called
 * otherwise: no root makes it importable by that name.
 */
export function mappedEntry(
  file: string,
  mapped: readonly MappedName[],
  resolver: ModuleResolver,
): LocalModule | undefined {
  for (const { name, place } of mapped) {
    if (!isInside(file, place)) continue;
    const inner = path.relative(place, file).replace(/\.py$/, '').split(path.sep);
    if (inner.at(-1) === '__init__') inner.pop();
    const [top = '', ...rest] = [...name.split('.'), ...inner];
    let module = resolver.top(top);
    for (const part of rest) module = module && resolver.submodule(module, part);
    if (module?.file === file && module.mount) return module;
  }
  return undefined;
}

/** Gives the entry's module the name that CPython would: by the packages it is in, or as a script. */
export function placeEntry(request: PlaceRequest, folders: FolderReader): EntryPlace {
  const own = path.dirname(request.file);
  if (request.wholeFile) return { packages: [], root: own, lastRoots: [] };
  const packages: string[] = [];
  let root = own;
  while (path.dirname(root) !== root && folders.list(root)?.get('__init__.py') === 'file') {
    if (root === request.workspace && !reachesAbove(request, packages.length, folders)) break;
    packages.unshift(root);
    root = path.dirname(root);
  }
  if (packages.length > 0) {
    const above = namespaceAbove(request, packages[0] ?? root, folders);
    if (above) return { packages: [...above.folders, ...packages], root: above.root, lastRoots: [own] };
  }
  if (packages.length === 0 && request.facts.imports.some((fact) => fact.level > 0)) {
    // Relative imports in a folder without `__init__`: a namespace package of the nearest root above.
    const above = request.otherRoots
      .filter((one) => one !== own && isInside(own, one))
      .sort((a, b) => b.length - a.length);
    if (above[0] !== undefined) {
      root = above[0];
      for (let folder = own; folder !== root; folder = path.dirname(folder)) packages.unshift(folder);
    }
  }
  return { packages, root, lastRoots: packages.length > 0 ? [own] : [] };
}

/** Modules of a package that are asked how they call each other: enough to find one that does. */
const mostAsked = 50;

/**
 * The namespace packages that a package lies in, from the nearest root that makes it `google.api_core` in place of
 * `api_core`: where its own modules import by that longer name.
 */
function namespaceAbove(
  request: PlaceRequest,
  outermost: string,
  folders: FolderReader,
): { readonly root: string; readonly folders: readonly string[] } | undefined {
  const parent = path.dirname(outermost);
  const roots = request.otherRoots.filter((one) => one !== parent && isInside(parent, one));
  if (roots.length === 0) return undefined;
  const modules = [...(folders.list(outermost) ?? [])].flatMap(([name, kind]) =>
    kind === 'file' && name.endsWith('.py') ? path.join(outermost, name) : [],
  );
  const imports = [request.file, ...modules.sort().slice(0, mostAsked)].flatMap((file) => request.importsOf(file));
  for (const root of roots.sort((a, b) => b.length - a.length)) {
    const names = path.relative(root, parent).split(path.sep);
    const dotted = names.join('.');
    const isNamed = imports.some(
      ({ level, module, names: taken }) =>
        level === 0 &&
        (module.startsWith(`${dotted}.`) || (module === dotted && taken?.includes(path.basename(outermost)) === true)),
    );
    if (isNamed) return { root, folders: names.map((_, index) => path.join(root, ...names.slice(0, index + 1))) };
  }
  return undefined;
}

/**
 * A workspace that is itself a package counts as one only where the entry's file speaks of it: many repositories have
 * an `__init__.py` at their top that nobody imports. A folder that is a workspace for want of any other counts.
 */
function reachesAbove(request: PlaceRequest, depth: number, folders: FolderReader): boolean {
  const names = folders.list(request.workspace);
  if (!['.vscode', 'pyproject.toml', '.git'].some((marker) => names?.has(marker))) return true;
  const name = path.basename(request.workspace);
  return request.facts.imports.some(
    (fact) => fact.level > depth || (fact.level === 0 && (fact.module === name || fact.module.startsWith(`${name}.`))),
  );
}

/** The entry's module with its packages, made known to the resolver under these names. */
export function entryModule(place: EntryPlace, file: string, stem: string, resolver: ModuleResolver): LocalModule {
  let parent: LocalModule | undefined;
  for (const folder of place.packages) {
    const found: LocalModule | undefined = parent
      ? resolver.submodule(parent, path.basename(folder))
      : resolver.top(path.basename(folder));
    if (found?.folders?.includes(folder)) parent = found;
    else {
      const init = path.join(folder, '__init__.py');
      const regular = resolver.list(folder)?.get('__init__.py') === 'file';
      parent = {
        name: parent ? `${parent.name}.${path.basename(folder)}` : path.basename(folder),
        parent,
        file: regular ? init : undefined,
        compiled: [],
        folders: [folder],
        root: place.root,
        mount: undefined,
        last: false,
      };
      resolver.fix(parent);
    }
  }
  if (parent?.file === file) return parent;
  const name = parent ? `${parent.name}.${stem}` : stem;
  const { root } = place;
  const module: LocalModule = {
    name,
    parent,
    file,
    compiled: [],
    folders: undefined,
    root,
    mount: undefined,
    last: false,
  };
  resolver.fix(module);
  return module;
}

/** Whether a path lies in a folder (or is it). */
export function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}
