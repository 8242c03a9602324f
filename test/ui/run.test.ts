import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { inWorkbench } from './workbench';

const folder = path.join(root, 'examples');
const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };

test('a click on the lens runs the function, and the panel shows its output and its result', async (t) => {
  await inWorkbench(t, { folder, settings }, async (window) => {
    await window.openView('Farcall');
    await window.openFile('pi.py');
    await window.lenses().first().click();
    await window.panelFrame.getByText('batch 8 of 8').waitFor();
    await window.panelFrame.getByText('Succeeded').first().waitFor();
    const value = await window.panelFrame
      .getByText(/^3\.\d+$/)
      .first()
      .innerText();
    assert.ok(Math.abs(Number(value) - Math.PI) < 0.05, value);
    await window.page
      .getByRole('treeitem', { name: /pi:estimate/ })
      .first()
      .waitFor();
    await window.dragPanelTo(405);
    await window.panelFrame.getByText('Running on').waitFor();
    await window.screenshot('run');
  });
});

test('nothing can be run in a folder until the person trusts it', async (t) => {
  await inWorkbench(t, { folder, settings, trust: true }, async (window) => {
    const { page } = window;
    await window.openFile('pi.py');
    // Its item in the status bar tells that the extension is active.
    await page.locator('.statusbar-item', { hasText: 'Farcall' }).waitFor();
    await page
      .getByRole('button', { name: /Restricted Mode/ })
      .first()
      .waitFor();
    assert.equal(await window.lenses().count(), 0);
    await window.screenshot('restricted');
    await window.runCommand('Workspaces: Manage Workspace Trust');
    await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await page.getByText('You trust this folder').waitFor();
    await window.openFile('pi.py');
    await window.lenses().first().waitFor();
    assert.ok(!existsSync(path.join(window.home, '.farcall')));
  });
});
