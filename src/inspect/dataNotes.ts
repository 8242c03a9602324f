import { formatBytes } from '../base/format';
import type { DataFile, Note, Place } from './closure';

/** What there is to tell of data, each thing once. */
export class DataNotes {
  readonly #notes = new Map<string, Note>();

  get all(): Note[] {
    return [...this.#notes.values()];
  }

  secret({ path, from }: DataFile): void {
    const message = `${path} looks like a secret and stays here; it goes only where it is named by itself.`;
    this.#tell(path, from ?? { file: path, line: 1 }, message, path);
  }

  secretSent({ path, from }: Pick<DataFile, 'path' | 'from'>): void {
    const message = `${path} looks like a secret and is sent, as it was named by itself.`;
    this.#tell(path, from ?? { file: path, line: 1 }, message);
  }

  outside(absolute: string, literal: string, size: number, from: Place | undefined): void {
    const shown = size > 0 ? `${literal} (${formatBytes(size)})` : literal;
    const hint = 'Move it into the workspace, or let a folder of the workspace stand for it by the host’s `paths`.';
    this.#tell(absolute, from, `${shown} lies outside of the workspace and does not travel. ${hint}`);
  }

  /** An absolute path of a file that travels. */
  elsewhere(literal: string, path: string, from: Place | undefined): void {
    this.#tell(path, from, `The path ${literal} is this machine's: the job has the file as ${path} of its folder.`);
  }

  /** `../x` of a file beside which it is found, though not from the working folder. */
  above(path: string, literal: string, from: Place | undefined): void {
    const message = `${literal} leads out of the working folder, which is the workspace's image: the file travels as ${path}.`;
    this.#tell(`${path}:above`, from, message);
  }

  /** Large data. */
  idle({ path, size, from }: DataFile): void {
    const message = `${path} (${formatBytes(size)}) is named by what the call does not need, and does not travel.`;
    this.#tell(path, from, message, path);
  }

  /** A folder of the code. */
  listed(folder: string, from: Place | undefined): void {
    const shown = folder === '' ? 'The workspace' : folder;
    const message = `${shown} is listed here: what the call imports or names of it travels, and nothing else.`;
    this.#tell(`${folder}:listed`, from, message, folder === '' ? '*' : `${folder}/*`);
  }

  #tell(about: string, at: Place | undefined, message: string, include?: string): void {
    if (!at || this.#notes.has(about)) return;
    this.#notes.set(about, { kind: 'data', at, message, ...(include === undefined ? {} : { include }) });
  }
}
