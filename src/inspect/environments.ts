import path from 'node:path';
import type { SourceReader } from './closure';
import { normalizedName } from './distributionNames';
import { isInside } from './roots';
import type { FolderListing, FolderReader } from './sources';

/** Port: what the inspection may know of the machine it runs on. */
export interface Machine {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The person's home folder; undefined where nothing outside the workspace is to be looked at. */
  readonly home: string | undefined;
}

/** A machine of which nothing is known. */
export const unknownMachine: Machine = { variables: {}, home: undefined };

/**
 * Finds the Python environment that the person works in, without running it: the active one, one in the workspace,
 * one that poetry or pipenv keeps for it, else that of the `python3` on PATH.
 */
export class EnvironmentFinder {
  readonly #source: SourceReader;
  readonly #folders: FolderReader;
  readonly #machine: Machine;

  constructor(source: SourceReader, folders: FolderReader, machine: Machine) {
    this.#source = source;
    this.#folders = folders;
    this.#machine = machine;
  }

  /** Its `site-packages` folders in the order of search; none where there is no environment. */
  sitePackages(file: string, workspace: string): string[] {
    const { variables } = this.#machine;
    for (const active of [variables['VIRTUAL_ENV'], variables['CONDA_PREFIX']]) {
      const found = active === undefined ? [] : this.#inPrefix(active);
      if (found.length > 0) return found;
    }
    for (let folder = isInside(file, workspace) ? path.dirname(file) : workspace; ; folder = path.dirname(folder)) {
      const found = this.#inFolder(folder);
      if (found.length > 0) return found;
      if (folder === workspace || path.dirname(folder) === folder) break;
    }
    const kept = this.#keptElsewhere(workspace);
    return kept.length > 0 ? kept : this.#onPath(workspace);
  }

  #inFolder(folder: string): string[] {
    const names = this.#folders.list(folder);
    for (const name of ['.venv', 'venv', 'env', '.env', '.conda']) {
      const kind = names?.get(name);
      if (kind === 'folder') {
        const environment = path.join(folder, name);
        const inside = this.#folders.list(environment);
        if (!inside?.has('pyvenv.cfg') && !inside?.has('conda-meta')) continue;
        const found = this.#inPrefix(environment);
        if (found.length > 0) return found;
      } else if (kind === 'file' && name === '.venv') {
        // pipenv and others write the environment's path into a file of that name.
        const found = this.#inPrefix(path.resolve(folder, this.#text(path.join(folder, name)).trim()));
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  /** poetry names its environments after the project, pipenv after the folder, both with a hash behind. */
  #keptElsewhere(workspace: string): string[] {
    const { home, variables } = this.#machine;
    if (home === undefined) return [];
    const names = this.#folders.list(workspace);
    const places: string[] = [];
    if (names?.has('pyproject.toml')) {
      places.push(
        path.join(variables['POETRY_CACHE_DIR'] ?? path.join(home, '.cache', 'pypoetry'), 'virtualenvs'),
        path.join(home, 'Library', 'Caches', 'pypoetry', 'virtualenvs'),
      );
    }
    if (names?.has('Pipfile')) {
      places.push(variables['WORKON_HOME'] ?? path.join(home, '.local', 'share', 'virtualenvs'));
    }
    const wanted = normalizedName(path.basename(workspace));
    for (const place of places) {
      for (const [name, kind] of this.#folders.list(place) ?? []) {
        const match = /^(.+)-[\w-]{8}(?:-py[\d.]+)?$/.exec(name);
        if (kind !== 'folder' || !match || normalizedName(match[1] ?? '') !== wanted) continue;
        const found = this.#inPrefix(path.join(place, name));
        if (found.length > 0) return found;
      }
    }
    return [];
  }

  #onPath(workspace: string): string[] {
    for (const folder of (this.#machine.variables['PATH'] ?? '').split(path.delimiter)) {
      if (!path.isAbsolute(folder)) continue;
      const names = this.#folders.list(folder);
      const name = ['python3', 'python', 'python3.exe', 'python.exe'].find((one) => names?.get(one) === 'file');
      if (name === undefined) continue;
      const prefix =
        path.basename(folder) === 'shims'
          ? this.#pyenvPrefix(path.dirname(folder), workspace)
          : path.dirname(path.dirname(this.#folders.identity(path.join(folder, name))));
      const found = prefix === undefined ? [] : this.#inPrefix(prefix);
      if (prefix !== undefined && found.length > 0) return [...this.#userSite(found), ...found];
    }
    return [];
  }

  /** pyenv's shims choose by PYENV_VERSION, a `.python-version` file upward, then the global choice. */
  #pyenvPrefix(pyenv: string, workspace: string): string | undefined {
    const files: string[] = [];
    for (let folder = workspace; ; folder = path.dirname(folder)) {
      files.push(path.join(folder, '.python-version'));
      if (path.dirname(folder) === folder) break;
    }
    files.push(path.join(pyenv, 'version'));
    const versions = this.#folders.list(path.join(pyenv, 'versions'));
    for (const text of [this.#machine.variables['PYENV_VERSION'], ...files.map((file) => this.#text(file))]) {
      for (const word of text?.split(/[\s:]+/) ?? []) {
        if (word === '' || word === 'system') continue;
        const exact = versions?.has(word)
          ? word
          : [...(versions?.keys() ?? [])].find((one) => one.startsWith(`${word}.`));
        if (exact !== undefined) return path.join(pyenv, 'versions', exact);
      }
    }
    return undefined;
  }

  #userSite(found: readonly string[]): string[] {
    const { home } = this.#machine;
    if (home === undefined) return [];
    const versions = new Set(found.map((folder) => /python3\.\d+/.exec(folder)?.[0] ?? ''));
    return [...versions]
      .map((version) => path.join(home, '.local', 'lib', version, 'site-packages'))
      .filter((folder) => this.#folders.list(folder));
  }

  #inPrefix(prefix: string): string[] {
    const found: string[] = [];
    const add = (folder: string): void => {
      if (this.#folders.list(folder)) found.push(folder);
    };
    if (this.#folders.list(prefix)?.has('Lib')) add(path.join(prefix, 'Lib', 'site-packages'));
    const inLib = this.#folders.list(path.join(prefix, 'lib'));
    for (const version of versionsIn(inLib)) {
      add(path.join(prefix, 'lib', version, 'site-packages'));
      // Debian's own Python reads these three.
      add(path.join(prefix, 'local', 'lib', version, 'dist-packages'));
      add(path.join(prefix, 'lib', version, 'dist-packages'));
    }
    if (inLib?.has('python3')) add(path.join(prefix, 'lib', 'python3', 'dist-packages'));
    return found;
  }

  #text(file: string): string {
    const bytes = this.#source.read(file);
    return bytes ? Buffer.from(bytes).toString('utf8') : '';
  }
}

/** `python3.12`, `python3.11`, …: the newest first. */
function versionsIn(names: FolderListing | undefined): string[] {
  const minor = (name: string): number => Number(name.split('.')[1]);
  return [...(names ?? [])]
    .filter(([name, kind]) => kind === 'folder' && /^python3\.\d+t?$/.test(name))
    .map(([name]) => name)
    .sort((a, b) => minor(b) - minor(a));
}
