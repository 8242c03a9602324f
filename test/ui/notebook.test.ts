import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { notebookOf } from '../inspect/project';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };

test('a function and a cell of a notebook run by a click on the lens above them', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const notebook = notebookOf(
    'scale = 6\n',
    'def scaled(x=7):\n    return x * scale\n',
    'print("sum", scaled(4) + 1)\n',
  );
  writeFileSync(path.join(folder, 'lab.ipynb'), notebook);

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    await window.openView('Farcall');

    await window.step(t, 'a function runs with the cells that it depends on', async () => {
      await window.openNotebook('lab.ipynb');
      await window.lenses().nth(1).waitFor();
      await window.screenshot('notebook');
      assert.equal(await window.lenses().count(), 2);
      await window.lenses().first().click();
      await panelFrame.getByText('Succeeded').first().waitFor();
      await panelFrame.getByText('42', { exact: true }).first().waitFor();
      await page
        .getByRole('treeitem', { name: /lab.*scaled/ })
        .first()
        .waitFor();
    });

    await window.step(t, 'and again with other arguments, which are asked for', async () => {
      await page
        .getByRole('treeitem', { name: /lab.*scaled/ })
        .first()
        .click({ button: 'right' });
      const item = 'Run Again with Other Arguments…';
      // A menu that has just opened takes no clicks: they may belong to what opened it.
      await page.getByRole('menuitem', { name: item }).hover();
      await page.locator('.monaco-menu .action-item.focused', { hasText: item }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-widget', { hasText: 'scaled(x=7)' }).waitFor();
      await window.input.fill('x=11');
      await window.input.press('Enter');
      await panelFrame.getByText('66', { exact: true }).first().waitFor();
    });

    await window.step(t, 'a cell runs as it is on the screen, saved or not', async () => {
      await page.locator('.notebookOverlay .view-line', { hasText: 'scale = 6' }).click();
      await page.keyboard.press('End');
      await page.keyboard.type('0');
      await window.lenses().nth(1).click();
      await panelFrame.getByText('sum 241').waitFor();
      await panelFrame.getByText('Succeeded').first().waitFor();
      await window.screenshot('notebook-cell');
    });
  });
});
