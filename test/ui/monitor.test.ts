import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };
const train = `
import sys
import time


def train():
    sys.stderr.write("\\r 45%|████▌     | 45/100 [00:04<00:05, 10.02it/s]")
    sys.stderr.flush()
    time.sleep(600)
`;
const broken = (gate: string): string => `
import os
import time


def broken():
    print("begins", flush=True)
    while not os.path.exists(${JSON.stringify(gate)}):
        time.sleep(0.05)
    raise ValueError("no good")
`;

test('the status bar tells how far a run is and that one failed, and leads to what can be done', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const gate = path.join(folder, 'gate');
  writeFileSync(path.join(folder, 'train.py'), train.trimStart());
  writeFileSync(path.join(folder, 'broken.py'), broken(gate).trimStart());

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame, status } = window;
    const option = (name: RegExp) => page.locator('.quick-input-list').getByRole('option', { name });
    const marked = page.locator('.quick-input-list .monaco-list-row.focused');

    await window.step(t, 'the idle item names the host that runs go to', async () => {
      await window.openFile('train.py');
      await status.filter({ hasText: /^\s*local\s*$/ }).waitFor();
    });

    await window.step(t, 'a run shows its progress bar’s percentage, and is cancelled from the list', async () => {
      await window.lenses().first().click();
      await status.filter({ hasText: /train on local · 45% · \d+ s/ }).waitFor();
      await status.click();
      await option(/train.*local · 45% · \d+ s/).waitFor();
      await window.screenshot('monitor-running');
      await option(/train/).first().hover();
      await option(/train/).first().getByRole('button', { name: 'Cancel' }).click();
      await option(/train.*cancelled/).waitFor();
      await window.screenshot('monitor-recent');
      await window.dismissInput();
    });

    await window.step(t, 'a failure out of sight is told until it is seen, and is the first in the list', async () => {
      await window.openFile('broken.py');
      await window.lenses().first().click();
      await panelFrame.getByText('begins').waitFor();
      await window.runCommand('View: Toggle Panel Visibility');
      await page.locator('.part.panel').waitFor({ state: 'hidden' });
      writeFileSync(gate, '');
      await status.filter({ hasText: 'broken failed' }).waitFor();
      await window.screenshot('status-failed');
      await status.click();
      await marked.filter({ hasText: 'broken' }).waitFor();
      await window.screenshot('monitor-failed');
      await window.input.press('Enter');
      await panelFrame.getByText('no good').first().waitFor();
      await status.filter({ hasText: /^\s*local\s*$/ }).waitFor();
    });

    await window.step(t, 'a run that has ended is run again, and the list leads to the hosts', async () => {
      await window.runCommand('Farcall: List Running and Recent Runs…');
      await option(/train.*cancelled/).hover();
      await option(/train.*cancelled/)
        .getByRole('button', { name: 'Run Again' })
        .click();
      await status.filter({ hasText: 'train on local · 45%' }).waitFor();
      await status.click();
      await window.input.fill('default');
      await window.input.press('Enter');
      await option(/local.*default/).waitFor();
      await window.dismissInput();
    });
  });
});
