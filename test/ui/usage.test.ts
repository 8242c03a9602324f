import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Sshd, sshdMissing, TestUser } from '../hosts/sshd';
import { inWorkbench, type WorkbenchWindow } from './workbench';

const settings = { 'editor.minimap.enabled': false };

/** Uses about one core and 200 MB until a file is there. */
const busy = (gate: string): string => `import os

gate = ${JSON.stringify(gate)}


def work():
    held = bytearray(os.urandom(1)) * 200_000_000
    print("at work", flush=True)
    while not os.path.exists(gate):
        sum(range(100_000))
    return len(held)
`;

async function watchedRun(window: WorkbenchWindow, host: string, gate: string): Promise<void> {
  const { panelFrame } = window;
  const chart = (name: string | RegExp) => panelFrame.getByRole('img', { name });
  await panelFrame.getByText('at work').waitFor();
  await window.dragPanelTo(250);
  await panelFrame.getByRole('tab', { name: 'Details' }).click();
  await chart(/^CPU over (?:[4-9]|\d\d) s: \d+ % at most/).waitFor();
  await chart(/^Memory over (?:[4-9]|\d\d) s: 2\d\d MB at most, 2\d\d MB last$/).waitFor();
  await chart(/^Memory over/).scrollIntoViewIfNeeded();
  await window.screenshot(`usage-${host}-running`);
  writeFileSync(gate, '');
  await panelFrame.getByText('Succeeded').first().waitFor();
  const said = await chart(/^CPU over/).getAttribute('aria-label');
  const [, most = '0'] = /: (\d+) % at most/.exec(said ?? '') ?? [];
  // Others use this machine, too.
  assert.ok(Number(most) >= 5, said ?? '');
  await chart(/^Memory over/).scrollIntoViewIfNeeded();
  await window.screenshot(`usage-${host}`);
}

test(
  'a run that uses the machine shows its charts while it runs and afterwards',
  { skip: sshdMissing() },
  async (t) => {
    const user = new TestUser('usage');
    t.after(() => user.remove());
    const sshd = await Sshd.start();
    t.after(() => sshd.stop());
    sshd.addHost('gpu1', { User: user.name });
    sshd.trust();
    const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    // The user of the other host looks there, too.
    const gates = mkdtempSync(path.join(tmpdir(), 'farcall-gate-'));
    chmodSync(gates, 0o755);
    t.after(() => rmSync(gates, { recursive: true, force: true }));

    for (const host of ['local', 'gpu1']) {
      writeFileSync(path.join(folder, `on_${host}.py`), busy(path.join(gates, host)));
    }
    await inWorkbench(t, { folder, settings, env: { FARCALL_SSH_CONFIG: sshd.configFile } }, async (window) => {
      const options = window.page.locator('.quick-input-list').getByRole('option');
      for (const host of ['local', 'gpu1']) {
        await window.step(t, `on ${host}`, async () => {
          const gate = path.join(gates, host);
          await window.openFile(`on_${host}.py`);
          await window.lenses().first().waitFor();
          await window.runCommand('Farcall: Select Default Host…');
          await options.filter({ hasText: host }).first().waitFor();
          await window.input.fill(host);
          await window.input.press('Enter');
          await window.status.filter({ hasText: host }).waitFor();
          await window.lenses().first().click();
          await watchedRun(window, host, gate);
        });
      }

      await window.step(t, 'and so does a run of before, once it is opened again', async () => {
        await window.openView('Farcall');
        await window.page.getByRole('treeitem', { name: /on_local:work, Succeeded/ }).click();
        await window.panelFrame.getByText('on_local:work').first().waitFor();
        await window.panelFrame.getByRole('tab', { name: 'Details' }).click();
        await window.panelFrame.getByRole('img', { name: /^Memory over/ }).waitFor();
        await window.screenshot('usage-again');
      });
    });
  },
);
