import { randomBytes } from 'node:crypto';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';
import { FarcallError, describe } from '../../base/errors';
import type { Event } from '../../base/events';
import type { Logger } from '../../base/logging';
import type { Choices } from '../../contract/choices';
import { isSecret } from '../../inspect/secrets';
import type { ErrorReporter } from '../errorReporter';
import { shortLabel } from '../jobText';
import { pageLanguage } from '../language';
import type { Lazy } from '../lazy';
import { openCell } from '../notebooks';
import { openAt } from '../openAt';
import { PageWatch } from '../pageWatch';
import type { Rooms } from '../rooms';
import type { Settings } from '../settings';
import { webviewPage } from '../webviewPage';
import { PreviewSession, type PreviewTarget } from './previewSession';
import { confirmSecret } from './secretQuestion';
import type { EditorToPreview, KeptCall, PreviewToEditor } from './protocol';

/** The tab's kind, as package.json names it. */
export const previewViewType = 'farcall.preview';

/** What is to be previewed, and how its call is run from there. */
export interface PreviewCall {
  /** For the tab: `fit`. */
  readonly name: string;
  readonly kept: KeptCall;
  readonly file: vscode.Uri;
  /** The call as settings, hosts and the editor say now. */
  readonly target: () => Promise<PreviewTarget>;
  readonly run: () => Promise<void>;
}

export interface PreviewPanelParts {
  readonly extension: vscode.Uri;
  readonly rooms: Lazy<Rooms>;
  readonly settings: Settings;
  readonly chooseHost: () => Promise<unknown>;
  readonly errors: ErrorReporter;
  readonly log: Logger;
}

/** "Preview What Will Be Sent": one tab in the editor area, which shows the call that was asked for last. */
export class PreviewPanel implements Disposable {
  readonly #parts: PreviewPanelParts;
  readonly #root: vscode.Uri;
  readonly #watch = new PageWatch(() => this.#remake());
  #panel: vscode.WebviewPanel | undefined;
  #session: PreviewSession | undefined;
  #call: PreviewCall | undefined;
  /** What belongs to the call that is shown. */
  #store = new DisposableStore();
  #stale = false;
  /** Why no call is shown. */
  #notice: EditorToPreview | undefined;

  constructor(parts: PreviewPanelParts) {
    this.#parts = parts;
    this.#root = vscode.Uri.joinPath(parts.extension, 'dist', 'webview');
  }

  async show(call: PreviewCall): Promise<void> {
    // What cannot be loaded opens no tab.
    await this.#parts.rooms.get();
    const panel = (this.#panel ??= this.#create());
    panel.reveal(panel.viewColumn ?? vscode.ViewColumn.Beside, true);
    await this.#begin(call);
  }

  /** Takes over a tab that came back with the window; undefined where nobody knows what it showed. */
  async restore(panel: vscode.WebviewPanel, call: PreviewCall | undefined): Promise<void> {
    if (this.#panel) {
      // There is one tab, and another call was asked for while this one was out of sight.
      panel.dispose();
      return;
    }
    this.#panel = panel;
    this.#equip(panel);
    if (call === undefined) {
      this.#explain(
        t('What was shown here is not known any more. Open the preview again from the function or the run.'),
      );
    } else if (vscode.workspace.isTrusted) {
      await this.#begin(call);
    } else {
      this.#explain(t('Farcall inspects code only in a trusted workspace. Trust this one, and the preview is back.'));
      this.#store.add(
        vscode.workspace.onDidGrantWorkspaceTrust(() => {
          // The tab may have been closed meanwhile.
          if (this.#panel !== panel) return;
          this.#begin(call).catch((error: unknown) => this.#parts.errors.report(error));
        }),
      );
    }
  }

  dispose(): void {
    this.#watch.dispose();
    this.#panel?.dispose();
    this.#store.dispose();
  }

