import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { inWorkbench } from './workbench';

/** What Chromium does by itself on a busy machine: a service worker's next look for an update of itself never ends. */
const endlessLook = `{
  const update = ServiceWorkerRegistration.prototype.update;
  ServiceWorkerRegistration.prototype.update = function () {
    if (sessionStorage.getItem('endless') === null) return update.call(this);
    sessionStorage.removeItem('endless');
    return new Promise(() => undefined);
  };
}`;

test('a page that VS Code leaves empty is made anew', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });

  await inWorkbench(t, { folder, settings: { 'farcall.defaultHost': 'local' } }, async (window) => {
    const { page, panelFrame, tabFrame } = window;
    await page.addInitScript(endlessLook);
    const lookEndlessly = (): Promise<void> => page.evaluate(`sessionStorage.setItem('endless', '')`);
    /** The next page is left empty: the look that never ends is the one that it waits for. */
    const expectEmptied = (): Promise<unknown> =>
      page.waitForFunction(`sessionStorage.getItem('endless') === null`, undefined, { polling: 50 });
    await window.openFile('pi.py');
    await window.lenses().first().click();
    await panelFrame.getByText('Succeeded').first().waitFor();

    await window.step(t, 'the panel, in its place', async () => {
      await window.runCommand('View: Toggle Panel Visibility');
      await page.locator('.part.panel').waitFor({ state: 'hidden' });
      await lookEndlessly();
      await window.runCommand('View: Toggle Panel Visibility');
      await expectEmptied();
      await panelFrame.getByText('Succeeded').first().waitFor();
      await page.locator('.part.panel').getByRole('tab', { name: 'Farcall', selected: true }).waitFor();
    });

    await window.step(t, 'the preview, in its tab', async () => {
      await window.openFile('pi.py');
      await window.moveCursorTo(10);
      await lookEndlessly();
      await window.runCommand('Farcall: Preview What Will Be Sent');
      await expectEmptied();
      await tabFrame.getByRole('heading', { name: /pi:/ }).waitFor();
      await page.getByRole('tab', { name: /^Preview: / }).waitFor();
      await window.screenshot('remade');
    });
  });
});
