import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { cellName, percentCells } from '../../inspect/cells';
import type { OutlineItem } from '../../inspect/outline';
import { isCell } from '../notebooks';

/** Something in a document that can run. Lines are 0-based. */
export interface Runnable {
  /** Empty for the file, and for a notebook's cell as a whole. */
  readonly name: string;
  /** Where a lens belongs. */
  readonly line: number;
  /** Where the definition itself begins, behind its decorators. */
  readonly defLine: number;
  /** As a person is told of it. */
  readonly what: string;
}

interface Cached {
  readonly version: number;
  readonly items: readonly Runnable[];
}

/** What can run in each document, scanned once for each of its versions. */
export class Runnables {
  readonly #outline: (text: string) => readonly OutlineItem[];
  readonly #cache = new WeakMap<vscode.TextDocument, Cached>();

  constructor(outline: (text: string) => readonly OutlineItem[]) {
    this.#outline = outline;
  }

  in(document: vscode.TextDocument): readonly Runnable[] {
    const cached = this.#cache.get(document);
    if (cached?.version === document.version) return cached.items;
    const text = document.getText();
    const inCell = isCell(document.uri);
    const cells = inCell ? [] : percentCells(text);
    const items = [
      ...this.#outline(text).map(({ name, line, defLine }) => ({
        name,
        line,
        defLine,
        what: name !== '' ? name : inCell ? t('this cell, with the cells it depends on,') : t('the whole file'),
      })),
      ...cells.map(({ first }, at) => ({
        name: cellName(at + 1),
        line: first - 1,
        defLine: first - 1,
        what: t('this cell, with what it depends on,'),
      })),
    ];
    this.#cache.set(document, { version: document.version, items });
    return items;
  }
}
