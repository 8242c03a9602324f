import { randomBytes } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables';
import type { Logger } from '../../base/logging';
import { describe } from '../../base/errors';
import type { JobRecord } from '../../contract/registry';
import type { SentFiles } from '../../run/sentFiles';
import type { Run } from '../../run/service';
import type { CommandName } from '../commandNames';
import type { ErrorAction } from '../errorActions';
import type { ErrorReporter } from '../errorReporter';
import { pageLanguage } from '../language';
import { PageWatch } from '../pageWatch';
import { BrowserPages } from '../values/browserPages';
import { savePreview } from '../values/previewFiles';
import { panelStyles, webviewPage } from '../webviewPage';
import type { ArtifactFiles } from './artifactFiles';
import { errorAsMarkdown, errorAsText } from './errorReport';
import type { FrameOpener } from './frameOpener';
import type { JobSource } from './jobStatus';
import type { OutputWidth } from './outputWidth';
import type { PageMenuItem } from './pageMenu';
import type { EditorToPanel, PanelToEditor, ShownPlace } from './protocol';
import { ShownJob, type OutputReader } from './shownJob';
import { panelViewId } from './viewId';

/** Runs a contributed command: the page's buttons do what the palette does. */
type RunCommand = (name: CommandName, ...args: readonly unknown[]) => void;

/** Shows again the job that a page showed before the window was reloaded; false where it is gone. */
type Recall = (job: string) => Promise<boolean>;

/** How long a view may take to come up, in milliseconds. */
const mostPatience = 5000;

const nothing: EditorToPanel = { type: 'snapshot', status: null, output: [], truncated: false, shown: [] };

/** While it is set there is no such view, as package.json has it. */
const awayKey = 'farcall.panelAway';

export interface JobPanelParts {
  /** The extension's own folder. */
  readonly extension: vscode.Uri;
  readonly run: RunCommand;
  readonly read: OutputReader;
  readonly recall: Recall;
  readonly frames: FrameOpener;
  readonly artifacts: ArtifactFiles;
  readonly width: OutputWidth;
  /** What was sent with a job, as its host tells it. */
  readonly sent: (job: string) => Promise<SentFiles | undefined>;
  readonly errors: ErrorReporter;
  readonly log: Logger;
}

/** The panel's view. It holds no state of its own: what is hidden is drawn again from the job. */
export class JobPanel implements vscode.WebviewViewProvider, Disposable {
  readonly #root: vscode.Uri;
  readonly #run: RunCommand;
  readonly #read: OutputReader;
  readonly #recall: Recall;
  readonly #frames: FrameOpener;
  readonly #artifacts: ArtifactFiles;
  readonly #width: OutputWidth;
  readonly #sent: JobPanelParts['sent'];
  readonly #errors: ErrorReporter;
  readonly #log: Logger;
  readonly #pages = new BrowserPages();
  readonly #seen = new vscode.EventEmitter<string>();
  /** Fired with a job's id when a person can see it. */
  readonly onSeen = this.#seen.event;
  readonly #watch = new PageWatch(() => this.#doing(this.#remake()));
  #view: vscode.WebviewView | undefined;
  #onResolved: (() => void) | undefined;
  #onGone: (() => void) | undefined;
  #shown: ShownJob | undefined;

