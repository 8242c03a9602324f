import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

suite('The extension', () => {
  const extension = vscode.extensions.getExtension('farcall.farcall');

  test('is there, and not active before a Python file or a view of its own is opened', () => {
    assert.ok(extension);
    assert.equal(extension.isActive, false);
  });

  test('activates within 100 ms, loading of its code included', async () => {
    assert.ok(extension);
    const start = performance.now();
    await extension.activate();
    const took = performance.now() - start;
    console.log(`[tests] activation took ${took.toFixed(1)} ms`);
    assert.ok(took <= 100, `activation took ${took.toFixed(1)} ms`);
  });

  test('registers every command that it contributes', async () => {
    assert.ok(extension);
    const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.map(({ command }) => command).filter((name) => !registered.has(name));
    assert.deepEqual(missing, []);
  });
});
