import path from 'node:path';
import { isInside } from './roots';

/** Where files lie in a bundle: as in the workspace, or under `_ext/N/` for each root outside it that is used. */
export class BundleLayout {
  readonly #workspace: string;
  readonly #outside: string[] = [];

  constructor(workspace: string) {
    this.#workspace = workspace;
  }

  /** `root` is the import root through which the file was found. */
  pathOf(file: string, root: string): string {
    if (isInside(file, this.#workspace)) return posix(path.relative(this.#workspace, file));
    return `${this.#external(root)}/${posix(path.relative(root, file))}`;
  }

  rootPath(root: string): string {
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
  return relative.split(path.sep).join('/');
}
