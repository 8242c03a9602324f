import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false, 'files.autoSave': 'off' };

test('a failure leads to its line, as it ran where the file has changed since', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const ran = 'def mean(values):\n    return sum(values) / len(values)\n';
  writeFileSync(path.join(folder, 'stats.py'), ran);
  writeFileSync(
    path.join(folder, 'report.py'),
    [
      'from stats import mean',
      '',
      '',
      'def report():',
      '    months = ["May", "June"]',
      '    try:',
      '        return mean([])',
      '    except ZeroDivisionError as error:',
      '        raise RuntimeError("no values") from error',
      '',
    ].join('\n'),
  );
  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    const frame = panelFrame.getByRole('button', { name: 'stats.py:2', exact: true });
    const tab = (name: string) => page.locator('.tabs-container').getByRole('tab', { name });
    await window.openFile('report.py');
    await window.lenses().first().click();
    await panelFrame.getByText('RuntimeError').first().waitFor();

    await window.step(t, 'what lies behind it is told, and what its variables were', async () => {
      await window.dragPanelTo(300);
      await panelFrame.getByRole('button', { name: /^Directly caused by ?ZeroDivisionError/ }).waitFor();
      await panelFrame.getByRole('button', { name: '1 variable of report' }).first().click();
      await panelFrame.getByText("['May', 'June']").first().waitFor();
      await window.screenshot('failure-variables');
    });

    await window.step(t, 'the file is opened as it is while the line is the same', async () => {
      await frame.click();
      await window.expectLine(2);
      assert.equal(await tab('as it ran').count(), 0);
    });

    await window.step(t, 'the version that ran can be opened all the same', async () => {
      await frame.hover();
      await panelFrame.getByRole('button', { name: 'Open stats.py:2 as it ran' }).click();
      await tab('stats (as it ran).py').waitFor();
      await window.screenshot('failure-as-it-ran');
      await frame.click();
      await tab('stats (as it ran).py').waitFor({ state: 'detached' });
    });

    await window.step(t, 'once the line is another one, the frame opens the version that ran', async () => {
      writeFileSync(path.join(folder, 'stats.py'), `import math\n\n${ran.replace('sum', 'math.fsum')}`);
      // The editor that shows the file takes it over.
      await page.locator('.view-line', { hasText: 'math.fsum' }).waitFor();
      await frame.click();
      await tab('stats (as it ran).py').waitFor();
      await window.expectLine(2);
      await page.locator('.editor-instance .view-line', { hasText: 'return sum(values)' }).waitFor();
    });

    await window.step(t, 'which is there again after a reload of the window', async () => {
      await window.reload();
      await tab('stats (as it ran).py').waitFor();
      await page.locator('.editor-instance .view-line', { hasText: 'return sum(values)' }).waitFor();
      await window.screenshot('failure-as-it-ran-reloaded');
    });
  });
});
