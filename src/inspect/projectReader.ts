import path from 'node:path';
import { t } from '@vscode/l10n';
import { noSettings, type BuildSettings, type MappedName } from './buildSettings';
import type { Note, SourceReader } from './closure';
import type { DeclaredDistribution } from './declaredDistribution';
import { readPyproject } from './pyproject';
import { isInside } from './roots';
import { readEnvironmentYml, readRequirements, readSetupCfg, readSetupPy } from './setupFiles';
import type { FolderReader } from './sources';

/** What the build files of a workspace say, with absolute paths. */
export interface ProjectLayout {
  /** Import roots in the order of search, each an existing folder. */
  readonly roots: readonly string[];
  readonly mapped: readonly MappedName[];
  /** The folders that hold the projects themselves. */
  readonly projects: readonly string[];
  /** The distributions that the build files require. */
  readonly dependencies: readonly string[];
  /** What the projects are called once they are installed, and where that is said. */
  readonly distributions: readonly DeclaredProject[];
  /** With absolute files. */
  readonly notes: readonly Note[];
}

/** A distribution that a build file declares. */
export interface DeclaredProject extends DeclaredDistribution {
  readonly folder: string;
  /** The build file, absolute. */
  readonly file: string;
}

interface Known {
  readonly bytes: Uint8Array;
  readonly settings: BuildSettings;
  readonly note: Note | undefined;
}

const buildFiles = ['pyproject.toml', 'setup.cfg', 'setup.py'] as const;

/** Reads build files, and keeps what it made of each content. */
export class ProjectReader {
  readonly #source: SourceReader;
  readonly #folders: FolderReader;
  readonly #known = new Map<string, Known>();

  constructor(source: SourceReader, folders: FolderReader) {
    this.#source = source;
    this.#folders = folders;
  }

  /** The layout around a file: the projects between it and its workspace, the workspace, then the other folders. */
  layoutFor(file: string, workspace: string, otherFolders: readonly string[]): ProjectLayout {
    const found = {
      roots: new Set<string>(),
      mapped: new Map<string, string>(),
      projects: new Set<string>(),
      dependencies: [] as string[],
      distributions: [] as DeclaredProject[],
      notes: [] as Note[],
    };
    const visit = (folder: string): void => {
      if (found.projects.has(folder)) return;
      const names = this.#folders.list(folder);
      if (!names) return;
      found.projects.add(folder);
      const root = (place: string): void => {
        const absolute = path.resolve(folder, place);
        if (!found.roots.has(absolute) && this.#folders.list(absolute)) found.roots.add(absolute);
      };
      root('.');
      root('src');
      const nested: string[] = [];
      for (const name of buildFiles) {
        if (names.get(name) !== 'file') continue;
        const { settings, note } = this.#read(path.join(folder, name));
        for (const place of settings.roots) root(place);
        for (const [dotted, place] of settings.mapped) {
          if (!found.mapped.has(dotted)) found.mapped.set(dotted, path.resolve(folder, place));
        }
        found.dependencies.push(...settings.dependencies);
        if (settings.distribution && found.distributions.every((one) => one.folder !== folder))
          found.distributions.push({ ...settings.distribution, folder, file: path.join(folder, name) });
        if (note) found.notes.push(note);
        nested.push(...settings.projects);
      }
      for (const glob of nested) for (const one of this.#expand(folder, glob)) visit(one);
    };
    for (const folder of this.#between(file, workspace)) visit(folder);
    for (const folder of [workspace, ...otherFolders]) visit(path.resolve(folder));
    return {
      roots: [...found.roots],
      mapped: [...found.mapped].map(([name, place]) => ({ name, place })),
      projects: [...found.projects],
      dependencies: found.dependencies,
      distributions: found.distributions,
      notes: found.notes,
    };
  }

  /** The distributions that the lists of requirements in these folders name. */
  requirementsOf(projects: readonly string[]): string[] {
    const found: string[] = [];
    for (const folder of projects) {
      for (const [name, kind] of this.#folders.list(folder) ?? []) {
        if (kind !== 'file') continue;
        if (/^requirements.*\.(?:txt|in)$/.test(name))
          found.push(...readRequirements(this.#text(path.join(folder, name))));
        else if (/^environment.*\.ya?ml$/.test(name)) {
          found.push(...readEnvironmentYml(this.#text(path.join(folder, name))));
        }
      }
    }
    return found;
  }

  /** Folders with a build file of their own on the way up from a file to its workspace, nearest first. */
  #between(file: string, workspace: string): string[] {
    const found: string[] = [];
    if (!isInside(file, workspace)) return found;
    for (let folder = path.dirname(file); folder !== workspace; folder = path.dirname(folder)) {
      const names = this.#folders.list(folder);
      if (buildFiles.some((name) => names?.get(name) === 'file')) found.push(folder);
    }
    return found;
  }

  #read(file: string): Known {
    const bytes = this.#source.read(file) ?? new Uint8Array();
    const known = this.#known.get(file);
    if (known && (known.bytes === bytes || Buffer.compare(known.bytes, bytes) === 0)) return known;
    const text = Buffer.from(bytes).toString('utf8');
    let read: Omit<Known, 'bytes'>;
    if (file.endsWith('setup.cfg')) read = { settings: readSetupCfg(text), note: undefined };
    else if (file.endsWith('setup.py')) read = { settings: readSetupPy(text), note: undefined };
    else {
      const reading = readPyproject(text);
      if (reading.kind === 'read') read = { settings: reading.settings, note: undefined };
      else {
        const message = t(
          'pyproject.toml cannot be read ({0}), so what it says about packages is unknown.',
          reading.message,
        );
        read = { settings: noSettings, note: { kind: 'root', at: { file, line: reading.line }, message } };
      }
    }
    const fresh = { bytes, ...read };
    this.#known.set(file, fresh);
    return fresh;
  }

  /** The folders that a path with `*` in it means. */
  #expand(base: string, glob: string): string[] {
    let found = [base];
    for (const part of glob.split('/')) {
      if (part === '' || part === '.') continue;
      if (!part.includes('*')) found = found.map((folder) => path.join(folder, part));
      else {
        const pattern = new RegExp(`^${part.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*+/g, '.*')}$`);
        found = found.flatMap((folder) =>
          [...(this.#folders.list(folder) ?? [])]
            .filter(([name, kind]) => kind === 'folder' && pattern.test(name))
            .map(([name]) => path.join(folder, name)),
        );
      }
    }
    return found;
  }

  #text(file: string): string {
    const bytes = this.#source.read(file);
    return bytes ? Buffer.from(bytes).toString('utf8') : '';
  }
}
