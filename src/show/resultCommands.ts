import * as vscode from 'vscode';
import { FarcallError, describe, errorKinds } from '../base/errors';
import { formatCount } from '../base/format';
import { isEndState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import type { Lazy } from './lazy';
import { pickSuitable } from './pickRun';
import type { Rooms } from './rooms';

/** What a person makes of runs: a pin, a name, a note; and their end. The ids come from the Results tree or the palette. */
export class ResultCommands {
  readonly #rooms: Lazy<Rooms>;

  constructor(rooms: Lazy<Rooms>) {
    this.#rooms = rooms;
  }

  async pin(jobs: readonly string[], pinned: boolean): Promise<void> {
    const { runs } = await this.#rooms.get();
    const marks = await runs.marks.all();
    const suits = ({ job }: JobRecord): boolean => (marks.get(job)?.pinned ?? false) !== pinned;
    const chosen = await this.#records(jobs, suits, pinned ? 'The run to pin' : 'The run to unpin');
    for (const { job } of chosen) await runs.marks.change(job, { pinned });
  }

  async rename(jobs: readonly string[]): Promise<void> {
    const { runs } = await this.#rooms.get();
    const [record] = await this.#records(jobs.slice(0, 1), () => true, 'The run to rename');
    if (record === undefined) return;
    const { name } = await runs.marks.get(record.job);
    const answer = await vscode.window.showInputBox({
      title: `Name of this run of ${record.label}`,
      prompt: 'Leave it empty for the function’s own',
      value: name === '' ? record.label : name,
    });
    if (answer === undefined) return;
    const text = answer.trim();
    await runs.marks.change(record.job, { name: text === record.label ? '' : text });
  }

  async note(jobs: readonly string[]): Promise<void> {
    const { runs } = await this.#rooms.get();
    const [record] = await this.#records(jobs.slice(0, 1), () => true, 'The run to note something about');
    if (record === undefined) return;
    const answer = await vscode.window.showInputBox({
      title: `Note about this run of ${record.label}`,
      prompt: 'Shown when the mouse rests on the run, and found by the filter',
      value: (await runs.marks.get(record.job)).note,
    });
    if (answer !== undefined) await runs.marks.change(record.job, { note: answer.trim() });
  }

  /** Says what goes before it does. Where a host cannot be reached, what is known here may go alone. */
  async delete(jobs: readonly string[]): Promise<void> {
    const { runs } = await this.#rooms.get();
    const suits = ({ state, bundle }: JobRecord): boolean => isEndState(state) || bundle === null;
    const records = await this.#records(jobs, suits, 'The run to delete');
    const running = records.find((record) => !suits(record));
    if (running !== undefined) {
      throw new FarcallError('usage', `${running.label} on ${running.host} still runs.`, { next: 'Cancel it first.' });
    }
    const [first] = records;
    if (first === undefined) return;
    const what = records.length === 1 ? `this run of ${first.label}` : formatCount(records.length, 'run');
    const hosts = [...new Set(records.map(({ host }) => host))].join(', ');
    const detail = `Output, results and files that they wrote on ${hosts} go, too. This cannot be undone.`;
    const chosen = await vscode.window.showWarningMessage(`Delete ${what}?`, { modal: true, detail }, 'Delete');
    if (chosen !== 'Delete') return;
    const unreached: JobRecord[] = [];
    let why: FarcallError | undefined;
    for (const record of records) {
      try {
        await runs.remove(record.job);
      } catch (error) {
        if (!(error instanceof FarcallError && errorKinds[error.code] === 'host')) throw error;
        why = error;
        unreached.push(record);
      }
    }
    if (why !== undefined) await this.#deleteHere(unreached, why);
  }

  async #deleteHere(records: readonly JobRecord[], why: FarcallError): Promise<void> {
    const { runs } = await this.#rooms.get();
    const message = `${describe(why)} What it has of ${formatCount(records.length, 'run')} is still there.`;
    const remove = 'Remove from the List';
    const chosen = await vscode.window.showWarningMessage(message, remove);
    if (chosen === remove) for (const { job } of records) await runs.remove(job, true);
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
