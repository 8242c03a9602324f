import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';
import type { LastRuns } from './lastRuns';

/** How long edits are gathered, in milliseconds; VS Code moves what is drawn with the text meanwhile. */
const gatherMs = 100;

/** Draws what stands in editors again, at once when a run or the editors change, soon when a text does. */
export function redrawn(lastRuns: LastRuns, draw: (editors: readonly vscode.TextEditor[]) => void): Disposable {
  const store = new DisposableStore();
  const edited = new Set<vscode.TextDocument>();
  let timer: NodeJS.Timeout | undefined;
  const drawEdited = (): void => {
    timer = undefined;
    draw(vscode.window.visibleTextEditors.filter(({ document }) => edited.has(document)));
    edited.clear();
  };
  store.add(lastRuns.onChanged(() => draw(vscode.window.visibleTextEditors)));
  store.add(vscode.window.onDidChangeVisibleTextEditors(draw));
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.languageId !== 'python' || contentChanges.length === 0) return;
      edited.add(document);
      timer ??= setTimeout(drawEdited, gatherMs);
    }),
  );
  store.add({ dispose: () => clearTimeout(timer) });
  return store;
}
