import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { inWorkbench } from './workbench';

const settings = { 'farcall.defaultHost': 'local', 'editor.minimap.enabled': false };

test('a window that opens again tells in one message what ended meanwhile, and shows it whole', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(root, 'examples', 'pi.py'), path.join(folder, 'pi.py'));
  const gate = path.join(folder, 'gate');
  const waits = `import os, time\n\n\ndef NAME():\n    print("NAME begins", flush=True)\n    while not os.path.exists(${JSON.stringify(gate)}):\n        time.sleep(0.05)\n    print("NAME goes on")\n`;
  writeFileSync(path.join(folder, 'one.py'), `${waits.replaceAll('NAME', 'fine')}    return 41 + 1\n`);
  writeFileSync(path.join(folder, 'two.py'), `${waits.replaceAll('NAME', 'bad')}    raise ValueError("no good")\n`);

  await inWorkbench(t, { folder, settings }, async (window) => {
    const { page, panelFrame, notifications } = window;
    const jobs = path.join(window.home, '.farcall', 'jobs');
    const every = async (holds: (job: string) => boolean): Promise<void> => {
      // Names with a dot are folders in the making.
      const names = (): string[] => readdirSync(jobs).filter((name) => !name.startsWith('.'));
      while (!names().every((job) => holds(path.join(jobs, job)))) await page.waitForTimeout(50);
    };
    for (const [file, name] of [
      ['one.py', 'fine'],
      ['two.py', 'bad'],
    ] as const) {
      await window.openFile(file);
      await window.lenses().first().click();
      await panelFrame.getByText(`${name} begins`).waitFor();
    }
    const address = page.url();
    await page.goto('about:blank');
    // Until the window's agent has left, somebody follows the jobs.
    await every((job) => readdirSync(path.join(job, 'watch')).length === 0);
    writeFileSync(gate, '');
    await every((job) => existsSync(path.join(job, 'end.json')));

    await page.goto(address);
    // Whether VS Code had kept which files were open when the page went away is its own affair.
    await page.locator('.monaco-workbench .statusbar-item').first().waitFor();
    await window.openFile('one.py');
    // It waits for runs that are still on their way back, for a minute at most.
    const told = notifications.getByText('2 runs ended while you were away: 1 succeeded, 1 failed.');
    await told.waitFor({ timeout: 90_000 });
    await window.screenshot('away');
    await notifications.getByRole('button', { name: 'Show' }).click();
    await window.input.waitFor();
    await page
      .locator('.quick-input-list')
      .getByRole('option', { name: /one:fine/ })
      .click();
    await panelFrame.getByText('fine goes on').waitFor();
    await panelFrame.getByText('42').first().waitFor();
  });
});
