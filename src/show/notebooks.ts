import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError } from '../base/errors';
import { cellName, cellNumber, isNotebook } from '../inspect/cells';
import { outline } from '../inspect/outline';

/** A document that stands for a notebook's cell. */
export function isCell(uri: vscode.Uri): boolean {
  return uri.scheme === 'vscode-notebook-cell';
}

/** What a place in an editor means: in a notebook its file, and the cell where no function is named. */
export function runnableIn(
  uri: vscode.Uri,
  qualname: string | undefined,
): { readonly uri: vscode.Uri; readonly qualname: string | undefined } {
  for (const notebook of isCell(uri) ? vscode.workspace.notebookDocuments : []) {
    const at = codeCells(notebook).findIndex(({ document }) => document.uri.toString() === uri.toString());
    if (at >= 0) return { uri: notebook.uri, qualname: qualname ?? cellName(at + 1) };
  }
  return { uri, qualname };
}

/** An open notebook with unsaved changes, as it would be saved but for what its cells have shown. */
export function unsavedNotebook(absolute: string): Uint8Array | undefined {
  const notebook = vscode.workspace.notebookDocuments.find(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && uri.fsPath === absolute,
  );
  if (!notebook) return undefined;
  const cells = codeCells(notebook).map(({ document }) => ({
    cell_type: 'code',
    source: document.getText(),
    metadata: { vscode: { languageId: document.languageId } },
  }));
  return Buffer.from(JSON.stringify({ cells, metadata: {}, nbformat: 4 }));
}

/** Opens a notebook with the cursor at a line (1-based) of a code cell. */
export async function openCell(file: string, cell: number, line: number): Promise<void> {
  const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
  const found = codeCells(notebook)[cell - 1];
  const selections = found && [new vscode.NotebookRange(found.index, found.index + 1)];
  await vscode.window.showNotebookDocument(notebook, selections ? { selections } : {});
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document === found?.document);
  if (!editor) return;
  const position = new vscode.Position(Math.max(0, line - 1), 0);
  editor.selection = new vscode.Selection(position, position);
}

/** The document of a code cell; undefined where the notebook has not so many. */
export async function cellDocument(file: string, cell: number): Promise<vscode.TextDocument | undefined> {
  const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
  return codeCells(notebook)[cell - 1]?.document;
}

/** The text that an entry is in: of a notebook its cell, of a whole notebook none. Throws `file-not-found`, with `next`. */
export async function documentOf(
  file: string,
  qualname: string | undefined,
  next: string,
): Promise<vscode.TextDocument | undefined> {
  try {
    if (!isNotebook(file)) return await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    return qualname === undefined ? undefined : await cellOf(file, qualname);
  } catch (cause) {
    throw new FarcallError('file-not-found', t('There is no file {0}.', file), { cause, next });
  }
}

/** The code cell that a name means, or that defines a function; undefined where none does. */
async function cellOf(file: string, qualname: string): Promise<vscode.TextDocument | undefined> {
  const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
  const cells = codeCells(notebook).map(({ document }) => document);
  const number = cellNumber(qualname);
  if (number !== undefined) return cells[number - 1];
  const [outermost] = qualname.split('.', 1);
  return cells.findLast((document) => outline(document.getText()).some(({ name }) => name === outermost));
}

function codeCells(notebook: vscode.NotebookDocument): vscode.NotebookCell[] {
  return notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
}
