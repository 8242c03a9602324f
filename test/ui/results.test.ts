import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };

test('results are named, pinned, filtered, grouped, run again with other arguments, and deleted', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    const row = (name: RegExp | string) => page.getByRole('treeitem', { name });
    const menu = async (of: RegExp | string, item: string): Promise<void> => {
      await row(of).first().click({ button: 'right' });
      // A menu that has just opened takes no clicks: they may belong to what opened it.
      await page.getByRole('menuitem', { name: item }).hover();
      await page.locator('.monaco-menu .action-item.focused', { hasText: item }).waitFor();
      await page.keyboard.press('Enter');
    };
    const answer = async (text: string): Promise<void> => {
      await window.input.fill(text);
      await window.input.press('Enter');
    };
    await window.openView('Farcall');
    await window.openFile('pi.py');
    await window.lenses().first().click();
    await row(/pi:estimate, Succeeded/).waitFor();

    await window.step(t, 'the same function runs again with arguments that begin as the last', async () => {
      await menu(/pi:estimate, Succeeded/, 'Run Again with Other Arguments…');
      await answer('samples=1000');
      await row(/pi:estimate, Succeeded, samples=1000/).waitFor();
    });

    await window.step(t, 'two runs stand side by side', async () => {
      await menu(/samples=1000/, 'Compare Run with…');
      const shown = page.locator('.editor-instance .view-line');
      await shown.getByText('pi:estimate(samples=1000)').first().waitFor();
      await shown.getByText('Compared: same code, other result, other output').first().waitFor();
      await window.screenshot('results-compared');
    });

    await window.step(t, 'a name, a note and a pin are kept with the run', async () => {
      await menu(/samples=1000/, 'Rename Run…');
      await window.expectInput('pi:estimate');
      await answer('quick look');
      await menu(/quick look/, 'Edit Note of Run…');
      await answer('too few samples');
      await menu(/quick look/, 'Pin Run');
      await row(/^Pinned/).waitFor();
    });

    await window.step(t, 'the filter follows what is typed and finds notes', async () => {
      await window.runCommand('Farcall: Filter Results…');
      await window.input.fill('too few');
      await row(/pi:estimate, Succeeded/).waitFor({ state: 'hidden' });
      await row(/quick look/).waitFor();
      await window.input.press('Enter');
      await window.screenshot('results-filtered');
      await window.runCommand('Farcall: Clear Filter of Results');
      await row(/pi:estimate, Succeeded/).waitFor();
    });

    await window.step(t, 'groups stand under headings', async () => {
      await window.runCommand('Farcall: Group Results…');
      await window.input.fill('By host');
      await window.input.press('Enter');
      await row('local, 1 run').waitFor();
      await window.screenshot('results-grouped');
    });

    await window.step(t, 'a run that is deleted is gone from the host', async () => {
      const jobs = path.join(window.home, '.farcall', 'jobs');
      const names = (): string[] => readdirSync(jobs).filter((name) => !name.startsWith('.'));
      assert.equal(names().length, 2);
      await row(/quick look/).click();
      await row(/quick look/)
        .and(page.locator('[aria-selected="true"]'))
        .waitFor();
      await page.keyboard.press('Delete');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
      await row(/quick look/).waitFor({ state: 'detached' });
      assert.equal(names().length, 1);
      await panelFrame.getByText('Nothing to show yet').waitFor();
    });

    await window.step(t, 'one that runs is none to delete, but may leave the list', async () => {
      writeFileSync(path.join(folder, 'endless.py'), 'import time\n\n\ndef train():\n    time.sleep(3600)\n');
      await window.openFile('endless.py');
      await window.lenses().first().click();
      await row(/endless:train, Running/).waitFor();
      const offer = async (of: string): Promise<void> => {
        await menu(/endless:train, Running/, 'Delete Run…');
        await window.notifications.getByText('has not ended').waitFor();
        await window.screenshot('results-running-deleted');
        await window.notifications.getByRole('button', { name: of }).click();
      };
      await offer('Cancel Run');
      await row(/endless:train, Cancelled/).waitFor();
      await window.lenses().first().click();
      await offer('Remove from the List');
      await row(/endless:train, Running/).waitFor({ state: 'detached' });
      await row(/endless:train, Cancelled/).waitFor();
      await panelFrame.getByText('Nothing to show yet').waitFor();
    });
  });
});
