import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobRecord } from '../contract/registry';
import { findWorkspace } from '../inspect/sources';
import type { Run, RunRequest } from '../run/service';
import type { Arguments, ArgumentsPrompt } from './argumentsPrompt';
import { requireOnDisk, targetAtCursor } from './editor/runPlaces';
import type { ErrorReporter } from './errorReporter';
import type { HostChooser } from './hostChooser';
import type { Lazy } from './lazy';
import type { LensTarget } from './lensCommands';
import { documentOf, runnableIn } from './notebooks';
import type { JobPanel } from './panel/jobPanel';
import type { OutputWidth } from './panel/outputWidth';
import type { Rooms } from './rooms';
import { runScope } from './runScope';
import type { Settings } from './settings';

/** What is needed of a job to make its call again. */
type PastCall = Pick<JobRecord, 'file' | 'qualname' | 'args' | 'argv' | 'workspace' | 'host'>;

export interface LauncherParts {
  readonly rooms: Lazy<Rooms>;
  readonly settings: Settings;
  readonly hosts: HostChooser;
  readonly argumentsPrompt: ArgumentsPrompt;
  readonly panel: JobPanel;
  readonly width: OutputWidth;
  readonly errors: ErrorReporter;
}

/** From a click to a run in the panel. */
export class RunLauncher {
  readonly #parts: LauncherParts;

  constructor(parts: LauncherParts) {
    this.#parts = parts;
  }

  /** Runs what a lens stands above or, without one, what the cursor is in. */
  async launch(target: LensTarget | undefined, always: boolean): Promise<void> {
    const { uri, qualname: named } = target ?? targetAtCursor();
    const given = vscode.Uri.parse(uri, true);
    const { uri: place, qualname } = runnableIn(given, named);
    requireOnDisk(place);
    const file = place.fsPath;
    // A whole notebook, with all that it has shown, may be too large for VS Code to open as a text.
    const text = qualname === undefined ? '' : (await vscode.workspace.openTextDocument(given)).getText();
    const { argumentsPrompt, hosts, settings } = this.#parts;
    const answer = await argumentsPrompt.ask({ file, text, qualname, always });
    if (answer === undefined) return;
    const host = await hosts.currentOrAsk(place);
    if (host === undefined) return;
    const workspace = vscode.workspace.getWorkspaceFolder(place)?.uri.fsPath ?? findWorkspace(file);
    await this.#start({
      entry: { file, qualname, args: answer.args },
      workspace,
      host,
      argv: answer.argv,
      ...this.#terminalIn(place),
      ...(await runScope(settings, place, workspace)),
    });
  }

  /** The same call again, with the source as it is now and, from now on, the statement that is to be kept. */
  async rerun(record: PastCall | undefined, keep?: string): Promise<void> {
    if (record === undefined) return;
    if (keep !== undefined) await this.#keep(record, keep);
    await this.#again(record, record);
  }

  /** The same function again, with arguments that are asked for. */
  async rerunWithArguments(record: JobRecord | undefined): Promise<void> {
    if (record === undefined) return;
    const { file } = record;
    const qualname = qualnameOf(record);
    const next = t('Put it back where it was, or run this version’s code again.');
    const answer = await this.#parts.argumentsPrompt.ask({
      file,
      text: (await documentOf(file, qualname, next))?.getText() ?? '',
      qualname,
      always: true,
      start: record,
    });
    if (answer !== undefined) await this.#again(record, answer);
  }

  /** The very code that ran, whatever the files are now: on its host, or on another that is asked for. */
  async rerunAsSent(record: JobRecord | undefined): Promise<void> {
    if (record === undefined) return;
    const { rooms, hosts } = this.#parts;
    const host = await hosts.pick(t('Where this version’s code runs again'), record.host);
    if (host === undefined) return;
    const terminal = this.#terminalIn(vscode.Uri.file(record.file));
    await this.#show(await (await rooms.get()).runs.runAsSent(record.job, host, terminal), record.workspace);
  }

  async #again(record: PastCall, { args, argv }: Arguments): Promise<void> {
    const { file, workspace, host } = record;
    const { settings } = this.#parts;
    const place = vscode.Uri.file(file);
    await this.#start({
      entry: { file, qualname: qualnameOf(record), args },
      workspace,
      host,
      argv,
      ...this.#terminalIn(place),
      ...(await runScope(settings, place, workspace)),
    });
  }

  async #keep(record: PastCall, statement: string): Promise<void> {
    const { choices } = (await this.#parts.rooms.get()).bundles;
    const chooser = { workspace: record.workspace, entry: { file: record.file, qualname: qualnameOf(record) } };
    const before = await choices.get(chooser);
    await choices.set(chooser, { ...before, statements: { ...before.statements, [statement]: 'keep' } });
  }

  /** The setting asks for a terminal; where it does not, the host's options may. */
  #terminalIn(file: vscode.Uri): Pick<RunRequest, 'terminal' | 'terminalSize'> {
    const { settings, width } = this.#parts;
    return { ...(settings.terminal(file) && { terminal: true }), terminalSize: width.terminalSize };
  }

  async #start(request: RunRequest): Promise<void> {
    await this.#show((await this.#parts.rooms.get()).runs.run(request), request.workspace);
  }

  async #show(run: Run, workspace: string): Promise<void> {
    const { panel, errors } = this.#parts;
    panel.showRun(run);
    const revealed = panel.reveal();
    run.done.catch(async (error: unknown) => {
      await revealed;
      // The panel tells it, with the same next steps; a message is for who does not see the panel.
      if (panel.visibleJob === run.job) errors.note(error);
      else errors.report(error, { host: run.host, workspace, ...(run.safe ? {} : { job: run.job }) });
    });
    await revealed;
  }
}

function qualnameOf({ qualname }: PastCall): string | undefined {
  return qualname === '' ? undefined : qualname;
}
