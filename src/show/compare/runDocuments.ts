import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';

const scheme = 'farcall-run';

/** Read-only texts of runs for the editor, kept as long as a tab shows them. */
export class RunDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #store = new DisposableStore();

  constructor() {
    this.#store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.#store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())));
  }

  /** Two runs' texts of one path are one file to an editor of changes. How its folder is told is in package.json. */
  add(job: string, path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${path}`, query: job });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.#store.dispose();
    this.#texts.clear();
  }
}
