import path from 'node:path';
import type { SourceReader } from './closure';
import type { MappedName } from './buildSettings';
import { isInside } from './roots';
import type { FolderReader } from './sources';

/** What an environment takes from folders outside it: projects that were installed to be edited in place. */
export interface EditableInstalls {
  /** Folders on the path, in its order. */
  readonly roots: readonly string[];
  readonly mapped: readonly MappedName[];
}

/**
 * Reads what editable installs leave in `site-packages`, without running it: paths in `.pth` and `.egg-link` files
 * (setuptools, hatch, poetry, flit, pdm, uv, maturin), and the names that the finders of setuptools, `editables` and
 * scikit-build-core hold as literals; the loader of meson-python names its build folder, which is in the project.
 */
export function readEditableInstalls(
  sitePackages: readonly string[],
  source: SourceReader,
  folders: FolderReader,
): EditableInstalls {
  const roots = new Set<string>();
  const mapped = new Map<string, string>();
  const text = (file: string): string => {
    const bytes = source.read(file);
    return bytes ? Buffer.from(bytes).toString('utf8') : '';
  };
  const addRoot = (folder: string): void => {
    if (!sitePackages.some((site) => isInside(folder, site)) && folders.list(folder)) roots.add(folder);
  };
  for (const site of sitePackages) {
    for (const [name, kind] of folders.list(site) ?? []) {
      if (kind !== 'file') continue;
      const file = path.join(site, name);
      if (name.endsWith('.pth')) {
        for (const line of text(file).split(/\r?\n/)) {
          if (!/^\s*(?:#|import[ \t]|$)/.test(line)) addRoot(path.resolve(site, line.trim()));
        }
      } else if (name.endsWith('.egg-link')) {
        const line = text(file).split(/\r?\n/, 1)[0]?.trim() ?? '';
        if (line !== '') addRoot(path.resolve(site, line));
      } else if (/editable.*\.py$/.test(name)) {
        const finder = text(file);
        for (const one of namesIn(finder)) if (!mapped.has(one.name)) mapped.set(one.name, one.place);
        const built = /\binstall\(\s*(['"])[\w.]+\1,\s*\{[^}]*\},\s*(['"])(.*?)\2/.exec(finder)?.[3];
        if (built !== undefined) {
          const project = projectAbove(unescaped(built), folders);
          if (project !== undefined) for (const root of [project, path.join(project, 'src')]) addRoot(root);
        }
      }
    }
  }
  return { roots: [...roots], mapped: outermost(mapped) };
}

/** `'pkg': '/project/src/pkg'`, `map_module('pkg', '/project/src/pkg/__init__.py')`, `'ns': ['/project/ns']`. */
function namesIn(finder: string): MappedName[] {
  const found: MappedName[] = [];
  for (const match of finder.matchAll(/(['"])([\w.]+)\1\s*[:,]\s*\[?\s*(['"])((?:\/|[A-Za-z]:)[^'"\n]*)\3/g)) {
    const place = unescaped(match[4] ?? '').replace(/(?:[\\/]__init__)?\.py$/, '');
    found.push({ name: match[2] ?? '', place });
  }
  return found;
}

/** Without the names that lie where their package's own place puts them. */
function outermost(mapped: ReadonlyMap<string, string>): MappedName[] {
  const found: MappedName[] = [];
  for (const [name, place] of mapped) {
    const dot = name.lastIndexOf('.');
    const parent = dot < 0 ? undefined : mapped.get(name.slice(0, dot));
    if (parent === undefined || path.join(parent, name.slice(dot + 1)) !== path.normalize(place)) {
      found.push({ name, place: path.normalize(place) });
    }
  }
  return found;
}

function projectAbove(folder: string, folders: FolderReader): string | undefined {
  for (let above = folder; path.dirname(above) !== above; above = path.dirname(above)) {
    if (folders.list(above)?.has('pyproject.toml')) return above;
  }
  return undefined;
}

function unescaped(literal: string): string {
  return literal.replaceAll('\\\\', '\\');
}
