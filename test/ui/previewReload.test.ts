import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };

const other = 'def other():\n    return 1\n';
const trainer = [
  'from shop import model',
  ...Array.from({ length: 40 }, (_, i) => `print("step ${i}")`),
  '',
  '',
  'def fit(epochs):',
  '    return model.step(0.1) * epochs',
  '',
  '',
  other,
].join('\n');
const lineOfFit = trainer.split('\n').findIndex((line) => line.startsWith('def fit')) + 1;

test('the preview is there again after a reload of the window', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'preview-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  write('train.py', trainer);
  write('shop/__init__.py', '');
  write('shop/model.py', 'from . import layers\n\n\ndef step(rate):\n    return rate * layers.SIZE\n');
  write('shop/layers.py', 'SIZE = 10\n');

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, tabFrame } = window;
    const tabs = page.locator('.tab', { hasText: 'Preview: ' });
    const chain = tabFrame.getByRole('list', { name: 'From shop/layers.py to the entry' });
    const scrolled = (): Promise<unknown> => tabFrame.locator('html').evaluate('scrollY');
    const expectShown = (text: string): Promise<void> => tabFrame.getByText(text).first().waitFor();

    await window.openFile('train.py');
    await window.moveCursorTo(lineOfFit);
    await window.runCommand('Farcall: Preview What Will Be Sent');
    await tabFrame.getByRole('heading', { name: /train:fit/ }).waitFor();

    await window.step(t, 'opened and scrolled as it was, and inspected anew', async () => {
      await tabFrame.getByRole('button', { name: 'Why shop/layers.py is there' }).click();
      await tabFrame
        .locator('html')
        .evaluate(
          `new Promise((done) => { document.addEventListener('scrollend', () => done(), { once: true }); scrollTo(0, 50); })`,
        );
      // What the page says after it has kept its place arrives after that, too.
      await chain.getByRole('button', { name: 'train.py:1' }).click();
      await window.expectLine(1);
      const before = await scrolled();
      assert.notEqual(before, 0);
      await window.reload(() => {
        write('shop/sizes.py', 'LARGE = 30\n');
        write('shop/layers.py', 'from . import sizes\n\nSIZE = sizes.LARGE\n');
      });
      await tabFrame.getByRole('heading', { name: /train:fit/ }).waitFor();
      await chain.waitFor();
      assert.equal(await scrolled(), before);
      await tabFrame.getByRole('button', { name: 'Why shop/sizes.py is there' }).waitFor();
      await window.screenshot('preview-reloaded');
      write('shop/layers.py', 'SIZE = 10\n');
      await tabFrame.getByRole('button', { name: 'Why shop/sizes.py is there' }).waitFor({ state: 'hidden' });
    });

    await window.step(t, 'with the arguments of the job whose call it shows, which runs from there', async () => {
      await window.openFile('train.py');
      await window.moveCursorTo(lineOfFit);
      await window.runCommand('Farcall: Run on Remote with Arguments…');
      await window.input.fill('epochs=7');
      await window.input.press('Enter');
      await window.panelFrame.getByText('Succeeded').first().waitFor();
      await window.panelFrame.getByRole('button', { name: 'What is sent' }).click();
      await expectShown('(epochs=7)');
      await window.reload();
      await expectShown('(epochs=7)');
      await tabFrame.getByRole('button', { name: 'Run', exact: true }).click();
      await window.panelFrame.getByText('7.0', { exact: true }).first().waitFor();
    });

    await window.step(t, 'in one tab, where it is asked for before the old one is looked at', async () => {
      await tabs.click();
      await window.openFile('shop/model.py');
      await window.reload();
      await tabs.waitFor();
      await window.openFile('train.py');
      // Until VS Code knows that the window is trusted, the palette has none of its commands.
      await window.lenses().first().waitFor();
      await window.moveCursorTo(lineOfFit + 4);
      await window.runCommand('Farcall: Preview What Will Be Sent');
      await tabFrame.getByRole('heading', { name: /train:other/ }).waitFor();
      assert.equal(await tabs.count(), 1);
    });

    await window.step(t, 'and says what is missing where its function or its file is gone', async () => {
      await window.reload(() => write('train.py', 'def another():\n    return 1\n'));
      await expectShown('train.py: There is no function other in this file.');
      await window.screenshot('preview-no-function');
      await window.reload(() => rmSync(path.join(folder, 'train.py')));
      await expectShown('train.py. Put it back where it was, or close this tab.');
      await window.screenshot('preview-no-file');
      write('train.py', other);
      await tabFrame.getByRole('heading', { name: /train:other/ }).waitFor();
    });
  });
});
