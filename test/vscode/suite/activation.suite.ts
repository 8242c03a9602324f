import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

suite('The extension', () => {
  const extension = vscode.extensions.getExtension('farcall.farcall');

  test('is there, and not active before a Python file or a view of its own is opened', () => {
    assert.ok(extension);
    assert.equal(extension.isActive, false);
  });

  test('activates', async () => {
    assert.ok(extension);
    await extension.activate();
    assert.ok(extension.isActive);
  });

  test('registers every command that it contributes', async () => {
    assert.ok(extension);
    const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.map(({ command }) => command).filter((name) => !registered.has(name));
    assert.deepEqual(missing, []);
  });
});
