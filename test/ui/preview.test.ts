import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = {
  'farcall.defaultHost': 'local',
  'editor.minimap.enabled': false,
  'workbench.colorTheme': 'Dark 2026',
  // One kilobyte: larger data is asked about.
  'farcall.data.askAbove': 0.001,
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
  '    with open("data/prices.txt") as prices:',
  '        return model.step(RATE) * epochs + len(prices.read()) + len(open(".env").read())',
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
    'data/prices.txt': '7'.repeat(5000),
    '.env': 'TOKEN=1\n',
  };
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page } = window;
    await window.openFile('train.py');
    await window.moveCursorTo(9);
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
      await window.openFile('train.py');
      await page.keyboard.press('Control+End');
      await page.keyboard.type('print("more")');
      await frame.getByText('print("more")').waitFor();
    });

    await window.step(t, 'a secret is sent only when a person says so of that one, and is told then', async () => {
      const dialog = page.locator('.monaco-dialog-box');
      const send = frame.getByRole('button', { name: /^Send \.env, though it looks like a secret$/ });
      await send.click();
      await dialog.getByText('Send .env, which looks like a secret?').waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await send.click();
      await dialog.getByRole('button', { name: 'Send It' }).click();
      await frame.getByText('.env looks like a secret and is sent').waitFor();
      await window.screenshot('preview-secret');
      await send.waitFor({ state: 'hidden' });
    });

    await window.step(t, 'a run asks once for what must be decided, and tells what to do with it', async () => {
      await frame.getByText('data/prices.txt (5.0 KB) is named by').waitFor();
      await frame.getByRole('button', { name: 'Run', exact: true }).click();
      await page.getByRole('option', { name: 'Run without it' }).waitFor();
      await window.screenshot('preview-question');
      await page.getByRole('option', { name: 'Send once and remember' }).click();
      await window.panelFrame.getByText('Succeeded').first().waitFor();
      await frame.getByText('has all of it').waitFor();
      await frame.getByText('2 of 2 sent').waitFor();
    });

    await window.step(t, 'a line that is left out is missed, offered, and kept from then on', async () => {
      await frame.getByRole('checkbox', { name: /^Keep line 5:/ }).uncheck();
      await frame.getByRole('button', { name: 'reset' }).first().waitFor();
      await frame.getByRole('button', { name: 'Run', exact: true }).click();
      const again = window.panelFrame.getByRole('button', { name: 'Run with line 5' });
      await again.waitFor();
      await window.screenshot('preview-left-out');
      await again.click();
      await window.panelFrame.getByText('Succeeded').first().waitFor();
      await frame.getByRole('checkbox', { name: /^Keep line 5:/, checked: true }).waitFor();
      await window.runCommand('View: Toggle Panel Visibility');
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
