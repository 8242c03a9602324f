import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { type Disposable } from '../base/disposables';
import { FarcallError, describe, isMissing } from '../base/errors';
import { Emitter } from '../base/events';
import type { Logger } from '../base/logging';
import { parseJson } from '../contract/parse';
import { jobRecordSchema, type JobRecord } from '../contract/registry';
import { FolderWatch } from './folderWatch';

/** Milliseconds after which what was written aside belongs to nobody: it is there for less than one. */
const givenUpAfter = 60 * 60 * 1000;

/**
 * The client's record of its jobs, shared by all windows and the terminal: one file per job, written aside and renamed
 * into place, so two writers never tear one.
 */
export class JobRegistry implements Disposable {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #changed = new Emitter<void>();
  readonly #cache = new Map<string, { readonly stamp: string; readonly record: JobRecord }>();
  readonly #watch: FolderWatch;
  #writes = 0;
  /** An empty file for the next record: on some disks a new one takes long. */
  #spare: string | undefined;
  #watched = false;

  readonly onChanged = this.#changed.event;

  /** @param stateFolder Farcall's folder under the XDG state folder. */
  constructor(stateFolder: string, logger: Logger) {
    this.#folder = path.join(stateFolder, 'jobs');
    this.#logger = logger;
    this.#watch = new FolderWatch(this.#folder, logger, () => this.#changed.fire());
  }

  /** Rejects with FarcallError `file-unwritable` where this account cannot write its records. */
  save(record: JobRecord): Promise<void> {
    try {
      this.#write(record);
    } catch (cause) {
      const next = t(
        'Make room or set the permissions right in {0}, or let XDG_STATE_HOME name another folder.',
        this.#folder,
      );
      const message = t('The record of the job cannot be written: {0}.', describe(cause));
      return Promise.reject(new FarcallError('file-unwritable', message, { cause, next }));
    }
    if (this.#watched && this.#spare === undefined) void this.#makeSpare();
    this.#changed.fire();
    return Promise.resolve();
  }

  /** At once: a start waits for its record, and a fifth of a millisecond here is two with promises. */
  #write(record: JobRecord): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const aside = this.#spare ?? this.#aside();
    this.#spare = undefined;
    writeFileSync(aside, JSON.stringify(record), { mode: 0o600 });
    renameSync(aside, this.#pathOf(record.job));
  }

  #aside(): string {
    this.#writes += 1;
    return path.join(this.#folder, `next.json.${process.pid}.${this.#writes}`);
  }

  async #makeSpare(): Promise<void> {
    const spare = this.#aside();
    try {
      await writeFile(spare, '', { mode: 0o600 });
      if (this.#watched && this.#spare === undefined) this.#spare = spare;
      else await rm(spare, { force: true });
    } catch {
      // The next record is a new file, and says what is wrong.
    }
  }

  /** Forgets a job. Rejects with FarcallError `file-unwritable` where this account cannot write its records. */
  async remove(job: string): Promise<void> {
    try {
      await rm(this.#pathOf(job), { force: true });
    } catch (cause) {
      throw new FarcallError('file-unwritable', t('The record of the job cannot be removed: {0}.', describe(cause)), {
        cause,
        next: t('Set the permissions right in {0}.', this.#folder),
      });
    }
    this.#cache.delete(job);
    this.#changed.fire();
  }

  async find(job: string): Promise<JobRecord | undefined> {
    return this.#read(job);
  }

  /** The one job whose id is or starts with `text`. */
  async resolve(text: string): Promise<JobRecord> {
    const exact = /^[\w-]+$/.test(text) ? await this.#read(text) : undefined;
    if (exact) return exact;
    const matching = (await this.#ids()).filter((id) => id.startsWith(text));
    const [only, another] = matching;
    const record = only !== undefined && another === undefined ? await this.#read(only) : undefined;
    if (record) return record;
    if (only !== undefined && another === undefined) {
      throw new FarcallError('bad-settings', t('The record of {0} cannot be read: {1}.', only, this.#pathOf(only)), {
        next: t('Its job is not touched by that: `farcall jobs --host NAME` lists what a host has.'),
      });
    }
    throw new FarcallError(
      'unknown-job',
      matching.length > 1
        ? t('{0} jobs begin with {1}.', matching.length, text)
        : t("There is no job {0} in this account's records.", text),
      { next: t('`farcall jobs` lists them.') },
    );
  }

  /** All records, newest first. A file that cannot be read as a record is logged and passed over. */
  async list(): Promise<readonly JobRecord[]> {
    const records = await Promise.all((await this.#ids()).map((id) => this.#read(id)));
    return records
      .filter((record) => record !== undefined)
      .sort((a, b) => b.created - a.created || (a.job < b.job ? 1 : -1));
  }

  /** From now on `onChanged` also fires for what other processes write. */
  watch(): void {
    this.#watched = true;
    this.#watch.start();
  }

  dispose(): void {
    this.#watched = false;
    if (this.#spare !== undefined) rmSync(this.#spare, { force: true });
    this.#watch.dispose();
    this.#changed.dispose();
  }

  #pathOf(job: string): string {
    return path.join(this.#folder, `${job}.json`);
  }

  async #ids(): Promise<string[]> {
    try {
      const names = await readdir(this.#folder);
      await this.#sweep(names.filter((name) => /\.json\.\d+\.\d+$/.test(name)));
      return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  /** Takes away what a process that was killed had begun to write. */
  async #sweep(asides: readonly string[]): Promise<void> {
    for (const name of asides) {
      const file = path.join(this.#folder, name);
      try {
        if (Date.now() - (await stat(file)).mtimeMs > givenUpAfter) await rm(file, { force: true });
      } catch (error) {
        if (!isMissing(error)) this.#logger.log('warn', `${file} cannot be removed: ${describe(error)}`);
      }
    }
  }

  async #read(job: string): Promise<JobRecord | undefined> {
    const file = this.#pathOf(job);
    try {
      const { mtimeMs, size, ino } = await stat(file);
      const stamp = `${mtimeMs}:${size}:${ino}`;
      const cached = this.#cache.get(job);
      if (cached?.stamp === stamp) return cached.record;
      const record = parseJson(jobRecordSchema, await readFile(file, 'utf8'), `The job record ${file}`);
      this.#cache.set(job, { stamp, record });
      return record;
    } catch (error) {
      if (!isMissing(error)) this.#logger.log('warn', `${file} is passed over: ${String(error)}`);
      return undefined;
    }
  }
}
