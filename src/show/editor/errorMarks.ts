import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';
import { cellNumber } from '../../inspect/cells';
import { runnableIn } from '../notebooks';
import { errorPlace, isSameLine } from './errorPlace';
import { shortened } from '../jobText';
import { errorText } from '../failureText';
import type { LastRun, LastRuns } from './lastRuns';
import { redrawn } from './redrawn';
import { runHover } from './runHover';
import { gutterIcon } from './stateIcons';

/** How much of an error stands behind its line, in characters. */
const mostOfError = 160;

/**
 * The error of a function's last run behind the line that raised it, in editors that are open, until it is dismissed,
 * the function runs again, or the line is another one. Only for runs that this window followed: who opens a file is not
 * told of last week.
 */
export class ErrorMarks implements Disposable {
  readonly #store = new DisposableStore();
  readonly #lastRuns: LastRuns;
  readonly #dismissed = new Set<string>();
  readonly #mark: vscode.TextEditorDecorationType;
  #shown = false;

  constructor(lastRuns: LastRuns) {
    this.#lastRuns = lastRuns;
    this.#mark = this.#store.add(
      vscode.window.createTextEditorDecorationType({
        isWholeLine: true,
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
        backgroundColor: new vscode.ThemeColor('editorError.background'),
        overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.errorForeground'),
        overviewRulerLane: vscode.OverviewRulerLane.Right,
        after: { color: new vscode.ThemeColor('editorError.foreground'), margin: '0 0 0 2em' },
        gutterIconSize: 'contain',
        light: { gutterIconPath: gutterIcon('failed', 'light') },
        dark: { gutterIconPath: gutterIcon('failed', 'dark') },
      }),
    );
    this.#store.add(redrawn(lastRuns, (editors) => this.#draw(editors)));
  }

  /** @param job Undefined for all that are shown. */
  dismiss(job: string | undefined): void {
    for (const { record } of this.#failed())
      if (job === undefined || record.job === job) this.#dismissed.add(record.job);
    this.#draw(vscode.window.visibleTextEditors);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #failed(): readonly LastRun[] {
    return this.#lastRuns.followed.filter(
      ({ record }) => record.state === 'failed' && record.error !== null && !this.#dismissed.has(record.job),
    );
  }

  #draw(editors: readonly vscode.TextEditor[]): void {
    const failed = this.#failed();
    this.#tellShown(failed.length > 0);
    for (const editor of editors) {
      if (editor.document.languageId !== 'python') continue;
      editor.setDecorations(this.#mark, marksIn(editor.document, failed));
    }
  }

  /** For the palette and the key: there is something to dismiss. */
  #tellShown(shown: boolean): void {
    if (shown === this.#shown) return;
    this.#shown = shown;
    void vscode.commands.executeCommand('setContext', 'farcall.errorsShown', shown);
  }
}

function marksIn(document: vscode.TextDocument, failed: readonly LastRun[]): vscode.DecorationOptions[] {
  const here = runnableIn(document.uri, undefined);
  const cell = here.qualname === undefined ? undefined : cellNumber(here.qualname);
  const marks = new Map<number, vscode.DecorationOptions>();
  // Of several that failed in one line, the newest is told.
  for (const run of failed.toSorted((a, b) => a.record.created - b.record.created)) {
    const { error } = run.record;
    const place = errorPlace(run.record);
    if (error === null || place?.file !== here.uri.fsPath || place.cell !== cell) continue;
    if (place.line >= document.lineCount) continue;
    const { text, range } = document.lineAt(place.line);
    if (!isSameLine(place, text)) continue;
    const contentText = shortened(errorText(error), mostOfError);
    marks.set(place.line, { range, hoverMessage: runHover(run, true), renderOptions: { after: { contentText } } });
  }
  return [...marks.values()];
}