  constructor(parts: JobPanelParts) {
    this.#root = vscode.Uri.joinPath(parts.extension, 'dist', 'webview');
    this.#run = parts.run;
    this.#read = parts.read;
    this.#recall = parts.recall;
    this.#frames = parts.frames;
    this.#artifacts = parts.artifacts;
    this.#width = parts.width;
    this.#sent = parts.sent;
    this.#errors = parts.errors;
    this.#log = parts.log;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#onResolved?.();
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: [this.#root] };
    const received = webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    const visibility = view.onDidChangeVisibility(() => {
      this.#watch.seen(view.visible);
      this.#tellSeen();
    });
    this.#watch.seen(view.visible);
    view.onDidDispose(() => {
      received.dispose();
      visibility.dispose();
      this.#watch.seen(false);
      if (this.#view === view) this.#view = undefined;
      this.#onGone?.();
    });
    const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#root, name)).toString();
    webview.html = webviewPage({
      nonce: randomBytes(16).toString('base64url'),
      cspSource: webview.cspSource,
      script: asset('panel.js'),
      styles: panelStyles.map(asset),
      title: 'Farcall',
      language: pageLanguage,
    });
  }

  /** The job that is shown, where the panel is in sight. */
  get visibleJob(): string | undefined {
    return this.#view?.visible ? this.#shown?.job : undefined;
  }

  get shown(): ShownJob | undefined {
    return this.#shown;
  }

  /** Shows a run from its first line on. */
  showRun(run: Run): void {
    this.#replace(new ShownJob(run.record, (message) => this.#post(message))).follow(run);
  }

  /** Shows what the record says; `ShownJob.follow` adds the rest. */
  showRecord(record: JobRecord): ShownJob {
    const shown = this.#replace(new ShownJob(record, (message) => this.#post(message)));
    shown.post();
    return shown;
  }

  /** Shows nothing, where it shows this job. */
  async forget(job: string): Promise<void> {
    if (this.#shown?.job !== job) return;
    this.#shown.dispose();
    this.#shown = undefined;
    await this.#post(nothing);
  }

  /** Brings the panel into sight; the keyboard stays where it is. */
  async reveal(): Promise<void> {
    if (this.#view === undefined) {
      // VS Code's answer may come before it has asked for the view.
      const resolved = new Promise<void>((resolve) => {
        this.#onResolved = resolve;
        setTimeout(resolve, mostPatience);
      });
      await vscode.commands.executeCommand(`${panelViewId}.focus`, { preserveFocus: true });
      await resolved;
    } else {
      this.#view.show(true);
    }
    this.#tellSeen();
  }

  /** An item of the page's menu was chosen: what it is for, only the page knows. */
  choose(item: PageMenuItem): Promise<void> {
    return this.#post({ type: 'menu', item });
  }

  dispose(): void {
    this.#watch.dispose();
    this.#shown?.dispose();
    this.#seen.dispose();
    this.#pages.dispose();
  }

  /** Takes the view away and puts it back where it was: VS Code makes the page of a view once, and shows it as it is. */
  async #remake(): Promise<void> {
    this.#log.log('warn', 'The panel’s page did not come up. It is made anew.');
    const gone = new Promise<void>((resolve) => {
      this.#onGone = resolve;
      setTimeout(resolve, mostPatience);
    });
    await vscode.commands.executeCommand('setContext', awayKey, true);
    await gone;
    await vscode.commands.executeCommand('setContext', awayKey, false);
    await this.reveal();
  }

  #replace(next: ShownJob): ShownJob {
    this.#shown?.dispose();
    this.#shown = next;
    this.#tellSeen();
    return next;
  }

  #tellSeen(): void {
    const job = this.visibleJob;
    if (job !== undefined) this.#seen.fire(job);
  }

  /** Resolves when the page has been given it. */
  async #post(message: EditorToPanel): Promise<void> {
    // A page that is hidden is gone; it asks for a snapshot when it is back.
    if (this.#view?.visible) await this.#view.webview.postMessage(message);
  }

