import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

suite('The lens', () => {
  test('stands above every top-level function of an example', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'pi.py'));
    await vscode.window.showTextDocument(document);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      100,
    );
    const runs = lenses.filter(({ command }) => command?.title === 'Run on remote');
    const definitions = [...document.getText().matchAll(/^def (\w+)/gm)].map(
      ({ index }) => document.positionAt(index).line,
    );
    assert.ok(definitions.length > 0);
    for (const line of definitions) assert.ok(runs.some(({ range }) => range.start.line === line));
  });

  test('stands in the cells of a notebook, above functions and above cells with work', async () => {
    const cell = (text: string): vscode.NotebookCellData =>
      new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
    const data = new vscode.NotebookData([cell('%matplotlib inline\ndef f(n): return n'), cell('print(f(3))')]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    await vscode.window.showNotebookDocument(notebook);
    for (const [at, line, qualname] of [
      [0, 1, 'f'],
      [1, 0, undefined],
    ] as const) {
      const { uri } = await vscode.workspace.openTextDocument(notebook.cellAt(at).document.uri);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
        100,
      );
      const runs = lenses.filter(({ command }) => command?.title === 'Run on remote');
      assert.deepEqual(
        runs.map(({ range }) => range.start.line),
        [line],
      );
      // The target is in the command's own name: a click needs no arguments that could be gone by then.
      assert.equal(runs[0]?.command?.command, `_farcall.runOnRemote ${uri.toString()}#${qualname ?? ''}`);
    }
  });
});
