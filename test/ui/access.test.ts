import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { root } from '../../scripts/process.mjs';
import { setTheme, type ThemeName } from './themes';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };
const axe = readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
const themes: readonly ThemeName[] = ['light', 'dark', 'contrast', 'contrastLight', 'light2026', 'dark2026'];

/** What axe-core has to say of a page, but on colours that a job itself chose. */
async function findings(page: FrameLocator): Promise<string[]> {
  const body = page.locator('body');
  // What lies behind the panel's page is the editor's own, of which axe-core knows nothing.
  await body.evaluate(
    `document.querySelector('.tail') && (document.body.style.background = 'var(--vscode-panel-background)')`,
  );
  if (!(await body.evaluate<boolean, unknown>('typeof axe === "object"'))) await body.evaluate(axe);
  return body.evaluate<string[], unknown>(
    `axe.run({ exclude: ['.output span'] }, { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
      .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`,
  );
}

test('whoever sees little, or has no mouse, can use the panel and the preview', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame, tabFrame } = window;
    /** Presses Tab until an element of the panel has the focus. */
    const tabTo = async (selector: string): Promise<void> => {
      const body = panelFrame.locator('body');
      for (let stops = 0; stops < 60; stops += 1) {
        if (await body.evaluate<boolean, unknown>(`document.activeElement.matches(${JSON.stringify(selector)})`))
          return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`Tab does not lead to ${selector}`);
    };

    await window.step(t, 'from the editor by keys: run, read, open the details, go through the value', async () => {
      await window.openFile('pi.py');
      await window.moveCursorTo(23);
      await window.runCommand('Farcall: Run on Remote');
      await window.input.fill('samples=2000');
      await window.input.press('Enter');
      await panelFrame.getByText('Succeeded').first().waitFor();
      await window.runCommand('Farcall: Focus on Farcall View');
      await tabTo('[role="tab"]');
      await page.keyboard.press('ArrowRight');
      await panelFrame.locator('.details').waitFor();
      await page.keyboard.press('ArrowLeft');
      await tabTo('[role="tree"]');
      await page.keyboard.press('End');
      await panelFrame.locator('[role="treeitem"][aria-selected="true"]', { hasText: 'largest' }).waitFor();
    });

    await window.step(t, 'and from a failure to its line in the file', async () => {
      await window.openFile('fit.py');
      await window.moveCursorTo(27);
      await page.keyboard.press('Control+Alt+r');
      await page.keyboard.press('r');
      await panelFrame.getByText('ZeroDivisionError').first().waitFor();
      await window.runCommand('Farcall: Focus on Farcall View');
      await tabTo('.frame .variables');
      await page.keyboard.press('Enter');
      await panelFrame.getByRole('table', { name: /Variables at/ }).waitFor();
      await tabTo('.frame .link');
      await page.keyboard.press('Enter');
      await window.expectLine(29);
      await page.locator('.editor-instance .monaco-editor.focused').waitFor();
    });

    await window.runCommand('Farcall: Preview What Will Be Sent');
    await tabFrame.getByText(/has all of it|to send/).waitFor();
    await window.dragPanelTo(400);
    for (const theme of themes) {
      await window.step(t, `nothing of them is wrong in the theme ${theme}`, async () => {
        await setTheme(window, folder, theme);
        for (const tab of ['Details', 'Output']) {
          await panelFrame.getByRole('tab', { name: tab, exact: true }).click();
          assert.deepEqual(await findings(panelFrame), [], tab);
        }
        assert.deepEqual(await findings(tabFrame), [], 'the preview');
        await window.screenshot(`access-${theme}`);
      });
    }
  });
});
