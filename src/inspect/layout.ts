import path from 'node:path';
import type { Mount } from './resolver';
import { isInside } from './roots';

/** Where files lie in a bundle: as in the workspace, or under `_ext/N/` for each root outside it that is used. */
export class BundleLayout {
  readonly #workspace: string;
  readonly #inside: string;
  readonly #outside: string[] = [];

  constructor(workspace: string) {
    this.#workspace = workspace;
    this.#inside = workspace.endsWith(path.sep) ? workspace : workspace + path.sep;
  }

  /** `root` is the import root through which the file was found. */
  pathOf(file: string, root: string, mount?: Mount): string {
    if (mount) {
      const inner = posix(path.relative(mount.folder, file));
      const name = mount.name.replaceAll('.', '/');
      // A module by itself is mapped as a file, without its suffix.
      return `${this.#external(mount.folder)}/${inner.startsWith('../') ? name + path.extname(file) : `${name}/${inner}`}`;
    }
    // Nearly every file: `path.relative` takes microseconds, which thousands of files add up.
    if (file.startsWith(this.#inside)) return posix(file.slice(this.#inside.length));
    if (isInside(file, this.#workspace)) return posix(path.relative(this.#workspace, file));
    return `${this.#external(root)}/${posix(path.relative(root, file))}`;
  }

  rootPath(root: string, mount?: Mount): string {
    if (mount) return this.#external(mount.folder);
    if (!isInside(root, this.#workspace)) return this.#external(root);
    return posix(path.relative(this.#workspace, root)) || '.';
  }

  #external(root: string): string {
    let index = this.#outside.indexOf(root);
    if (index < 0) index = this.#outside.push(root) - 1;
    return `_ext/${index}`;
  }
}

function posix(relative: string): string {
  return path.sep === '/' ? relative : relative.split(path.sep).join('/');
}
