import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import type { RunService } from '../run/service';
import type { HostChooser } from './hostChooser';
import type { Lazy } from './lazy';
import type { Rooms } from './rooms';
import { runProgress } from './runProgress';
import type { Settings } from './settings';
import { statusTexts } from './statusText';
import type { UnseenEnds } from './unseenEnds';

/** The status-bar item: what runs and how far it is, what failed unseen, else where runs go. A click opens the monitor. */
export class StatusBar implements Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #store = new DisposableStore();
  readonly #chooser: HostChooser;
  readonly #unseen: UnseenEnds;
  #runs: RunService | undefined;
  #host: string | undefined;
  #ticking: NodeJS.Timeout | undefined;

  constructor(rooms: Lazy<Rooms>, chooser: HostChooser, unseen: UnseenEnds, settings: Settings) {
    this.#chooser = chooser;
    this.#unseen = unseen;
    this.#item = this.#store.add(vscode.window.createStatusBarItem('farcall.jobs', vscode.StatusBarAlignment.Left, 1));
    this.#item.name = 'Farcall';
    this.#item.command = 'farcall.showRuns';
    this.#store.add({ dispose: () => clearInterval(this.#ticking) });
    this.#store.add(unseen.onChanged(() => this.#render()));
    this.#store.add(vscode.window.onDidChangeActiveTextEditor(() => this.#render()));
    this.#store.add(settings.onChanged(() => void this.#readHost()));
    rooms.whenLoaded(({ runs, hosts }) => {
      this.#runs = runs;
      this.#store.add(runs.onActiveChanged(() => this.#render()));
      this.#store.add(hosts.onChanged(() => void this.#readHost()));
      void this.#readHost();
    });
    // Before the rooms are loaded, a setting is all that is known; one of a workspace counts only where that is trusted.
    if (vscode.workspace.isTrusted) this.#host = settings.defaultHost();
    this.#render();
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #readHost(): Promise<void> {
    // A hosts.json that cannot be read is told of where it is used, not here.
    this.#host = await this.#chooser.current().catch(() => undefined);
    this.#render();
  }

  #render(): void {
    if (this.#store.disposed) return;
    const running = (this.#runs?.active ?? []).map(({ record, lines }) => ({
      label: record.label,
      host: record.host,
      since: record.created,
      percent: runProgress(lines),
    }));
    const unseen = this.#unseen.failed;
    const relevant = vscode.window.visibleTextEditors.some(({ document }) => document.languageId === 'python');
    const texts = statusTexts({ running, unseen, host: this.#host, relevant }, Date.now());
    this.#tick(running.length > 0);
    if (texts === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = texts.text;
    this.#item.tooltip = texts.tooltip;
    this.#item.backgroundColor = texts.alarming ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#item.show();
  }

  #tick(on: boolean): void {
    if (on === (this.#ticking !== undefined)) return;
    clearInterval(this.#ticking);
    this.#ticking = on ? setInterval(() => this.#render(), 1000) : undefined;
  }
}
