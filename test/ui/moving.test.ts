import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };
const steps = 400;
const program = (gate: string): string => `
import os
import time


def long():
    for at in range(${steps}):
        print("step", at, flush=True)
    while not os.path.exists(${JSON.stringify(gate)}):
        time.sleep(0.05)
    for at in range(${steps}, ${2 * steps}):
        print("step", at)
    return {"best": {"loss": 0.25, "epoch": 7}}


def wrong(limit=3):
    raise ValueError(f"beyond {limit}")
`;

test('the panel shows the same, in the same way, after it was hidden, moved, and the window reloaded', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const gate = path.join(folder, 'gate');
  writeFileSync(path.join(folder, 'task.py'), program(gate).trimStart());

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page } = window;
    // The one page of ours, wherever it lies.
    const panelFrame = page.frameLocator('iframe.webview').frameLocator('#active-frame');
    const field = panelFrame.getByRole('textbox', { name: 'Find in the output' });
    const times = panelFrame.getByRole('button', { name: 'Show when each line was printed' });
    const choose = async (text: string): Promise<void> => {
      await window.input.fill(text);
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text }).waitFor();
      await window.input.press('Enter');
    };
    /** What is read, and what is looked for in it. */
    const expectAsItWas = async (): Promise<void> => {
      await panelFrame.getByText('step 123', { exact: true }).waitFor();
      await field.and(panelFrame.locator('input')).waitFor();
      await panelFrame.getByText(/^1 (found|of 1)$/).waitFor();
      await times.and(panelFrame.locator('[aria-pressed="true"]')).waitFor();
    };

    await window.openFile('task.py');
    await window.lenses().first().click();
    await panelFrame.getByText('step 399', { exact: true }).waitFor();
    await window.dragPanelTo(300);
    await panelFrame.locator('main').press('Control+f');
    await page.keyboard.type('step 123');
    await panelFrame.getByText('1 of 1').waitFor();
    await times.click();
    await expectAsItWas();

    await window.step(t, 'after it was hidden', async () => {
      await window.runCommand('View: Toggle Panel Visibility');
      await page.locator('.part.panel').waitFor({ state: 'hidden' });
      await window.runCommand('View: Toggle Panel Visibility');
      await expectAsItWas();
    });

    await window.step(t, 'in a side bar, to which it was moved', async () => {
      await window.runCommand('View: Move View');
      await choose('Farcall');
      await choose('New Secondary Side Bar Entry');
      await page.locator('.part.auxiliarybar').waitFor();
      await expectAsItWas();
      await window.screenshot('moved');
      await window.runCommand('View: Reset View Locations');
      await page.locator('.part.auxiliarybar').waitFor({ state: 'hidden' });
      await page.locator('.part.panel').getByRole('tab', { name: 'Farcall' }).click();
      await expectAsItWas();
    });

    await window.step(t, 'after a reload of the window, while the job goes on', async () => {
      await window.reload();
      await expectAsItWas();
      await panelFrame.getByText('Running').first().waitFor();
    });

    await window.step(t, 'and all of its output is there in the end', async () => {
      writeFileSync(gate, '');
      await panelFrame.getByText('Succeeded').first().waitFor();
      await panelFrame.getByText(`${2 * steps} lines`).waitFor();
      await expectAsItWas();
      await panelFrame.getByRole('button', { name: 'Jump to the end' }).click();
      await panelFrame.getByText(`step ${2 * steps - 1}`, { exact: true }).waitFor();
    });

    await window.step(t, 'each run keeps its own: what is open of a value, and of an error', async () => {
      await panelFrame.getByRole('treeitem', { name: /best/ }).click();
      await panelFrame.getByRole('treeitem', { name: /epoch/ }).click();
      await window.openFile('task.py');
      await window.moveCursorTo(16);
      await window.runCommand('Farcall: Run on Remote');
      await panelFrame.getByRole('button', { name: '1 variable of wrong' }).click();
      await panelFrame.getByText('limit', { exact: true }).waitFor();
      await window.reload();
      await panelFrame.getByText('limit', { exact: true }).waitFor();
      await window.openFile('task.py');
      await window.moveCursorTo(5);
      await window.lenses("✓ {'best'").first().click();
      await panelFrame.locator('[role="treeitem"][aria-selected="true"]', { hasText: 'epoch' }).waitFor();
    });
  });
});
