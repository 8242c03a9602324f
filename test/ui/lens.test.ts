import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { inWorkbench } from './workbench';

test('a person who opens an example sees Run on remote above its functions, and can click it at any moment', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });

  await inWorkbench(t, { folder }, async (window) => {
    await window.step(t, 'above each function', async () => {
      await window.openFile('pi.py');
      await window.lenses().nth(1).waitFor();
      await window.screenshot('lens');
      assert.equal(await window.lenses().count(), 2);
    });

    await window.step(t, 'as soon as its file is open again, whether it was closed or only hidden', async () => {
      for (const leave of ['close', 'hide', 'close', 'hide', 'close', 'hide']) {
        if (leave === 'close') await window.runCommand('View: Close All Editors');
        else await window.openFile('fit.py');
        await window.openFile('pi.py');
        await window.lenses().filter({ visible: true }).nth(1).click();
        await window.page.locator('.quick-input-title', { hasText: 'spread(' }).waitFor();
        await window.dismissInput();
      }
    });
  });
});
