import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { cellName, percentCells } from '../inspect/cells';
import type { OutlineItem } from '../inspect/outline';
import { isCell } from './notebooks';
import type { Settings } from './settings';

/** What a lens hands to its command. */
export interface LensTarget {
  readonly uri: string;
  readonly qualname: string | undefined;
}

interface Cached {
  readonly version: number;
  readonly lenses: vscode.CodeLens[];
}

/** "Run on remote" above what can run. The scan reads lines alone, so typing stays quick in long files. */
export class RunLensProvider implements vscode.CodeLensProvider, Disposable {
  readonly #outline: (text: string) => readonly OutlineItem[];
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #cache = new WeakMap<vscode.TextDocument, Cached>();
  readonly #subscriptions: Disposable[];

  constructor(outline: (text: string) => readonly OutlineItem[], settings: Settings) {
    this.#outline = outline;
    this.#settings = settings;
    this.#subscriptions = [
      settings.onChanged(() => this.#changed.fire()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.isTrusted || !this.#settings.codeLensEnabled(document.uri)) return [];
    const cached = this.#cache.get(document);
    if (cached?.version === document.version) return cached.lenses;
    const uri = document.uri.toString();
    const text = document.getText();
    const inCell = isCell(document.uri);
    const cells = inCell ? [] : percentCells(text);
    const items = [
      ...this.#outline(text).map(({ name, line }) => ({
        name,
        line,
        what: name !== '' ? name : inCell ? 'this cell, with the cells it depends on,' : 'the whole file',
      })),
      ...cells.map(({ first }, at) => ({
        name: cellName(at + 1),
        line: first - 1,
        what: 'this cell, with what it depends on,',
      })),
    ];
    const lenses = items.map(({ name, line, what }) => {
      const target: LensTarget = { uri, qualname: name === '' ? undefined : name };
      return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
        title: 'Run on remote',
        tooltip: `Run ${what} on a remote host`,
        command: 'farcall.runOnRemote',
        arguments: [target],
      });
    });
    this.#cache.set(document, { version: document.version, lenses });
    return lenses;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