  async #begin(call: PreviewCall): Promise<void> {
    this.#store.dispose();
    const store = (this.#store = new DisposableStore());
    this.#call = call;
    this.#session = undefined;
    this.#notice = undefined;
    this.#entitle();
    this.#post({ type: 'call', call: call.kept });
    const { bundles, hosts, runs } = await this.#parts.rooms.get();
    if (store.disposed) return;
    const session = store.add(
      new PreviewSession({ bundles, target: call.target, source: linesOf, post: (message) => this.#post(message) }),
    );
    this.#session = session;
    session.follow(this.#parts.settings.onChanged, hosts.onChanged);
    store.add(runs.onActiveChanged(() => session.forgetHost()));
    for (const change of this.#changes(session, call)) store.add(change);
    await session.refresh();
  }

  #entitle(): void {
    if (this.#panel && this.#call) this.#panel.title = t('Preview: {0}', shortLabel(this.#call.name));
  }

  #explain(message: string): void {
    this.#notice = { type: 'problem', message, at: undefined };
    this.#post(this.#notice);
  }

  #create(): vscode.WebviewPanel {
    // A tab of before a reload that was not looked at since, or whose page did not come up: it would be a second one.
    const unseen = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(isPreview);
    const panel = vscode.window.createWebviewPanel(
      previewViewType,
      t('Preview'),
      { viewColumn: unseen[0]?.group.viewColumn ?? vscode.ViewColumn.Beside, preserveFocus: true },
      {},
    );
    void vscode.window.tabGroups.close(unseen, true);
    this.#equip(panel);
    return panel;
  }

  /** Opens the tab anew where it was: the page of the old one did not come up. What it shows stays as it is. */
  #remake(): void {
    this.#parts.log.log('warn', 'The preview’s page did not come up. It is made anew.');
    this.#panel = this.#create();
    this.#entitle();
  }

  #equip(panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [this.#root] };
    const asset = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#root, name)).toString();
    webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    this.#watch.seen(panel.visible);
    panel.onDidChangeViewState(() => {
      if (this.#panel === panel) this.#watch.seen(panel.visible);
      if (!panel.visible || !this.#stale) return;
      this.#stale = false;
      this.#session?.schedule();
    });
    panel.onDidDispose(() => {
      // Another one may have taken its place.
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#watch.seen(false);
      this.#session = undefined;
      this.#store.dispose();
    });
    webview.html = webviewPage({
      nonce: randomBytes(16).toString('base64url'),
      cspSource: webview.cspSource,
      script: asset('preview.js'),
      styles: [asset('base.css'), asset('preview.css')],
      title: t('What will be sent'),
      language: pageLanguage,
    });
  }

  /** Whatever may change the answer: an edit, a file that comes or goes. A tab out of sight looks when it is back. */
  #changes(session: PreviewSession, call: PreviewCall): Disposable[] {
    const changed = (file: vscode.Uri, known: boolean): void => {
      if (file.scheme !== 'file' || (known && !session.concerns(file.fsPath))) return;
      if (this.#panel?.visible) session.schedule();
      else this.#stale = true;
    };
    const folder = vscode.workspace.getWorkspaceFolder(call.file) ?? vscode.Uri.joinPath(call.file, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**/*'));
    const on = (event: Event<vscode.Uri>, known: boolean): Disposable => event((file) => changed(file, known));
    return [
      vscode.workspace.onDidChangeTextDocument(({ document }) => changed(document.uri, true)),
      watcher,
      on(watcher.onDidChange, true),
      on(watcher.onDidCreate, false),
      on(watcher.onDidDelete, true),
    ];
  }

  #post(message: EditorToPreview): void {
    // A page that is hidden is gone; it says `ready` when it is back.
    if (this.#panel?.visible) void this.#panel.webview.postMessage(message);
  }

  async #receive(message: unknown): Promise<void> {
    // Loaded with the first message: a parser is no part of activation.
    const { previewToEditorSchema } = await import('./protocol');
    const parsed = previewToEditorSchema.safeParse(message);
    if (!parsed.success) {
      this.#parts.log.log('warn', `The preview sent what it should not: ${describe(parsed.error)}`);
      return;
    }
    await this.#act(parsed.data).catch((error: unknown) => this.#parts.errors.report(error));
  }

  async #act(message: PreviewToEditor): Promise<void> {
    if (message.type === 'ready') {
      this.#watch.ready();
      this.#tellAll();
      return;
    }
    const session = this.#session;
    const call = this.#call;
    if (!session || !call) return;
    switch (message.type) {
      case 'run':
        return call.run();
      case 'copy':
        await vscode.env.clipboard.writeText(session.text() ?? '');
        vscode.window.setStatusBarMessage(t('Copied what will be sent'), 3000);
        return;
      case 'askHost':
        return session.askHost();
      case 'chooseHost':
        if ((await this.#parts.chooseHost()) !== undefined) session.schedule();
        return;
      case 'open':
        return this.#open(message);
      case 'statement':
        return session.choose((choices) => ({
          ...choices,
          statements: withChoice(choices.statements, message.key, message.choice),
        }));
      case 'path':
        if (message.choice === 'send' && isSecret(message.path) && !(await confirmSecret(message.path))) {
          // The page shows again what holds.
          session.repeat();
          return;
        }
        return session.choose((choices) => ({
          ...choices,
          paths: withChoice(choices.paths, message.path, message.choice),
        }));
      case 'undecidable':
        return session.choose((choices): Choices => ({ ...choices, undecidable: message.choice }));
      case 'include':
        if (isSecret(message.glob) && !(await confirmSecret(message.glob))) return;
        return this.#parts.settings.addInclude(call.file, message.glob);
    }
  }

  /** To a page that was loaded anew. */
  #tellAll(): void {
    if (this.#call) this.#post({ type: 'call', call: this.#call.kept });
    if (this.#notice) this.#post(this.#notice);
    this.#session?.repeat();
  }

  /** A file of the bundle, or another of the workspace. */
  async #open({ path: place, line = 1, cell }: Extract<PreviewToEditor, { type: 'open' }>): Promise<void> {
    const { closure, target } = this.#session ?? {};
    const known = [...(closure?.files ?? []), ...(closure?.data ?? [])].find((file) => file.path === place);
    const file = known?.absolute ?? path.resolve(target?.workspace ?? '', place);
    try {
      if (known && 'folder' in known && known.folder) {
        await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(file));
      } else if (cell !== undefined) await openCell(file, cell, line);
      else await openAt(file, line, 1, vscode.ViewColumn.One);
    } catch (cause) {
      throw new FarcallError('file-not-found', t('{0} cannot be opened.', place), { cause });
    }
  }
}

function isPreview({ input }: vscode.Tab): boolean {
  // VS Code puts words of its own before it.
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(previewViewType);
}

async function linesOf(file: string): Promise<readonly string[]> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  return document.getText().split(/\r\n|\r|\n/);
}

function withChoice<T extends string>(
  choices: Readonly<Record<string, T>>,
  key: string,
  choice: T | null,
): Record<string, T> {
  const others = Object.entries(choices).filter(([name]) => name !== key);
  return Object.fromEntries(choice === null ? others : [...others, [key, choice]]);
}
