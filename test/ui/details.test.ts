import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false, 'files.autoSave': 'off' };

test('details of a run: what it wrote, its code run again, and the same view after a reload', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'report.py');
  const source = (word: string): string =>
    [
      'import pathlib',
      '',
      '',
      'def report():',
      '    pathlib.Path("out").mkdir()',
      '    pathlib.Path("out/table.csv").write_text("month,sales\\n1,310\\n")',
      `    return "as it was ${word}"`,
      '',
    ].join('\n');
  writeFileSync(file, source('at first'));
  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    const tab = (name: string) => panelFrame.getByRole('tab', { name });
    const chosen = (name: string) => panelFrame.getByRole('tab', { name, selected: true });
    await window.openFile('report.py');
    await window.lenses().first().click();
    await panelFrame.getByText('as it was at first').first().waitFor();

    await window.step(t, 'a file that it wrote is looked at in the panel, and opened in the editor', async () => {
      await window.dragPanelTo(300);
      await tab('Details').click();
      await panelFrame.getByText('the entry').waitFor();
      await panelFrame.getByRole('button', { name: 'out/table.csv' }).first().click();
      await panelFrame.getByText('1,310').waitFor();
      await window.screenshot('details');
      await panelFrame.getByTitle('Open out/table.csv').last().click();
      await page.locator('.tabs-container').getByRole('tab', { name: 'table.csv' }).waitFor();
    });

    await window.step(t, 'its code runs again though the file is another one now', async () => {
      writeFileSync(file, source('changed'));
      await panelFrame.getByRole('button', { name: 'Run this version’s code again…' }).click();
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'local' }).waitFor();
      await window.input.press('Enter');
      await chosen('Output').waitFor();
      await panelFrame.getByText('as it was at first').first().waitFor();
    });

    await window.step(t, 'after a reload the panel shows the same run and the same tab', async () => {
      await tab('Details').click();
      const job = await panelFrame.locator('dd', { hasText: /^\d{8}-\d{6}-/ }).innerText();
      await window.reload();
      await panelFrame.getByText(job.trim()).waitFor();
      // Why its files were sent is known though this window has not sent them.
      await panelFrame.getByText('the entry').waitFor();
      await window.screenshot('details-reloaded');
    });
  });
});
