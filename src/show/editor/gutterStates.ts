import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';
import { runnableIn } from '../notebooks';
import type { Settings } from '../settings';
import type { LastRuns } from './lastRuns';
import { redrawn } from './redrawn';
import { runHover } from './runHover';
import type { Runnables } from './runnables';
import { gutterIcon, gutterStateOf, type GutterState } from './stateIcons';

const states: readonly GutterState[] = ['running', 'succeeded', 'failed', 'stopped'];

/**
 * Beside a function that this window ran: how that stands, and what came of it in a hover on its name. Where lenses
 * stand, and only there.
 */
export class GutterStates implements Disposable {
  readonly #store = new DisposableStore();
  readonly #runnables: Runnables;
  readonly #lastRuns: LastRuns;
  readonly #settings: Settings;
  readonly #icons: ReadonlyMap<GutterState, vscode.TextEditorDecorationType>;

  constructor(runnables: Runnables, lastRuns: LastRuns, settings: Settings) {
    this.#runnables = runnables;
    this.#lastRuns = lastRuns;
    this.#settings = settings;
    this.#icons = new Map(states.map((state) => [state, this.#store.add(iconOf(state))]));
    this.#store.add(redrawn(lastRuns, (editors) => this.#draw(editors)));
    this.#store.add(settings.onChanged(() => this.#draw(vscode.window.visibleTextEditors)));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #draw(editors: readonly vscode.TextEditor[]): void {
    // Where nothing ran, nothing is scanned.
    const nothing = this.#lastRuns.followed.length === 0;
    for (const editor of editors) {
      if (editor.document.languageId !== 'python') continue;
      const shown = nothing ? [] : this.#marksIn(editor.document);
      for (const [state, icon] of this.#icons) {
        editor.setDecorations(
          icon,
          shown.filter((mark) => mark.state === state),
        );
      }
    }
  }

  #marksIn(document: vscode.TextDocument): (vscode.DecorationOptions & { readonly state: GutterState })[] {
    if (!this.#settings.lensesIn(document)) return [];
    return this.#runnables.in(document).flatMap(({ name, defLine }) => {
      const { uri, qualname } = runnableIn(document.uri, name === '' ? undefined : name);
      const last = this.#lastRuns.of(uri.fsPath, qualname);
      if (last?.followed !== true || defLine >= document.lineCount) return [];
      const { range } = document.lineAt(defLine);
      return [{ state: gutterStateOf(last.record.state), range, hoverMessage: runHover(last, false) }];
    });
  }
}

function iconOf(state: GutterState): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    gutterIconSize: 'contain',
    light: { gutterIconPath: gutterIcon(state, 'light') },
    dark: { gutterIconPath: gutterIcon(state, 'dark') },
  });
}
