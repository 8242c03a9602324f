import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError, describe, errorKinds } from '../base/errors';
import { isEndState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import { runCommand } from './commands';
import { runCount } from './counts';
import type { Lazy } from './lazy';
import type { JobPanel } from './panel/jobPanel';
import { pickSuitable } from './pickRun';
import type { Rooms } from './rooms';

/** What a person makes of runs: a pin, a name, a note; and their end. The ids come from the Results tree or the palette. */
export class ResultCommands {
  readonly #rooms: Lazy<Rooms>;
  readonly #panel: JobPanel;

  constructor(rooms: Lazy<Rooms>, panel: JobPanel) {
    this.#rooms = rooms;
    this.#panel = panel;
  }

  async pin(jobs: readonly string[], pinned: boolean): Promise<void> {
    const { runs } = await this.#rooms.get();
    const marks = await runs.marks.all();
    const suits = ({ job }: JobRecord): boolean => (marks.get(job)?.pinned ?? false) !== pinned;
    const chosen = await this.#records(jobs, suits, pinned ? t('The run to pin') : t('The run to unpin'));
    for (const { job } of chosen) await runs.marks.change(job, { pinned });
  }

  async rename(jobs: readonly string[]): Promise<void> {
    const { runs } = await this.#rooms.get();
    const [record] = await this.#records(jobs.slice(0, 1), () => true, t('The run to rename'));
    if (record === undefined) return;
    const { name } = await runs.marks.get(record.job);
    const answer = await vscode.window.showInputBox({
      title: t('Name of this run of {0}', record.label),
      prompt: t('Leave it empty for the function’s own'),
      value: name === '' ? record.label : name,
    });
    if (answer === undefined) return;
    const text = answer.trim();
    await runs.marks.change(record.job, { name: text === record.label ? '' : text });
  }

  async note(jobs: readonly string[]): Promise<void> {
    const { runs } = await this.#rooms.get();
    const [record] = await this.#records(jobs.slice(0, 1), () => true, t('The run to note something about'));
    if (record === undefined) return;
    const answer = await vscode.window.showInputBox({
      title: t('Note about this run of {0}', record.label),
      prompt: t('Shown when the mouse rests on the run, and found by the filter'),
      value: (await runs.marks.get(record.job)).note,
    });
    if (answer !== undefined) await runs.marks.change(record.job, { note: answer.trim() });
  }

  /** Says what goes before it does. Where a host cannot be reached, what is known here may go alone. */
  async delete(jobs: readonly string[]): Promise<void> {
    const suits = ({ state, bundle }: JobRecord): boolean => isEndState(state) || bundle === null;
    const records = await this.#records(jobs, suits, t('The run to delete'));
    const running = records.find((record) => !suits(record));
    if (running !== undefined) return this.#offerInstead(running);
    const [first] = records;
    if (first === undefined) return;
    const what = records.length === 1 ? t('this run of {0}', first.label) : runCount(records.length);
    const hosts = [...new Set(records.map(({ host }) => host))].join(', ');
    const detail = t('Output, results and files that they wrote on {0} go, too. This cannot be undone.', hosts);
    const chosen = await vscode.window.showWarningMessage(t('Delete {0}?', what), { modal: true, detail }, t('Delete'));
    if (chosen !== t('Delete')) return;
    const unreached: JobRecord[] = [];
    let why: FarcallError | undefined;
    for (const record of records) {
      try {
        await this.#remove(record);
      } catch (error) {
        if (!(error instanceof FarcallError && errorKinds[error.code] === 'host')) throw error;
        why = error;
        unreached.push(record);
      }
    }
    if (why !== undefined) await this.#deleteHere(unreached, why);
  }

  /** What runs is not deleted. Its host may be gone for good, though, and then nobody can end it. */
  async #offerInstead(record: JobRecord): Promise<void> {
    const { job, label, host } = record;
    const message = t('{0} on {1} has not ended, as far as is known here.', label, host);
    const cost = t('If it is removed from the list, it goes on there and is not told of any more.');
    const [cancel, remove] = [t('Cancel Run'), t('Remove from the List')];
    const chosen = await vscode.window.showWarningMessage(`${message} ${cost}`, cancel, remove);
    if (chosen === cancel) runCommand('farcall.cancelJob', job);
    if (chosen === remove) await this.#remove(record, true);
  }

  async #deleteHere(records: readonly JobRecord[], why: FarcallError): Promise<void> {
    const message = t('{0} What it has of {1} is still there.', describe(why), runCount(records.length));
    const remove = t('Remove from the List');
    const chosen = await vscode.window.showWarningMessage(message, remove);
    if (chosen === remove) for (const record of records) await this.#remove(record, true);
  }

  /** It leaves the panel, too: nothing of what that offers could be done with it. */
  async #remove({ job }: JobRecord, onlyHere = false): Promise<void> {
    const { runs } = await this.#rooms.get();
    await runs.remove(job, onlyHere);
    await this.#panel.forget(job);
  }

  /** The records of the jobs that are named; without any, the one that a person picks among those that suit. */
  async #records(
    jobs: readonly string[],
    suits: (record: JobRecord) => boolean,
    placeHolder: string,
  ): Promise<readonly JobRecord[]> {
    const { runs } = await this.#rooms.get();
    const records = await runs.records();
    if (jobs.length > 0) return records.filter(({ job }) => jobs.includes(job));
    const picked = await pickSuitable(records, suits, placeHolder);
    return picked === undefined ? [] : [picked];
  }
}
