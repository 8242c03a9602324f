import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };

test('two runs of other code stand side by side, each file under its name', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const rate = (value: string): void =>
    writeFileSync(path.join(folder, 'shop/rates.py'), `def rate():\n    return ${value}\n`);
  mkdirSync(path.join(folder, 'shop'));
  rate('0.1');
  writeFileSync(
    path.join(folder, 'train.py'),
    'from shop import rates\n\n\ndef fit():\n    return 10 * rates.rate()\n',
  );

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    const fits = page.getByRole('treeitem', { name: /train:fit, Succeeded/ });
    const file = (name: string) => page.locator('.multiDiffEntry', { hasText: name });
    const runs = /^fit \d+:\d+:\d+.* ↔ fit \d+:\d+:\d+[^/]*/;

    await window.openView('Farcall');
    await window.openFile('train.py');
    await window.lenses().first().click();
    await panelFrame.getByText('1.0', { exact: true }).first().waitFor();
    rate('0.2');
    await panelFrame.getByRole('button', { name: 'Run again' }).click();
    await panelFrame.getByText('2.0', { exact: true }).first().waitFor();
    await fits.nth(1).waitFor();
    await window.runCommand('View: Toggle Panel Visibility');
    await fits.first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Compare Run with…' }).hover();
    await page.locator('.monaco-menu .action-item.focused', { hasText: 'Compare Run with…' }).waitFor();
    await page.keyboard.press('Enter');

    await window.step(t, 'with its folder and the runs behind its name', async () => {
      for (const [name, folder] of [
        ['call.txt', ''],
        ['rates.py', '/shop'],
        ['result.txt', ''],
      ] as const) {
        await file(name).waitFor();
        const described = (await file(name).locator('.label-description').textContent()) ?? '';
        assert.match(described, runs, name);
        assert.equal(described.replace(runs, ''), folder, name);
      }
      const tab = page.locator('.tab.active', { hasText: '(3 files)' });
      assert.match((await tab.innerText()).trim(), runs);
      await window.screenshot('compared-code');
    });

    await window.step(t, 'and again after a reload of the window', async () => {
      await window.reload();
      await file('rates.py').locator('.original .view-line', { hasText: '0.1' }).waitFor();
      await file('rates.py').locator('.modified .view-line', { hasText: '0.2' }).waitFor();
      await file('call.txt').locator('.modified .view-line', { hasText: 'other code' }).waitFor();
      await window.screenshot('compared-reloaded');
    });

    await window.step(t, 'in its language, alone as well', async () => {
      await file('rates.py').locator('.modified .view-line', { hasText: '0.2' }).click();
      const language = page.locator('.statusbar-item[id="status.editor.mode"]');
      await language.getByText('Python').waitFor();
      await file('rates.py').getByRole('button', { name: 'Open File' }).click();
      await page.locator('.tab.active', { hasText: 'rates.py' }).waitFor();
      await page.locator('.editor-instance .view-line', { hasText: '0.2' }).waitFor();
      await language.getByText('Python').waitFor();
      await window.screenshot('compared-alone');
      await window.reload();
      await page.locator('.editor-instance .view-line', { hasText: '0.2' }).waitFor();
    });
  });
});
