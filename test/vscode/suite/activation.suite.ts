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
    const before = process.cpuUsage();
    await extension.activate();
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    const work = (user + system) / 1000;
    console.log(`[tests] activation took ${wall.toFixed(1)} ms (${work.toFixed(1)} ms of processor time)`);
    // What other tests on the same processors take meanwhile is not the extension's doing.
    assert.ok(Math.min(wall, work) <= 100, `activation took ${wall.toFixed(1)} ms`);
  });

  test('registers every command that it contributes', async () => {
    assert.ok(extension);
    const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.map(({ command }) => command).filter((name) => !registered.has(name));
    assert.deepEqual(missing, []);
  });
});
