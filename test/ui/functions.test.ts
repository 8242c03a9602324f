import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { inWorkbench } from './workbench';

const settings = {
  'farcall.defaultHost': 'local',
  'editor.minimap.enabled': false,
  'workbench.colorTheme': 'Dark 2026',
  'files.simpleDialog.enable': true,
};

test('from the lens to values, tracebacks, files and messages', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });
  writeFileSync(path.join(folder, 'broken.py'), 'def train(epochs=3):\n    rate = 0.1 +\n    return epochs * rate\n');

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { input, page, panelFrame } = window;
    const message = page.locator('.quick-input-widget .quick-input-message');

    await window.step(t, 'a required parameter is asked for, checked while it is typed, and remembered', async () => {
      await window.openFile('pi.py');
      await window.lenses().nth(1).click();
      await page.locator('.quick-input-title', { hasText: 'spread(samples: int, repeats: int = 5)' }).waitFor();
      assert.equal(await input.inputValue(), 'samples=, repeats=5');
      await window.screenshot('arguments');
      await input.fill('samples=(20_000, repeats=5');
      await message.getByText(/^Column \d+: Something is missing or too much here\.$/).waitFor();
      await window.screenshot('arguments-broken');
      await input.press('Enter');
      await input.fill('samples=20_000, repeats=5');
      await input.press('Enter');
      await panelFrame.getByText('Succeeded').first().waitFor();
      await panelFrame.getByText(/'smallest': 3\.\d+/).waitFor();
      await window.screenshot('arguments-result');
      await window.lenses().nth(1).click();
      await input.waitFor();
      assert.equal(await input.inputValue(), 'samples=20_000, repeats=5');
      await window.dismissInput();
    });

    await window.step(t, 'a class with main runs, and the file that it wrote can be saved', async () => {
      await window.openFile('fit.py');
      await window.lenses().first().click();
      await panelFrame.getByText('epoch 19: loss').waitFor();
      await panelFrame.getByText('losses.csv').first().waitFor();
      await window.screenshot('class');
      await panelFrame.getByRole('button', { name: 'Save…', exact: true }).click();
      const target = path.join(window.home, 'losses.csv');
      // The dialog proposes a place once it has looked at the folder, over what was typed before.
      await window.expectInput('/losses.csv');
      await window.screenshot('save-dialog');
      await input.fill(target);
      await page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
      await window.notifications.getByText(`Saved ${target}`).waitFor();
      await window.screenshot('saved');
      assert.match(readFileSync(target, 'utf8'), /^epoch,loss\n0,/);
      assert.ok(!existsSync(path.join(folder, 'losses.csv')));
      await window.clearNotifications();
    });

    await window.step(
      t,
      'the function at the cursor runs from the palette; its traceback leads to the line that failed',
      async () => {
        await window.openFile('fit.py');
        await window.moveCursorTo(30);
        await window.runCommand('Farcall: Run on Remote');
        await panelFrame.getByText('ZeroDivisionError').first().waitFor();
        await panelFrame
          .getByText(/division by zero/)
          .first()
          .waitFor();
        await window.screenshot('traceback');
        await panelFrame.getByRole('button', { name: 'fit.py:29', exact: true }).click();
        await window.expectLine(29);
      },
    );

    await window.step(t, 'a script has a lens on its first line that runs the whole file', async () => {
      await window.openFile('walk.py');
      await window.lenses().nth(1).waitFor();
      await window.lenses().first().click();
      await panelFrame.getByText('Ten walks:').waitFor();
      await panelFrame.getByText(/walk 9: \d/).waitFor();
      await panelFrame.getByText('Succeeded').first().waitFor();
      await window.screenshot('script');
      assert.equal(await panelFrame.getByRole('heading', { name: 'Result' }).count(), 0);
    });

    await window.step(t, 'a syntax error is told once, where the run would be, and leads to its line', async () => {
      await window.openFile('broken.py');
      await window.lenses().first().click();
      await panelFrame.getByText('Not run').waitFor();
      await window.screenshot('syntax-error');
      assert.equal(await window.notifications.count(), 0);
      await panelFrame.getByRole('button', { name: /broken\.py:\d/ }).click();
      await window.expectLine(3);
    });
  });
});
