import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { inWorkbench } from './workbench';

const folder = path.join(root, 'examples');
/** Each step, and a word of its picture. */
const steps = [
  ['Run a function', 'Succeeded'],
  ['Add your host', 'gpu1'],
  ['See what will be sent', 'data/prices.csv'],
  ['Close the laptop, come back', 'train on gpu1'],
] as const;

test('who sees Farcall for the first time is shown what to do', async (t) => {
  await inWorkbench(
    t,
    { folder, settings: { 'editor.minimap.enabled': false, 'farcall.defaultHost': 'local' } },
    async (window) => {
      const { page } = window;
      const options = page.locator('.quick-input-list').getByRole('option');

      await window.step(t, 'the empty list of results leads to a Python file', async () => {
        await window.openView('Farcall');
        await page.getByRole('button', { name: 'Open a Python File…' }).waitFor();
        await window.screenshot('first-views');
        await page.getByRole('button', { name: 'Open a Python File…' }).click();
        await options.filter({ hasText: 'pi.py' }).waitFor();
        await window.dismissInput();
      });

      await window.step(t, 'the list of hosts with only this machine leads to another', async () => {
        await page.getByRole('treeitem', { name: /^local/ }).waitFor();
        await page.getByRole('treeitem', { name: 'Add Host…' }).click();
        await window.expectInput('');
        await page.locator('.quick-input-title', { hasText: 'Add Host' }).waitFor();
        await window.dismissInput();
      });

      await window.step(t, 'four steps with pictures, each with its button', async () => {
        await page.getByRole('button', { name: 'Take the First Steps' }).click();
        await page.getByText('First steps with Farcall').first().waitFor();
        const walkthrough = page.locator('.gettingStartedContainer');
        await walkthrough.getByRole('button', { name: 'Show the Files' }).click();
        await page.getByRole('treeitem', { name: 'walk.py' }).waitFor();
        // Where there is little room, VS Code leaves the pictures out.
        await window.runCommand('View: Toggle Primary Side Bar Visibility');
        for (const [index, [step, word]] of steps.entries()) {
          await walkthrough.getByText(step, { exact: true }).first().click();
          const picture = page.locator('.getting-started-media iframe').contentFrame();
          await picture.frameLocator('#active-frame').locator('svg').getByText(word).first().waitFor();
          await window.screenshot(`first-steps-${index + 1}`);
        }
      });

      await window.step(t, 'the last step has its tick once a run was shown again', async () => {
        const tick = (state: 'done' | 'open') =>
          page.locator(`[data-done-step-id$="#return"]${state === 'done' ? '.complete' : ':not(.complete)'}`);
        await tick('open').waitFor();
        await window.openFile('pi.py');
        await window.moveCursorTo(9);
        await window.runCommand('Farcall: Run on Remote');
        await window.panelFrame.locator('.state', { hasText: 'Succeeded' }).waitFor();
        await page.getByRole('tab', { name: /^Welcome|^Walkthrough/ }).click();
        await tick('open').waitFor();
        await window.runCommand('Farcall: Show Run in Panel');
        // A tab of it that was left may have gone back to VS Code's own start page meanwhile.
        await window.runCommand('Welcome: Open Walkthrough...');
        await options.filter({ hasText: 'First steps with Farcall' }).click();
        await tick('done').waitFor();
      });

      await window.step(t, 'and leads to the results', async () => {
        await page
          .locator('.gettingStartedContainer')
          .getByText('Close the laptop, come back', { exact: true })
          .click();
        await page.getByRole('button', { name: 'Show Results' }).click();
        await page.getByRole('treeitem', { name: /pi:estimate, Succeeded/ }).waitFor();
      });
    },
  );
});
