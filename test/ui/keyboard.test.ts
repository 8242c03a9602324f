import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };
const program = `
import time


def one():
    return 1


def two():
    return 2


def long():
    time.sleep(600)
`;

test('who has no mouse goes through the lists, a comparison, a message and the preview', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'lab.py'), program.trimStart());

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame, tabFrame } = window;
    const row = (name: RegExp | string) => page.getByRole('treeitem', { name });
    const focused = page.locator('.part.sidebar .monaco-list:focus-within .monaco-list-row.focused');
    const run = async (line: number, name: string, end: string): Promise<void> => {
      await window.openFile('lab.py');
      await window.moveCursorTo(line);
      await page.keyboard.press('Control+Alt+r');
      await page.keyboard.press('r');
      await panelFrame.locator('.label', { hasText: `lab:${name}` }).waitFor();
      await panelFrame.locator('.state', { hasText: end }).waitFor();
    };
    /** Opens the menu of the row that has the focus, and goes down it to an item. */
    const menu = async (item: string): Promise<void> => {
      await page.keyboard.press('Shift+F10');
      const marked = page.locator('.monaco-menu .action-item.focused');
      await page.locator('.monaco-menu').getByRole('menuitem', { name: item }).waitFor();
      const wanted = marked.filter({ hasText: item });
      for (let steps = 0; steps < 30 && !(await wanted.isVisible()); steps += 1) {
        await page.keyboard.press('ArrowDown');
        await marked.waitFor();
      }
      await wanted.waitFor();
      await page.keyboard.press('Enter');
    };
    await run(4, 'one', 'Succeeded');
    await run(8, 'two', 'Succeeded');

    await window.step(t, 'from a result to the panel, and to another that it is compared with', async () => {
      await window.runCommand('Farcall: Focus on Results View');
      await row(/lab:one, Succeeded/).waitFor();
      // A view that comes up for the first time has the focus before its rows are there to take it.
      await window.runCommand('Farcall: Focus on Results View');
      // Which row has the focus then is VS Code's to decide, and extensions are not told: none, until the first arrow.
      await page.keyboard.press('ArrowDown');
      await focused.waitFor();
      await page.keyboard.press('End');
      await focused.filter({ hasText: 'lab:one' }).waitFor();
      await page.keyboard.press('Enter');
      await panelFrame.locator('.label', { hasText: 'lab:one' }).waitFor();
      await window.runCommand('Farcall: Focus on Results View');
      await menu('Compare Run with…');
      await page.locator('.editor-instance:focus-within .view-line').getByText('Compared: ').first().waitFor();
    });

    await window.step(t, 'from a host to what runs on it, which is cancelled', async () => {
      await run(12, 'long', 'Running');
      await window.runCommand('Farcall: Focus on Hosts View');
      await page.keyboard.press('Home');
      await focused.filter({ hasText: 'local' }).waitFor();
      await page.keyboard.press('ArrowRight');
      // Below its host: the Results view has one, too, that ends so.
      await page
        .locator('.part.sidebar .monaco-list-row')
        .filter({ hasText: /^\s*long/ })
        .waitFor();
      await page.keyboard.press('ArrowDown');
      await focused.filter({ hasText: 'long' }).waitFor();
      await menu('Cancel');
      await row(/lab:long, Cancelled/).waitFor();
    });

    await window.step(t, 'to a message, and away with it', async () => {
      await window.runCommand('Farcall: Remove Host');
      await window.notifications.first().waitFor();
      await window.runCommand('Notifications: Focus Notification Toast');
      await page.locator('.notification-toast .monaco-list:focus-within').waitFor();
      await page.keyboard.press('Delete');
      await window.notifications.first().waitFor({ state: 'hidden' });
    });

    await window.step(t, 'into the preview, and from there to the run', async () => {
      await window.openFile('lab.py');
      await window.moveCursorTo(4);
      await window.runCommand('Farcall: Preview What Will Be Sent');
      await tabFrame.getByText(/has all of it|to send/).waitFor();
      await window.runCommand('View: Focus Right Editor Group');
      const runs = tabFrame.getByRole('button', { name: 'Run', exact: true });
      for (let stops = 0; stops < 30 && !(await runs.and(tabFrame.locator(':focus')).isVisible()); stops += 1)
        await page.keyboard.press('Tab');
      await runs.and(tabFrame.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await panelFrame.locator('.label', { hasText: 'lab:one' }).waitFor();
      await panelFrame.locator('.state', { hasText: 'Succeeded' }).waitFor();
    });
  });
});
