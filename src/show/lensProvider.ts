import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { cellName, percentCells } from '../inspect/cells';
import type { OutlineItem } from '../inspect/outline';
import { LensCommands } from './lensCommands';
import { isCell } from './notebooks';
import type { Settings } from './settings';

interface Runnable {
  readonly name: string;
  /** 0-based. */
  readonly line: number;
  /** As a person is told of it. */
  readonly what: string;
}

interface Cached {
  readonly version: number;
  readonly items: readonly Runnable[];
}

/** "Run on remote" above what can run. The scan reads lines alone, so typing stays quick in long files. */
export class RunLensProvider implements vscode.CodeLensProvider, Disposable {
  readonly #outline: (text: string) => readonly OutlineItem[];
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #commands = new LensCommands();
  readonly #cache = new WeakMap<vscode.TextDocument, Cached>();
  readonly #subscriptions: Disposable[];

  constructor(outline: (text: string) => readonly OutlineItem[], settings: Settings) {
    this.#outline = outline;
    this.#settings = settings;
    this.#subscriptions = [
      this.#commands,
      settings.onChanged(() => this.#changed.fire()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!vscode.workspace.isTrusted || !this.#settings.codeLensEnabled(document.uri)) return [];
    const uri = document.uri.toString();
    return this.#items(document).map(
      ({ name, line, what }) =>
        new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
          title: 'Run on remote',
          tooltip: `Run ${what} on a remote host`,
          command: this.#commands.commandFor({ uri, qualname: name === '' ? undefined : name }),
        }),
    );
  }

  #items(document: vscode.TextDocument): readonly Runnable[] {
    const cached = this.#cache.get(document);
    if (cached?.version === document.version) return cached.items;
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
    this.#cache.set(document, { version: document.version, items });
    return items;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }
}
