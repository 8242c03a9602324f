import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { collect } from '../../scripts/process.mjs';
import { sciencePython } from './sciencePython';
import { inWorkbench } from './workbench';

const lab = `import time


def frame():
    import numpy as np
    import pandas as pd

    n = 2000
    rng = np.random.default_rng(7)
    loss = rng.random(n)
    loss[::50] = np.nan
    return pd.DataFrame({"site": np.where(np.arange(n) % 3, "north", "south"), "day": np.arange(n), "loss": loss})


def steps():
    for epoch in range(5):
        yield {"epoch": epoch, "loss": 1 / (epoch + 1)}


def plots():
    import matplotlib.pyplot as plt

    for title in ("loss", "accuracy"):
        plt.figure(title)
        plt.plot([1, 2, 4, 8])
        plt.show()
    return Page()


class Page:
    def _repr_html_(self):
        return "<p id='p'>a page</p><script>document.getElementById('p').textContent = 'its scripts ran'</script>"


def report():
    return {"title": "Sales", "history": [1 / (i + 1) for i in range(300)], "by": {"north": {"sales": 31022}}}
`;

test('values of real libraries are looked at, saved and loaded', async (t) => {
  const python = await sciencePython();
  if (!python) {
    if (process.env['CI'] !== undefined) throw new Error('pandas and its like cannot be installed.');
    t.skip('pandas and its like cannot be installed here');
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'lab.py'), lab);
  const settings = {
    'farcall.defaultHost': 'local',
    'farcall.hosts': { local: { python } },
    'editor.minimap.enabled': false,
    'files.simpleDialog.enable': true,
  };

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { input, page, panelFrame } = window;
    const run = async (line: number): Promise<void> => {
      await window.openFile('lab.py');
      await window.moveCursorTo(line);
      await window.runCommand('Farcall: Run on Remote');
      await panelFrame.getByText('Succeeded').first().waitFor();
    };
    /** Takes the dialog that asks where to save. */
    const saveAs = async (target: string): Promise<void> => {
      await window.expectInput(path.extname(target));
      await input.fill(target);
      // The dialog takes nothing before it has read the folder.
      await page.locator('.quick-input-list').getByText('.farcall', { exact: true }).waitFor();
      await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    };

    await window.step(t, 'a data frame is a table that sorts, and its cells are copied', async () => {
      await run(5);
      await window.dragPanelTo(300);
      await panelFrame.getByText('2,000 rows × 3 columns').waitFor();
      await window.screenshot('value-table');
      await panelFrame.getByRole('columnheader', { name: /^loss/ }).click();
      await panelFrame
        .getByRole('columnheader', { name: /^loss/, includeHidden: true })
        .and(panelFrame.locator('[aria-sort="ascending"]'))
        .waitFor();
      await panelFrame.getByRole('gridcell', { name: 'south' }).first().click();
      await page.keyboard.press('Control+a');
      await panelFrame.locator('.table-row .selected').first().waitFor();
      await window.screenshot('value-table-sorted');
    });

    await window.step(t, 'the way it was looked at is there again after the panel was hidden', async () => {
      await panelFrame.getByRole('tab', { name: 'Text' }).click();
      await window.runCommand('View: Toggle Panel Visibility');
      await window.runCommand('View: Toggle Panel Visibility');
      await panelFrame.getByRole('tab', { name: 'Text', selected: true }).waitFor();
      await panelFrame.getByRole('tab', { name: 'Table' }).click();
      await panelFrame.locator('[aria-sort="ascending"]').waitFor();
    });

    await window.step(t, 'it is saved in a format that its host makes of it', async () => {
      const target = path.join(window.home, 'frame.csv');
      await panelFrame.getByRole('button', { name: 'Save result…' }).click();
      await input.waitFor();
      await window.screenshot('value-save');
      await input.fill('CSV');
      await input.press('Enter');
      await saveAs(target);
      await window.notifications.getByText(`Saved ${target}`).waitFor();
      const rows = readFileSync(target, 'utf8').trim().split('\n');
      assert.deepEqual([rows.length, rows[0], rows[2]?.slice(0, 8)], [2001, 'site,day,loss', 'north,1,']);
      await window.clearNotifications();
    });

    await window.step(t, 'a dict is a tree that opens by keys', async () => {
      await run(37);
      await panelFrame.getByRole('tree').focus();
      for (const key of ['End', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
      await panelFrame.getByRole('treeitem', { name: /'sales'/ }).waitFor();
      await window.screenshot('value-tree');
    });

    await window.step(t, 'it is saved, and the lines in the clipboard load it', async () => {
      const target = path.join(window.home, 'loaded.pkl');
      await panelFrame.getByRole('button', { name: 'Copy the lines of Python that load it' }).click();
      await input.waitFor();
      await window.screenshot('value-save-as');
      await input.fill('pickle');
      await input.press('Enter');
      await saveAs(target);
      await window.notifications.getByText('are in the clipboard').waitFor();
      await window.clearNotifications();
      await window.runCommand('File: New Untitled Text File');
      await page.keyboard.press('Control+v');
      const lines = page.locator('.editor-instance .view-lines').last();
      await lines.getByText('pickle.load').waitFor();
      const { output } = await collect(python, [
        '-c',
        `import pickle; value = pickle.load(open(${JSON.stringify(target)}, "rb")); print(value['by'])`,
      ]);
      assert.match(output, /31022/);
      await window.runCommand('View: Revert and Close Editor');
    });

    await window.step(t, 'the items of a generator are there one by one, each to be opened', async () => {
      await run(16);
      await panelFrame.getByRole('button', { name: '[4]' }).click();
      await panelFrame
        .getByRole('treeitem', { name: /'epoch'/ })
        .first()
        .waitFor();
      await window.screenshot('value-items');
    });

    await window.step(
      t,
      'figures that it showed are side by side, and a page of its own opens in the browser',
      async () => {
        await run(24);
        await panelFrame.getByRole('tab', { name: 'loss' }).click();
        await panelFrame.getByText(/\d+ × \d+ px/).waitFor();
        await window.screenshot('value-figures');
        await panelFrame.getByText('shown without its scripts').waitFor();
        const [opened] = await Promise.all([
          page.context().waitForEvent('page'),
          panelFrame.getByRole('button', { name: 'Open in Browser' }).click(),
        ]);
        // This server forwards no ports, so the page is looked at where it is served.
        await opened.waitForURL(/\d+\/[\da-f]{32}$/);
        const [, port, name] = /(\d+)\/([\da-f]{32})$/.exec(opened.url()) ?? [];
        await opened.goto(`http://127.0.0.1:${port}/${name}`);
        await opened.getByText('its scripts ran').waitFor();
        await opened.close();
      },
    );

    await window.step(t, 'a figure is saved as it is shown', async () => {
      const target = path.join(window.home, 'figure.png');
      await panelFrame.getByRole('tab', { name: 'PNG' }).click();
      await panelFrame.getByRole('button', { name: 'Save this picture…' }).click();
      await saveAs(target);
      await window.notifications.getByText(`Saved ${target}`).waitFor();
      assert.equal(readFileSync(target).subarray(1, 4).toString(), 'PNG');
      await window.clearNotifications();
    });
  });
});
