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
});
