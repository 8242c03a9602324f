import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { isEndState } from '../contract/jobStates';
import { Clicks } from './clicks';
import { runCommand } from './commands';
import { lastRunTitle, lastRunTooltip } from './editor/lastRunText';
import type { LastRun, LastRuns } from './editor/lastRuns';
import type { Runnable, Runnables } from './editor/runnables';
import { LensCommands } from './lensCommands';
import { runnableIn } from './notebooks';
import type { Settings } from './settings';

/** How often the clock of a run that is under way ticks, in milliseconds. */
const tickMs = 1000;

/**
 * "Run on remote" above what can run, and beside it what came of the last run. The scan reads lines alone, so typing
 * stays quick in long files.
 */
export class RunLensProvider implements vscode.CodeLensProvider, Disposable {
  readonly #runnables: Runnables;
  readonly #settings: Settings;
  readonly #lastRuns: LastRuns;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #commands: LensCommands;
  readonly #clicks = new Clicks(() => performance.now());
  readonly #subscriptions: Disposable[];
  #clock: NodeJS.Timeout | undefined;

  constructor(runnables: Runnables, settings: Settings, lastRuns: LastRuns) {
    this.#runnables = runnables;
    this.#settings = settings;
    this.#lastRuns = lastRuns;
    this.#commands = new LensCommands({
      runOnRemote: (target) => {
        if (this.#clicks.isFirst(`${target.uri}#${target.qualname ?? ''}`)) runCommand('farcall.runOnRemote', target);
      },
      showLastRun: ({ uri, qualname }) =>
        runCommand('farcall.showJob', this.#lastRunOf(vscode.Uri.parse(uri, true), qualname ?? '')?.record.job),
    });
    this.#subscriptions = [
      this.#commands,
      settings.onChanged(() => this.#changed.fire()),
      lastRuns.onChanged(() => {
        this.#keepTime();
        this.#changed.fire();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.isTrusted || !this.#settings.lensesIn(document)) return [];
    return this.#runnables.in(document).flatMap((runnable) => {
      const last = this.#lastRunOf(document.uri, runnable.name);
      const run = this.#runLens(document, runnable);
      return last === undefined ? [run] : [run, this.#lastRunLens(document, runnable, last)];
    });
  }

  #runLens({ uri }: vscode.TextDocument, { name, line, what }: Runnable): vscode.CodeLens {
    return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
      title: t('Run on remote'),
      tooltip: t('Run {0} on a remote host', what),
      command: this.#commands.commandFor('runOnRemote', targetOf(uri, name)),
    });
  }

  #lastRunLens({ uri }: vscode.TextDocument, { name, line }: Runnable, last: LastRun): vscode.CodeLens {
    const now = Date.now();
    return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
      title: lastRunTitle(last, now),
      tooltip: lastRunTooltip(last, now),
      command: this.#commands.commandFor('showLastRun', targetOf(uri, name)),
    });
  }

  #lastRunOf(uri: vscode.Uri, name: string): LastRun | undefined {
    const place = runnableIn(uri, name === '' ? undefined : name);
    return this.#lastRuns.of(place.uri.fsPath, place.qualname);
  }

  /** The clock goes while something is under way: lenses that nobody sees are not asked for. */
  #keepTime(): void {
    const on = this.#lastRuns.followed.some(({ record }) => !isEndState(record.state));
    if (on === (this.#clock !== undefined)) return;
    clearInterval(this.#clock);
    this.#clock = on ? setInterval(() => this.#changed.fire(), tickMs) : undefined;
  }

  dispose(): void {
    clearInterval(this.#clock);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}

function targetOf(uri: vscode.Uri, name: string): { readonly uri: string; readonly qualname: string | undefined } {
  return { uri: uri.toString(), qualname: name === '' ? undefined : name };
}
