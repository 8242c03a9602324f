import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { notebookOf } from '../inspect/project';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };
const parts = `import math


def area(r):
    return math.pi * r**2


print("whole", 7 * 6)
rest = [
    1,
    41,
]
sum(rest)

# %% a cell
print("cell", round(area(2)))
`;

test('a selection, a cell and a file run by keys and by menus', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'parts.py'), parts);

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;
    const chord = async (key: string): Promise<void> => {
      await page.keyboard.press('Control+Alt+r');
      await page.keyboard.press(key);
    };

    await window.step(t, 'the statements that a selection touches, and no others', async () => {
      await window.openFile('parts.py');
      await window.moveCursorTo(11);
      for (let line = 11; line < 13; line += 1) await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+End');
      await chord('s');
      await panelFrame.getByText('Succeeded').first().waitFor();
      await panelFrame.getByText('42', { exact: true }).first().waitFor();
      await window.screenshot('run-selection');
    });

    await window.step(t, 'the cell that the cursor is in', async () => {
      await window.moveCursorTo(16);
      await chord('c');
      await panelFrame.getByText('cell 13').waitFor();
      await window.lenses('✓ ').first().waitFor();
    });

    const inExplorer = async (item: string): Promise<void> => {
      await page.locator('.explorer-folders-view').getByText('parts.py').click({ button: 'right' });
      // A menu that has just opened takes no clicks yet, but it takes keys.
      await page.getByRole('menuitem', { name: item }).hover();
      await page.locator('.action-item.focused', { hasText: item }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: item }).waitFor({ state: 'hidden' });
    };

    await window.step(t, 'a file from the explorer', async () => {
      await inExplorer('Run File on Remote');
      await panelFrame.getByText('whole 42').waitFor();
    });

    await window.step(t, 'or its preview', async () => {
      await inExplorer('Preview What Will Be Sent');
      await window.tabFrame.getByText('parts.py').first().waitFor();
      await window.screenshot('file-preview');
    });
  });
});

test('the cell that has the focus runs, and so does its whole notebook', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const cells = ['found = {}\nprint("first", len(found))', 'def g(k):\n    return found[k]', 'g(4)'];
  writeFileSync(path.join(folder, 'lab.ipynb'), notebookOf(...cells));

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame } = window;

    await window.step(t, 'a cell, whose error stands behind the line of the cell that raised it', async () => {
      await window.openNotebook('lab.ipynb');
      await page.locator('.notebookOverlay .view-line', { hasText: 'g(4)' }).click();
      await window.runCommand('Farcall: Run Cell on Remote');
      await window.lenses('✗ KeyError: 4').waitFor();
      await window.expectBehindLine('KeyError: 4');
      await window.screenshot('notebook-error');
    });

    await window.step(t, 'all cells', async () => {
      await page.getByRole('button', { name: 'Run File on Remote' }).click();
      await panelFrame.getByText('first 0').waitFor();
      await panelFrame.getByText('Failed').first().waitFor();
    });
  });
});
