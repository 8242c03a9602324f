import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };
const source = `def report():
    print("first line")
    print("second line")
    return {"title": "Sales", "by": {"north": 31022}}


def bad():
    raise ValueError("no good")
`;

test('a right click in the panel opens VS Code’s menu with what suits the place', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'lab.py'), source);
  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    const items = page.locator('.monaco-menu .action-item');
    const take = async (item: string): Promise<void> => {
      // A menu that has just opened takes no clicks: they may belong to what opened it.
      await page.getByRole('menuitem', { name: item, exact: true }).hover();
      await page.locator('.monaco-menu .action-item.focused', { hasText: item }).waitFor();
      await page.keyboard.press('Enter');
      await items.first().waitFor({ state: 'hidden' });
    };
    const menu = async (at: Locator, item: string): Promise<void> => {
      await at.click({ button: 'right' });
      await take(item);
    };
    const clipboardHas = async (text: string): Promise<void> => {
      await window.runCommand('File: New Untitled Text File');
      await page.keyboard.press('Control+v');
      await page.locator('.editor-instance .view-lines').last().getByText(text).first().waitFor();
    };
    await window.openFile('lab.py');
    await window.lenses().first().click();
    await panelFrame.getByText('Succeeded').first().waitFor();
    await window.dragPanelTo(300);
    const north = panelFrame.getByRole('treeitem', { name: /north/ });

    await window.step(t, 'of a tree: how Python reaches a value, by the mouse', async () => {
      await panelFrame.getByRole('treeitem', { name: /by/ }).click();
      await north.click({ button: 'right' });
      await items.filter({ hasText: 'Copy Path' }).waitFor();
      await window.screenshot('menu-tree');
      await take('Copy Path');
      await clipboardHas("value['by']['north']");
    });

    await window.step(t, 'and by the keyboard; a result can be saved from there', async () => {
      await north.click();
      await page.keyboard.press('Shift+F10');
      await items.filter({ hasText: 'Save Result…' }).waitFor();
      await take('Copy');
      await clipboardHas('31022');
    });

    await window.step(t, 'of the output: all of it', async () => {
      await menu(panelFrame.getByText('second line'), 'Copy All');
      await clipboardHas('first line');
      await menu(panelFrame.getByText('second line'), 'Find…');
      await panelFrame.getByRole('textbox', { name: 'Find in the output' }).waitFor();
    });

    await window.step(t, 'of a frame: its line', async () => {
      await window.openFile('lab.py');
      await window.lenses().nth(1).click();
      await panelFrame.getByText('no good').first().waitFor();
      await window.moveCursorTo(1);
      await panelFrame.getByRole('button', { name: /^lab\.py:8/ }).click({ button: 'right' });
      await items.filter({ hasText: 'Open Frame as It Ran' }).waitFor();
      await window.screenshot('menu-frame');
      await take('Open Frame');
      await window.expectLine(8);
    });
  });
});
