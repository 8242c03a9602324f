import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import type { Run, RunService } from '../run/service';
import type { HostChooser } from './hostChooser';
import type { Lazy } from './lazy';
import type { JobPanel } from './panel/jobPanel';
import type { Rooms } from './rooms';
import type { Settings } from './settings';
import { statusTexts } from './statusText';

/** The status-bar item: what runs, what failed unseen, else where runs go. A click opens the panel. */
export class StatusBar implements Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #store = new DisposableStore();
  readonly #chooser: HostChooser;
  readonly #panel: JobPanel;
  readonly #watched = new Set<string>();
  readonly #unseen = new Map<string, string>();
  #runs: RunService | undefined;
  #host: string | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #pointsAt: string | undefined;

  constructor(rooms: Lazy<Rooms>, chooser: HostChooser, panel: JobPanel, settings: Settings) {
    this.#chooser = chooser;
    this.#panel = panel;
    this.#item = this.#store.add(vscode.window.createStatusBarItem('farcall.jobs', vscode.StatusBarAlignment.Left, 1));
    this.#item.name = 'Farcall Jobs';
    this.#store.add({ dispose: () => clearInterval(this.#ticking) });
    this.#store.add(
      panel.onSeen((job) => {
        if (this.#unseen.delete(job)) this.#render();
      }),
    );
    this.#store.add(vscode.window.onDidChangeActiveTextEditor(() => this.#render()));
    this.#store.add(settings.onChanged(() => void this.#readHost()));
    rooms.whenLoaded(({ runs, hosts }) => {
      this.#runs = runs;
      this.#store.add(runs.onActiveChanged(() => this.#onActive()));
      this.#store.add(hosts.onChanged(() => void this.#readHost()));
      this.#onActive();
      void this.#readHost();
    });
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

  #onActive(): void {
    for (const run of this.#runs?.active ?? []) this.#watch(run);
    this.#render();
  }

  #watch(run: Run): void {
    if (this.#watched.has(run.job)) return;
    this.#watched.add(run.job);
    run.done.then(
      (done) => {
        const bad = done.state === 'failed' || done.state === 'lost';
        if (bad && this.#panel.visibleJob !== run.job) this.#unseen.set(run.job, run.record.label);
        this.#forget(run);
      },
      () => this.#forget(run),
    );
  }

  #forget(run: Run): void {
    this.#watched.delete(run.job);
    this.#render();
  }

  #render(): void {
    if (this.#store.disposed) return;
    const running = (this.#runs?.active ?? []).map(({ record }) => ({
      job: record.job,
      label: record.label,
      host: record.host,
      since: record.created,
    }));
    const unseen = [...this.#unseen].map(([job, label]) => ({ job, label }));
    const relevant = vscode.window.visibleTextEditors.some(({ document }) => document.languageId === 'python');
    const texts = statusTexts({ running, unseen, host: this.#host, relevant }, Date.now());
    this.#tick(running.length > 0);
    if (texts === undefined) {
      this.#item.hide();
      return;
    }
    const job = running.at(0)?.job ?? unseen.at(-1)?.job;
    this.#item.text = texts.text;
    this.#item.tooltip = texts.tooltip;
    this.#item.backgroundColor = texts.alarming ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#point(job ?? 'latest');
    this.#item.show();
  }

  /** Set only when it changes: each setting takes back the command that a click under way may be about to run. */
  #point(job: string): void {
    if (job === this.#pointsAt) return;
    this.#pointsAt = job;
    this.#item.command = { command: 'farcall.showJob', title: 'Show Job', arguments: [job] };
  }

  #tick(on: boolean): void {
    if (on === (this.#ticking !== undefined)) return;
    clearInterval(this.#ticking);
    this.#ticking = on ? setInterval(() => this.#render(), 1000) : undefined;
  }
}
