import path from 'node:path';
import type { SourceReader } from './closure';
import { entryPointsText, metadataText, versionIn } from './declaredDistribution';
import { normalizedName } from './distributionNames';
import type { DeclaredProject, ProjectLayout } from './projectReader';
import type { FolderReader } from './sources';
import type { InstalledDistributions } from './thirdParty';

/** A distribution that the project itself is, with the metadata that its code may ask for. */
export interface OwnDistribution {
  readonly name: string;
  /** Undefined where nothing tells it. */
  readonly version: string | undefined;
  /** As `METADATA` and `entry_points.txt` have it; the second may be empty. */
  readonly metadata: string;
  readonly entryPoints: string;
  /** The absolute files that say so. */
  readonly sources: readonly string[];
}

/**
 * Finds what the project's own distributions are called: as they are installed here, as a build left it in
 * `*.egg-info` or `PKG-INFO`, else as the build files declare it.
 */
export class OwnDistributions {
  readonly #source: SourceReader;
  readonly #folders: FolderReader;

  constructor(source: SourceReader, folders: FolderReader) {
    this.#source = source;
    this.#folders = folders;
  }

  /** Each name once. */
  find(project: ProjectLayout, installed: InstalledDistributions): OwnDistribution[] {
    const found = new Map<string, OwnDistribution>();
    const add = (one: OwnDistribution | undefined): void => {
      if (!one) return;
      const name = normalizedName(one.name);
      if (found.get(name)?.version === undefined) found.set(name, one);
    };
    const declared = new Set(project.distributions.map(({ name }) => name));
    for (const one of installed.ownOf(project.projects, declared)) add(this.#inFolder(one));
    for (const folder of new Set([...project.projects, ...project.roots])) {
      const names = this.#folders.list(folder);
      for (const [name, kind] of names ?? []) {
        if (kind === 'folder' && name.endsWith('.egg-info')) add(this.#inFolder(path.join(folder, name)));
      }
      if (names?.get('PKG-INFO') === 'file') add(this.#inFolder(folder));
    }
    for (const one of project.distributions) add(this.#declared(one));
    return [...found.values()];
  }

  #inFolder(folder: string): OwnDistribution | undefined {
    for (const file of ['METADATA', 'PKG-INFO'].map((name) => path.join(folder, name))) {
      const metadata = this.#text(file);
      const name = /^Name:[ \t]*(\S+)/m.exec(metadata)?.[1];
      const version = /^Version:[ \t]*(\S+)/m.exec(metadata)?.[1];
      if (name === undefined) continue;
      const points = path.join(folder, 'entry_points.txt');
      return { name, version, metadata, entryPoints: this.#text(points), sources: [file, points] };
    }
    return undefined;
  }

  #declared({ name, version, versionFiles, entryPoints, folder, file }: DeclaredProject): OwnDistribution {
    const sources = [file];
    let known = version;
    for (const one of versionFiles) {
      if (known !== undefined) break;
      const said = path.join(folder, one);
      known = versionIn(this.#text(said));
      if (known !== undefined) sources.push(said);
    }
    const metadata = known === undefined ? '' : metadataText(name, known);
    return { name, version: known, metadata, entryPoints: entryPointsText(entryPoints), sources };
  }

  #text(file: string): string {
    const bytes = this.#source.read(file);
    return bytes ? Buffer.from(bytes).toString('utf8') : '';
  }
}
