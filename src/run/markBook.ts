import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { Disposable } from '../base/disposables';
import { FarcallError, describe, isMissing } from '../base/errors';
import { Emitter } from '../base/events';
import type { Logger } from '../base/logging';
import { replaceFile } from '../base/replaceFile';
import { parseJson } from '../contract/parse';
import { noMarks } from '../contract/marks';
import { jobMarksSchema, type JobMarks } from '../contract/registry';
import { FolderWatch } from './folderWatch';

/**
 * What a person made of single runs (a name, a note, a pin), shared by all windows: one file per job beside its record,
 * since a record is written by whoever follows the job.
 */
export class MarkBook implements Disposable {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #changed = new Emitter<void>();
  readonly #watch: FolderWatch;

  /** Fired when this or, once `watch` was called, another process changed a mark. */
  readonly onChanged = this.#changed.event;

  /** @param stateFolder Farcall's folder under the XDG state folder. */
  constructor(stateFolder: string, logger: Logger) {
    this.#folder = path.join(stateFolder, 'marks');
    this.#logger = logger;
    this.#watch = new FolderWatch(this.#folder, logger, () => this.#changed.fire());
  }

  /** By the job's id; jobs without marks are not in it. */
  async all(): Promise<ReadonlyMap<string, JobMarks>> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    const read = await Promise.all(ids.map(async (job) => [job, await this.get(job)] as const));
    return new Map(read.filter(([, marks]) => marks !== noMarks));
  }

  async get(job: string): Promise<JobMarks> {
    const file = this.#pathOf(job);
    try {
      return parseJson(jobMarksSchema, await readFile(file, 'utf8'), `The marks of a run in ${file}`);
    } catch (error) {
      if (!isMissing(error)) this.#logger.log('warn', `${file} is passed over: ${describe(error)}`);
      return noMarks;
    }
  }

  /** Changes some of a job's marks. Throws `file-unwritable` where this account cannot write them. */
  async change(job: string, changes: Partial<Omit<JobMarks, 'version'>>): Promise<void> {
    const marks: JobMarks = { ...(await this.get(job)), ...changes };
    try {
      if (marks.name === '' && marks.note === '' && !marks.pinned) await rm(this.#pathOf(job), { force: true });
      else await replaceFile(this.#pathOf(job), `${JSON.stringify(marks)}\n`);
    } catch (cause) {
      throw new FarcallError('file-unwritable', t('What you made of the run cannot be kept: {0}.', describe(cause)), {
        cause,
        next: t('Make room or set the permissions right in {0}.', this.#folder),
      });
    }
    this.#changed.fire();
  }

  /** From now on `onChanged` also fires for what other processes write. */
  watch(): void {
    this.#watch.start();
  }

  dispose(): void {
    this.#watch.dispose();
    this.#changed.dispose();
  }

  #pathOf(job: string): string {
    return path.join(this.#folder, `${job}.json`);
  }
}
