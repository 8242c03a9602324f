import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { readdir } from 'node:fs/promises';
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

const settings = {
  'farcall.defaultHost': 'local',
  'farcall.codeLens.files': ['!quiet'],
  'editor.minimap.enabled': false,
};
const task = `import time


def fine():
    return {"a": 3.25}


def wrong():
    found = {"a": 1}
    return found["missing"]


def slow():
    time.sleep(600)
`;

test('what came of a run stands beside the lens and where it failed', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'task.py'), task);
  mkdirSync(path.join(folder, 'quiet'));
  writeFileSync(path.join(folder, 'quiet', 'calm.py'), 'def calm():\n    pass\n\n\nprint("calm", 6 * 7)\n');

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    const value = window.lenses("✓ {'a': 3.25} · ");
    const failure = window.lenses("✗ KeyError: 'missing' · ");

    await window.step(t, 'the value, and a click on it shows the run', async () => {
      await window.openFile('task.py');
      await window.lenses().nth(2).waitFor();
      await window.lenses().nth(0).click();
      await value.filter({ hasText: 'on local' }).waitFor();
      await window.lenses().nth(1).click();
      await failure.filter({ hasText: 'on local' }).waitFor();
      await panelFrame.getByText('KeyError').first().waitFor();
      await value.click();
      await panelFrame.getByText('Succeeded').first().waitFor();
    });

    await window.step(t, 'the value in a hover, too', async () => {
      await page.locator('.view-line', { hasText: 'def fine' }).locator('span', { hasText: 'fine' }).last().hover();
      const hover = page.locator('.monaco-hover', { hasText: 'Succeeded on local' });
      await hover.getByText("{'a': 3.25}").waitFor();
      await window.screenshot('editor-hover');
    });

    await window.step(t, 'the error stands behind the line that raised it, with more in a hover', async () => {
      await window.expectBehindLine("KeyError: 'missing'");
      await window.screenshot('editor-error');
      await page
        .locator('.view-line', { hasText: 'return found' })
        .locator('span', { hasText: 'found' })
        .last()
        .hover();
      const hover = page.locator('.monaco-hover', { hasText: 'Failed on local' });
      await hover.waitFor();
      await window.screenshot('editor-error-hover');
      await hover.getByText('Dismiss').click();
      await window.expectBehindLine(undefined);
      assert.equal(await failure.count(), 1);
    });

    await window.step(
      t,
      'a double click runs once; what is under way has a clock, and leads to what ends it',
      async () => {
        // Names with a dot are folders in the making.
        const runs = async (): Promise<number> =>
          (await readdir(path.join(window.home, '.farcall/jobs'))).filter((name) => !name.startsWith('.')).length;
        const before = await runs();
        await window.lenses().nth(2).dblclick();
        await window
          .lenses('Running ')
          .filter({ hasText: /Running [1-9]\d* s on local/ })
          .click();
        assert.equal(await runs(), before + 1);
        await window.screenshot('editor-running');
        await panelFrame.getByRole('button', { name: 'Cancel' }).click();
        await window.lenses('⊘ cancelled').waitFor();
      },
    );

    await window.step(
      t,
      'the error comes back when the function fails again, and goes when its line is edited',
      async () => {
        await window.lenses().nth(1).click();
        await window.expectBehindLine("KeyError: 'missing'");
        await page.locator('.view-line', { hasText: 'return found' }).click();
        await page.keyboard.press('End');
        await page.keyboard.type('  # why');
        await window.expectBehindLine(undefined);
      },
    );

    await window.step(t, 'files that the setting takes away have none, and run all the same', async () => {
      await window.openFile('quiet/calm.py');
      await window.runCommand('Farcall: Run File on Remote');
      await panelFrame.getByText('calm 42').waitFor();
      await panelFrame.getByText('Succeeded').first().waitFor();
      assert.equal(await window.lenses().filter({ visible: true }).count(), 0);
    });
  });
});
