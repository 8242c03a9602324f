import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { Disposable } from '../base/disposables';
import { FarcallError, describe, isMissing } from '../base/errors';
import { Emitter } from '../base/events';
import type { Logger } from '../base/logging';
import { replaceFile } from '../base/replaceFile';
import { noChoices, type Choices } from '../contract/choices';
import { choicesFileSchema, type ChoicesFile } from '../contract/choicesFile';
import { parseJson } from '../contract/parse';
import type { EntrySelector } from '../inspect/closure';
import { FolderWatch } from './folderWatch';

/** Whose choices: an entry of a workspace. */
export interface Chooser {
  /** Absolute. */
  readonly workspace: string;
  readonly entry: Pick<EntrySelector, 'file' | 'qualname'>;
}

/**
 * What was chosen for each entry, shared by all windows and the terminal: one file per workspace, written aside and
 * renamed into place. It is read again right before each change, so that another window's choices stay.
 */
export class ChoiceBook implements Disposable {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #changed = new Emitter<void>();
  readonly #watch: FolderWatch;
  #writing: Promise<void> = Promise.resolve();

  /** Fired when this or, once `watch` was called, another process changed a choice. */
  readonly onChanged = this.#changed.event;

  /** @param stateFolder Farcall's folder under the XDG state folder. */
  constructor(stateFolder: string, logger: Logger) {
    this.#folder = path.join(stateFolder, 'choices');
    this.#logger = logger;
    this.#watch = new FolderWatch(this.#folder, logger, () => this.#changed.fire());
  }

  async get({ workspace, entry }: Chooser): Promise<Choices> {
    await this.#writing;
    const { files } = await this.#read(workspace);
    return ownValue(ownValue(files, keyOf(workspace, entry.file)), entry.qualname ?? '') ?? noChoices;
  }

  /**
   * Replaces what was chosen for an entry. Of statements, only those in `present` (keys of what the file holds now) are
   * kept; all where it is not given. Throws `file-unwritable` where this account cannot write it.
   */
  set(chooser: Chooser, choices: Choices, present?: ReadonlySet<string>): Promise<void> {
    const write = this.#writing.then(() => this.#set(chooser, choices, present));
    this.#writing = write.catch(() => undefined);
    return write;
  }

  /** From now on `onChanged` also fires for what other processes write. */
  watch(): void {
    this.#watch.start();
  }

  dispose(): void {
    this.#watch.dispose();
    this.#changed.dispose();
  }

  async #set({ workspace, entry }: Chooser, choices: Choices, present?: ReadonlySet<string>): Promise<void> {
    const kept = Object.entries(choices.statements).filter(([key]) => present?.has(key) ?? true);
    const told = { ...choices, statements: Object.fromEntries(kept) };
    const file = keyOf(workspace, entry.file);
    const { files } = await this.#read(workspace);
    const entries = new Map(Object.entries(ownValue(files, file) ?? {}));
    if (isNone(told)) entries.delete(entry.qualname ?? '');
    else entries.set(entry.qualname ?? '', told);
    const all = new Map(Object.entries(files));
    if (entries.size === 0) all.delete(file);
    else all.set(file, Object.fromEntries(entries));
    try {
      await this.#write({ version: 1, workspace, files: Object.fromEntries(all) });
    } catch (cause) {
      throw new FarcallError('file-unwritable', t('What you chose cannot be remembered: {0}.', describe(cause)), {
        cause,
        next: t('Make room or set the permissions right in {0}.', this.#folder),
      });
    }
    this.#changed.fire();
  }

  async #read(workspace: string): Promise<ChoicesFile> {
    const none: ChoicesFile = { version: 1, workspace, files: {} };
    const file = this.#pathOf(workspace);
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (!isMissing(error)) this.#logger.log('warn', `${file} is passed over: ${describe(error)}`);
      return none;
    }
    try {
      return parseJson(choicesFileSchema, text, `The file of choices ${file}`);
    } catch (error) {
      const aside = `${file}.broken`;
      // What cannot be read shall not be written over: a person may want to see it.
      await rename(file, aside).catch(() => undefined);
      this.#logger.log('warn', `${describe(error)} It is kept as ${aside}; what was chosen is asked again.`);
      return none;
    }
  }

  async #write(content: ChoicesFile): Promise<void> {
    await replaceFile(this.#pathOf(content.workspace), `${JSON.stringify(content, undefined, 2)}\n`);
  }

  #pathOf(workspace: string): string {
    // A path may be longer than a file's name may be; its hash is a file name everywhere.
    return path.join(this.#folder, `${createHash('sha256').update(workspace).digest('hex').slice(0, 32)}.json`);
  }
}

/** A file's path relative to its workspace where it lies in it. */
function keyOf(workspace: string, file: string): string {
  const relative = path.relative(workspace, file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative.split(path.sep).join('/');
}

/** Names such as `constructor` are entries like any other. */
function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

function isNone({ statements, paths, undecidable }: Choices): boolean {
  return Object.keys(statements).length === 0 && Object.keys(paths).length === 0 && undecidable === undefined;
}
