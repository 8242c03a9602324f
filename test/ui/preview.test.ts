import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = {
  'farcall.defaultHost': 'local',
  'editor.minimap.enabled': false,
  'workbench.colorTheme': 'Dark 2026',
};

const trainer = [
  'import json',
  'from shop import model',
  '',
  'print("begun")',
  'RATE = 0.1',
  '',
  '',
  'def fit(epochs=3):',
  '    return model.step(RATE) * epochs',
  '',
  '',
  'print(json.dumps(fit()))',
  '',
].join('\n');

test('what will be sent is shown, changed, remembered and run', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = {
    'train.py': trainer,
    'shop/__init__.py': '',
    'shop/model.py': 'from . import layers\n\n\ndef step(rate):\n    return rate * layers.SIZE\n',
    'shop/layers.py': 'SIZE = 10\n',
  };
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page } = window;
    await window.openFile('train.py');
    await page.keyboard.press('Control+G');
    await window.input.fill(':9');
    await page.keyboard.press('Enter');
    await window.runCommand('Farcall: Preview What Will Be Sent');
    const frame = window.tabFrame;
    await frame.getByRole('heading', { name: /train:fit/ }).waitFor();

    await window.step(t, 'it tells the files, why each is there, and what the host lacks', async () => {
      await frame.getByText(/\d+ files?, .* to send/).waitFor();
      await frame.getByRole('button', { name: 'Why shop/layers.py is there' }).click();
      await frame.getByRole('list', { name: 'From shop/layers.py to the entry' }).waitFor();
      await window.screenshot('preview-dark');
      await frame.getByRole('list').getByRole('button', { name: 'train.py:2' }).click();
      await window.expectLine(2);
    });

    await window.step(t, 'it follows the file as it is typed', async () => {
      await page.keyboard.press('Control+End');
      await page.keyboard.type('print("more")');
      await frame.getByText('print("more")').waitFor();
    });

    await window.step(t, 'it runs the function from there', async () => {
      await frame.getByRole('button', { name: 'Run', exact: true }).click();
      await window.panelFrame.getByText('Succeeded').first().waitFor();
      await frame.getByText('has all of it').waitFor();
      await page.keyboard.press('Control+J');
    });

    const themes = { 'Light 2026': 'vscode-light', 'Default High Contrast': 'vscode-high-contrast' };
    for (const [theme, kind] of Object.entries(themes)) {
      await window.step(t, `it can be read in ${theme}`, async () => {
        write('.vscode/settings.json', JSON.stringify({ 'workbench.colorTheme': theme }));
        await frame.locator(`body.${kind}`).waitFor();
        await window.screenshot(`preview-${kind}`);
      });
    }
  });
});