  async #receive(message: unknown): Promise<void> {
    // Loaded with the first message: a parser is no part of activation.
    const { panelToEditorSchema } = await import('./protocol');
    const parsed = panelToEditorSchema.safeParse(message);
    if (parsed.success) this.#act(parsed.data);
    else this.#log.log('warn', `The panel sent what it should not: ${describe(parsed.error)}`);
  }

  #act(message: PanelToEditor): void {
    switch (message.type) {
      case 'ready':
        this.#watch.ready();
        this.#doing(this.#begin(message.job));
        return;
      case 'columns':
        this.#width.tell(message.columns);
        return;
      case 'cancel':
        this.#run('farcall.cancelJob', message.job);
        return;
      case 'rerun':
        this.#run('farcall.rerunJob', message.job);
        return;
      case 'runWithLine':
        if (this.#shown?.job === message.job) this.#run('farcall.rerunJob', message.job, this.#shown.lackedStatement);
        return;
      case 'preview':
        this.#run('farcall.previewBundle', message.job);
        return;
      case 'reconnect':
        this.#run('farcall.showJob', message.job);
        return;
      case 'save':
        this.#run('farcall.saveResult', message.job, message.artifact);
        return;
      case 'copyAsPython':
        this.#run('farcall.copyAsPython', message.job);
        return;
      case 'savePreview':
        this.#withPreview(message, message.mime, (data, record) => savePreview(record, message.mime, data));
        return;
      case 'openInBrowser':
        this.#withPreview(message, 'text/html', (html, { label }) => this.#pages.open(label, html));
        return;
      case 'open':
        if (this.#shown?.job === message.job) this.#doing(this.#frames.open(this.#shown.record, message));
        return;
      case 'listSent':
        if (this.#shown?.job === message.job) this.#doing(this.#listSent(this.#shown));
        return;
      case 'look':
        if (this.#shown?.job === message.job) this.#doing(this.#look(message.job, message.artifact));
        return;
      case 'openArtifact':
        if (this.#shown?.job === message.job) this.#doing(this.#artifacts.open(message.job, message.artifact));
        return;
      case 'rerunSent':
        this.#run('farcall.rerunJobAsSent', message.job);
        return;
      case 'copyError':
        if (this.#shown?.job === message.job) this.#copyError(this.#shown, message.form);
        return;
      case 'copy':
        void vscode.env.clipboard.writeText(message.text);
        return;
      case 'openUrl':
        void vscode.env.openExternal(vscode.Uri.parse(message.url, true));
        return;
      case 'loadAll':
        if (this.#shown?.job === message.job) this.#doing(this.#shown.postAll(this.#read));
        return;
      case 'step':
        if (this.#shown?.job === message.job) this.#perform(message.action, this.#shown.source);
        return;
      case 'addHost':
        this.#run('farcall.addHost');
        return;
    }
  }

  async #begin(job: string | undefined): Promise<void> {
    if (this.#shown) this.#shown.post();
    else if (job === undefined || !(await this.#recall(job))) {
      await this.#post(nothing);
    }
  }

  /** The page names a preview; what it is comes from the job. */
  #withPreview(
    { job, place }: { readonly job: string; readonly place: ShownPlace },
    mime: string,
    act: (data: string, record: JobRecord) => Promise<void>,
  ): void {
    const data = this.#shown?.job === job ? this.#shown.previews(place)?.[mime] : undefined;
    if (this.#shown && data !== undefined) {
      act(data, this.#shown.record).catch((error: unknown) => this.#errors.report(error));
    }
  }

  #perform(action: ErrorAction, { record: { host, workspace, job }, failure }: JobSource): void {
    this.#doing(this.#errors.perform(action, { host, workspace, job }, failure));
  }

  /** What goes wrong in it is told once. */
  #doing(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#errors.report(error));
  }

  async #listSent(shown: ShownJob): Promise<void> {
    shown.list((await this.#sent(shown.job))?.manifest);
  }

  async #look(job: string, path: string): Promise<void> {
    const why = t('It could not be fetched.');
    try {
      await this.#post({ type: 'artifact', job, path, look: await this.#artifacts.look(job, path) });
    } catch (error) {
      await this.#post({ type: 'artifact', job, path, look: { kind: 'neither', why } });
      throw error;
    }
  }

  #copyError({ source }: ShownJob, form: 'text' | 'markdown'): void {
    const text = form === 'text' ? errorAsText(source) : errorAsMarkdown(source);
    if (text !== undefined) void vscode.env.clipboard.writeText(text);
  }
}
