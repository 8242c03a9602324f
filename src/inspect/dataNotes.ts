import { t } from '@vscode/l10n';
import { formatBytes } from '../base/format';
import type { DataFile, Note, Place } from './closure';

/** What there is to tell of data, each thing once. */
export class DataNotes {
  readonly #notes = new Map<string, Note>();

  get all(): Note[] {
    return [...this.#notes.values()];
  }

  secret({ path, from }: DataFile): void {
    const message = t('{0} looks like a secret and stays here; it goes only where it is named by itself.', path);
    this.#tell(path, from ?? { file: path, line: 1 }, message, path);
  }

  secretSent({ path, from }: Pick<DataFile, 'path' | 'from'>): void {
    const message = t('{0} looks like a secret and is sent, as it was named by itself.', path);
    this.#tell(path, from ?? { file: path, line: 1 }, message);
  }

  outside(absolute: string, literal: string, size: number, from: Place | undefined): void {
    const shown = size > 0 ? `${literal} (${formatBytes(size)})` : literal;
    const hint = t('Move it into the workspace, or let a folder of the workspace stand for it by the host’s `paths`.');
    this.#tell(absolute, from, `${t('{0} lies outside of the workspace and does not travel.', shown)} ${hint}`);
  }

  /** An absolute path of a file that travels. */
  elsewhere(literal: string, path: string, from: Place | undefined): void {
    this.#tell(
      path,
      from,
      t("The path {0} is this machine's: the job has the file as {1} of its folder.", literal, path),
    );
  }

  /** `../x` of a file beside which it is found, though not from the working folder. */
  above(path: string, literal: string, from: Place | undefined): void {
    const message = t(
      "{0} leads out of the working folder, which is the workspace's image: the file travels as {1}.",
      literal,
      path,
    );
    this.#tell(`${path}:above`, from, message);
  }

  /** Large data. */
  idle({ path, size, from }: DataFile): void {
    const message = t(
      '{0} ({1}) is named by what the call does not need, and does not travel.',
      path,
      formatBytes(size),
    );
    this.#tell(path, from, message, path);
  }

  /** A folder of the code. */
  listed(folder: string, from: Place | undefined): void {
    const shown = folder === '' ? t('The workspace') : folder;
    const message = t('{0} is listed here: what the call imports or names of it travels, and nothing else.', shown);
    this.#tell(`${folder}:listed`, from, message, folder === '' ? '*' : `${folder}/*`);
  }

  #tell(about: string, at: Place | undefined, message: string, include?: string): void {
    if (!at || this.#notes.has(about)) return;
    this.#notes.set(about, { kind: 'data', at, message, ...(include === undefined ? {} : { include }) });
  }
}
