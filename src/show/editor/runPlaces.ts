import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError } from '../../base/errors';
import { cellName, percentCells } from '../../inspect/cells';
import { outline } from '../../inspect/outline';
import { linesName } from '../../inspect/selectedLines';
import type { LensTarget } from '../lensCommands';
import { isCell, runnableIn } from '../notebooks';
import { runnableAt } from '../runTarget';

/** What commands mean that say no more than where a person is. All throw `usage` or `no-such-function`. */

/** The function, class or work that the cursor is in. */
export function targetAtCursor(): LensTarget {
  const { document, selection } = pythonEditor(t('Open one and put the cursor into a function.'));
  const text = document.getText();
  const item = runnableAt(text, outline(text), selection.active.line);
  if (item === undefined && !isCell(document.uri)) {
    throw new FarcallError('no-such-function', t('The cursor is not in a function that can run.'), {
      next: t('Put it into a top-level function, or into a class that has a main method.'),
    });
  }
  return { uri: document.uri.toString(), qualname: item?.name === '' ? undefined : item?.name };
}

/** A whole file: the one that a menu hands over, or the one, a notebook too, that has the focus. */
export function fileTarget(argument: unknown): LensTarget {
  const given = argument instanceof vscode.Uri ? argument : vscode.window.activeNotebookEditor?.notebook.uri;
  const { uri } = runnableIn(given ?? pythonEditor(t('Open the one that is to run.')).document.uri, undefined);
  return { uri: uri.toString(), qualname: undefined };
}

/** A cell: the one that a notebook's menu hands over, or the one that the cursor is in. */
export function cellTarget(argument: unknown): LensTarget {
  const notebook = vscode.window.activeNotebookEditor;
  const uri = cellOf(argument) ?? notebook?.notebook.cellAt(notebook.selection.start).document.uri;
  if (uri !== undefined) return { uri: uri.toString(), qualname: undefined };
  const { document, selection } = pythonEditor(t('Open one and put the cursor into a cell.'));
  const line = selection.active.line + 1;
  const at = percentCells(document.getText()).findIndex(({ first, last }) => first <= line && line <= last);
  if (at < 0) {
    throw new FarcallError('no-such-function', t('The cursor is not in a code cell.'), {
      next: t('Begin one with a line such as `# %%`, or run a selection.'),
    });
  }
  return { uri: document.uri.toString(), qualname: cellName(at + 1) };
}

/** The statements that the selection touches or, where it is empty, the one that the cursor is in. */
export function selectionTarget(): LensTarget {
  const { document, selection } = pythonEditor(t('Open one and select what is to run.'));
  if (isCell(document.uri)) {
    throw new FarcallError('usage', t('A selection in a notebook cannot run by itself.'), {
      next: t('Run the cell.'),
      data: { cell: true },
    });
  }
  return { uri: document.uri.toString(), qualname: linesName(selectedLines(selection)) };
}

/** 1-based. A line at whose beginning the selection ends is none that a person sees as selected. */
function selectedLines({ start, end, isEmpty }: vscode.Selection): { readonly first: number; readonly last: number } {
  const first = start.line + 1;
  return { first, last: !isEmpty && end.character === 0 ? Math.max(first, end.line) : end.line + 1 };
}

/** A place on disk: nothing else can be sent. */
export function requireOnDisk({ scheme }: vscode.Uri): void {
  if (scheme === 'file') return;
  throw new FarcallError('usage', t('Only files on disk can run on a host.'), {
    next: t('Save the file first.'),
    data: { unsaved: true },
  });
}

function cellOf(argument: unknown): vscode.Uri | undefined {
  if (typeof argument !== 'object' || argument === null || !('document' in argument)) return undefined;
  const { document } = argument;
  if (typeof document !== 'object' || document === null || !('uri' in document)) return undefined;
  return document.uri instanceof vscode.Uri ? document.uri : undefined;
}

function pythonEditor(next: string): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === 'python') return editor;
  throw new FarcallError('usage', t('No Python file is open.'), { next });
}
