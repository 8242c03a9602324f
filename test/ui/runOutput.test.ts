import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };
const lines = 60_000;

test('output of megabytes is searched, goes when the panel is hidden, and comes back whole', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const gate = path.join(folder, 'gate');
  writeFileSync(
    path.join(folder, 'talk.py'),
    [
      'import os, time, warnings',
      '',
      '',
      'def talk():',
      '    print("the beginning", flush=True)',
      `    while not os.path.exists(${JSON.stringify(gate)}): time.sleep(0.01)`,
      `    for i in range(${lines}):`,
      '        print(f"line {i} of much that is said")',
      '    print("\\033[1;32mthe end\\033[0m")',
      '    warnings.warn("odd")',
      '',
    ].join('\n'),
  );
  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    await window.openFile('talk.py');
    await window.lenses().first().click();
    // A panel that is not there yet would be told the end of it alone.
    await panelFrame.getByText('the beginning', { exact: true }).waitFor();
    writeFileSync(gate, '');
    await panelFrame.getByText('the end', { exact: true }).waitFor();
    await window.dragPanelTo(300);
    await window.step(t, 'a key opens the field, and what is far up is found', async () => {
      await panelFrame.locator('main').click();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('line 12345 of');
      await panelFrame.getByText('1 of 1').waitFor();
      await panelFrame.getByText('line 12345 of much that is said').waitFor();
      await window.screenshot('output-found');
      await page.keyboard.press('Escape');
      await panelFrame.getByRole('button', { name: 'Jump to the end' }).click();
      await panelFrame.getByText('the end', { exact: true }).waitFor();
    });
    await window.step(t, 'the place of a warning leads to its line here', async () => {
      await panelFrame.getByTitle('Open talk.py at line 10').click();
      await window.expectLine(10);
    });
    await window.step(t, 'after it was hidden, all of it is fetched on request', async () => {
      await page.locator('.part.panel').getByRole('tab', { name: 'Problems' }).click();
      await panelFrame.locator('main').waitFor({ state: 'hidden' });
      await page.locator('.part.panel').getByRole('tab', { name: 'Farcall' }).click();
      await panelFrame.getByText('Earlier output is not shown here').waitFor();
      await panelFrame.getByRole('button', { name: 'Load all of it' }).click();
      await panelFrame.getByText('60,004 lines').waitFor();
      await panelFrame.locator('main').press('Control+Home');
      await panelFrame.getByText('the beginning', { exact: true }).waitFor();
      await panelFrame.getByRole('button', { name: 'Show when each line was printed' }).click();
      await window.screenshot('output-whole');
    });
  });
});
