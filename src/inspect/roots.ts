import path from 'node:path';
import type { SourceReader } from './closure';
import type { ImportFacts } from './imports';
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
export function entryModule(place: EntryPlace, file: string, resolver: ModuleResolver): LocalModule {
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
        last: false,
      };
      resolver.fix(parent);
    }
  }
  if (parent?.file === file) return parent;
  const stem = path.basename(file).replace(/\.[^.]*$/, '');
  const name = parent ? `${parent.name}.${stem}` : stem;
  const module: LocalModule = { name, parent, file, compiled: [], folders: undefined, last: false };
  resolver.fix(module);
  return module;
}

/** The workspace's import roots: itself, `src/`, and where its build files say that packages are. */
export function projectRoots(workspace: string, source: SourceReader, folders: FolderReader): readonly string[] {
  const named: string[] = ['.', 'src'];
  const read = (name: string): string => {
    const bytes = source.read(path.join(workspace, name));
    return bytes ? Buffer.from(bytes).toString('utf8') : '';
  };
  const names = folders.list(workspace);
  const text = (name: string): string => (names?.get(name) === 'file' ? read(name) : '');
  const [pyproject, setupCfg, setupPy] = [text('pyproject.toml'), text('setup.cfg'), text('setup.py')];
  for (const section of tomlSections(pyproject)) {
    if (section.name === 'tool.setuptools.packages.find')
      named.push(...strings(/^where\s*=\s*(\[[^\]]*\])/m, section.body));
    if (section.name === 'tool.setuptools') {
      named.push(...strings(/^package-dir\s*=\s*\{\s*["']{2}\s*=\s*("[^"]*"|'[^']*')/m, section.body));
    }
    if (section.name === 'tool.setuptools.package-dir') named.push(...strings(/^["']{2}\s*=\s*(.*)$/m, section.body));
    if (section.name === 'tool.poetry') {
      for (const match of section.body.matchAll(/\bfrom\s*=\s*(["'])(.*?)\1/g)) named.push(match[2] ?? '');
    }
  }
  named.push(/^\s*where\s*=\s*([^\s#]+)\s*$/m.exec(setupCfg)?.[1] ?? '.');
  named.push(/^package_dir\s*=\s*\n?\s*=\s*([^\s#]+)/m.exec(setupCfg)?.[1] ?? '.');
  named.push(/package_dir\s*=\s*\{\s*["']{2}\s*:\s*["']([^"']+)["']/.exec(setupPy)?.[1] ?? '.');
  const found: string[] = [];
  for (const folder of new Set(named.map((name) => path.resolve(workspace, name)))) {
    if (folders.list(folder)) found.push(folder);
  }
  return found;
}

function tomlSections(text: string): { name: string; body: string }[] {
  const parts = text.split(/^\[+([^\]\n]+)\]+[^\n]*$/m);
  const sections = [];
  for (let i = 1; i < parts.length; i += 2) sections.push({ name: (parts[i] ?? '').trim(), body: parts[i + 1] ?? '' });
  return sections;
}

function strings(pattern: RegExp, text: string): string[] {
  const value = pattern.exec(text)?.[1] ?? '';
  return [...value.matchAll(/"([^"]*)"|'([^']*)'/g)].map((match) => match[1] ?? match[2] ?? '');
}

/** Whether a path lies in a folder (or is it). */
export function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}
