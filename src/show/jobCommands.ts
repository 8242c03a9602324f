import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError } from '../base/errors';
import { isEndState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import type { RunService } from '../run/service';
import type { EditorPrompts } from './editorPrompts';
import type { ErrorReporter } from './errorReporter';
import type { Lazy } from './lazy';
import type { JobPanel } from './panel/jobPanel';
import { pickRun, pickSuitable } from './pickRun';
import type { Rooms } from './rooms';

/** What can be done with one job: show, cancel, run again. `job` is undefined where the palette asked for it. */
export class JobCommands {
  readonly #rooms: Lazy<Rooms>;
  readonly #panel: JobPanel;
  readonly #prompts: Pick<EditorPrompts, 'quietly'>;
  readonly #errors: ErrorReporter;

  constructor(rooms: Lazy<Rooms>, panel: JobPanel, prompts: Pick<EditorPrompts, 'quietly'>, errors: ErrorReporter) {
    this.#rooms = rooms;
    this.#panel = panel;
    this.#prompts = prompts;
    this.#errors = errors;
  }

  /** Shows what is known at once and follows the job for the rest; `latest` opens the panel on the newest one. */
  async show(job: string | undefined): Promise<void> {
    const { runs } = await this.#rooms.get();
    const records = await runs.records();
    const record = job === 'latest' ? records[0] : await this.find(job, () => true, t('The run to show'));
    await this.#panel.reveal();
    if (record === undefined) return;
    const active = runs.active.find((run) => run.job === record.job);
    const shown = this.#panel.shown;
    if (shown?.job === record.job && shown.live) return;
    if (active) {
      this.#panel.showRun(active);
      return;
    }
    await this.#open(runs, record);
  }

  /**
   * Shows again what a page showed before the window was reloaded, where it is still known. Nobody asked for it now, so
   * nobody is asked for anything on the way to its host.
   */
  async recall(job: string): Promise<boolean> {
    const { runs } = await this.#rooms.get();
    const record = (await runs.records()).find((one) => one.job === job);
    if (record === undefined) return false;
    // Somebody may have started a run meanwhile.
    if (this.#panel.shown !== undefined) return true;
    if (vscode.workspace.isTrusted) void this.#prompts.quietly(() => this.#open(runs, record));
    else this.#panel.showRecord(record);
    return true;
  }

  async #open(runs: RunService, record: JobRecord): Promise<void> {
    const opened = this.#panel.showRecord(record);
    // What never reached a host left nothing there.
    if (record.bundle === null) return;
    try {
      const run = await runs.open(record.job);
      // The panel says why a job cannot be followed; that is the one place.
      run.done.catch(() => undefined);
      opened.follow(run);
    } catch (error) {
      opened.fail(error);
    }
  }

  /** Shows one of several; asks which where there is a choice. */
  async showAmong(records: readonly JobRecord[]): Promise<void> {
    const record = records.length > 1 ? await pickRun(records, t('The run to show')) : records[0];
    if (record) await this.show(record.job);
  }

  async cancel(job: string | undefined): Promise<void> {
    const { runs } = await this.#rooms.get();
    const record = await this.find(job, ({ state }) => !isEndState(state), t('The run to cancel'));
    if (record === undefined) return;
    try {
      await runs.cancel(record.job);
    } catch (error) {
      this.#errors.report(error, { host: record.host, workspace: record.workspace });
    }
  }

  /** The job that is to run again, from the palette too. */
  recordToRerun(job: string | undefined): Promise<JobRecord | undefined> {
    return this.find(job, ({ state }) => isEndState(state), t('The run to run again'));
  }

  /** The job, or the one that the person picks among those that suit. */
  async find(
    job: string | undefined,
    suits: (record: JobRecord) => boolean,
    placeHolder: string,
  ): Promise<JobRecord | undefined> {
    const { runs } = await this.#rooms.get();
    const records = await runs.records();
    if (job !== undefined) {
      // A run that never reached a host is in no registry.
      const shown = this.#panel.shown?.record;
      const here = [...runs.active.map((run) => run.record), ...(shown ? [shown] : []), ...records];
      const found = here.find((one) => one.job === job);
      if (found === undefined) throw new FarcallError('unknown-job', t('There is no run {0}.', job));
      return found;
    }
    return pickSuitable(records, suits, placeHolder);
  }
}
