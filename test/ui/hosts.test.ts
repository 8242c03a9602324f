import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { Sshd, sshdMissing, TestUser } from '../hosts/sshd';
import { inWorkbench } from './workbench';

const settings = {
  // What a setting lays over a host is not the host's own.
  'farcall.hosts': { gpu1: { env: { FROM_SETTINGS: 'yes' } } },
  'editor.minimap.enabled': false,
  'workbench.colorTheme': 'Default High Contrast',
};
const endless = `
import os
import time


def train(epochs: int = 1_000_000):
    print(os.environ["USER"], os.environ["FROM_SETTINGS"])
    for epoch in range(epochs):
        print("epoch", epoch, flush=True)
        time.sleep(0.2)
`;

test('from the first host to a job there', { skip: sshdMissing() }, async (t) => {
  const user = new TestUser('ui');
  t.after(() => user.remove());
  execFileSync('su', ['-', user.name, '-c', 'python3 -m venv --without-pip ~/.pyenv/versions/lab']);
  const sshd = await Sshd.start();
  t.after(() => sshd.stop());
  sshd.addHost('gpu1', { User: user.name });
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-folder-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });
  writeFileSync(path.join(folder, 'endless.py'), endless.trimStart());
  const lab = path.join(user.home, '.pyenv/versions/lab/bin/python');

  await inWorkbench(t, { folder, settings, env: { FARCALL_SSH_CONFIG: sshd.configFile } }, async (window) => {
    const { input, notifications, page, panelFrame } = window;
    const dialog = page.locator('.monaco-dialog-box');
    const options = page.locator('.quick-input-list').getByRole('option');
    const hostsFile = path.join(window.home, '.config/farcall/hosts.json');
    const keptHosts = (): unknown => JSON.parse(readFileSync(hostsFile, 'utf8'));

    await window.step(t, 'the first run asks where, among this machine and the hosts of the SSH config', async () => {
      await window.openView('Farcall');
      await page.getByRole('treeitem', { name: /gpu1/ }).waitFor();
      await window.openFile('pi.py');
      await window.lenses().first().click();
      await input.waitFor();
      await options.first().waitFor();
      await window.screenshot('first-host');
      const labels = await options.allInnerTexts();
      for (const name of ['local', 'gpu1', 'box', 'Add Host…'])
        assert.ok(
          labels.some((text) => text.includes(name)),
          labels.join(),
        );
      await window.dismissInput();
      assert.ok(!existsSync(hostsFile));
    });

    await window.step(t, 'a host is added: its key is shown, a Python chosen, and runs go there', async () => {
      await window.runCommand('Farcall: Add Host…');
      await options.first().waitFor();
      await window.screenshot('add-host');
      await input.fill('ssh gpu1');
      await options.filter({ hasText: 'without' }).waitFor();
      await window.screenshot('add-host-problem');
      await input.fill('gpu1');
      await options.filter({ hasText: 'without' }).waitFor({ state: 'hidden' });
      await options.filter({ hasText: 'gpu1' }).first().click();
      await dialog.getByText(sshd.hostFingerprint()).waitFor();
      await window.screenshot('host-key');
      await dialog.getByRole('button', { name: /Connect/ }).click();
      await options.filter({ hasText: lab }).waitFor();
      await window.screenshot('pythons');
      await options.filter({ hasText: lab }).click();
      await notifications.getByText(/gpu1 was added/).waitFor();
      await window.screenshot('host-added');
      await notifications.getByRole('button', { name: /Default/ }).click();
      await page.getByRole('treeitem', { name: /gpu1.*default/ }).waitFor();
      assert.deepEqual(keptHosts(), { hosts: { gpu1: { python: lab } }, default: 'gpu1' });
      assert.match(sshd.knownHostsText(), /ssh-ed25519/);
    });

    await window.step(t, 'Test Host prints what it checked, item by item', async () => {
      await page.getByRole('treeitem', { name: /gpu1/ }).hover();
      await page.getByRole('treeitem', { name: /gpu1/ }).getByRole('button', { name: 'Test Host' }).click();
      // Spaces in an editor's lines are unbreakable ones.
      await page.locator('.output-view .view-line', { hasText: /gpu1.is.ready/ }).waitFor();
      await window.screenshot('test-host');
      const lines = await page.locator('.output-view .view-line').allInnerTexts();
      for (const item of ['Name resolves', 'Connects', 'Host key', 'Python', 'Folder', 'After logout', 'Round trip']) {
        assert.ok(
          lines.some((line) => line.replaceAll('\u00a0', ' ').includes(item)),
          `${item} in ${lines.join('\n')}`,
        );
      }
      await notifications.first().waitFor({ state: 'hidden' });
    });

    await window.step(t, 'a host that is connected tells how it is doing, and what Farcall keeps there', async () => {
      const host = page.getByRole('treeitem', { name: /gpu1, default · \d+% busy, connected/ });
      await host.click();
      await host.press('ArrowRight');
      await page.getByRole('treeitem', { name: /(\d|the) cores? busy/ }).waitFor();
      await page.getByRole('treeitem', { name: /of memory free/ }).waitFor();
      await page.getByRole('treeitem', { name: /kept by Farcall/ }).waitFor();
      await page.getByRole('treeitem', { name: /Python 3\.\d+/ }).waitFor();
      await window.screenshot('hosts-connected');
    });

    await window.step(
      t,
      'a long job says that the laptop may be closed, is found again, and is cancelled',
      async () => {
        await window.openFile('endless.py');
        await window.lenses().first().click();
        await panelFrame.getByText(`${user.name} yes`).waitFor();
        await panelFrame.getByText('epoch 3').waitFor();
        await panelFrame.getByText(/Safe to close the laptop/).waitFor();
        await page.getByRole('treeitem', { name: /gpu1, default · 1 running/ }).waitFor();
        await window.screenshot('running');
        await window.runCommand('View: Toggle Panel Visibility');
        await page.locator('.part.panel').waitFor({ state: 'hidden' });
        await window.status.filter({ hasText: 'train on gpu1' }).click();
        await options.filter({ hasText: 'train' }).first().waitFor();
        await input.press('Enter');
        await panelFrame.getByText('Running').first().waitFor();
        await panelFrame.getByRole('button', { name: 'Cancel' }).click();
        await panelFrame.getByText('Cancelled').first().waitFor();
        await window.screenshot('cancelled');
        await window.status.filter({ hasText: /^\s*gpu1/ }).waitFor();
      },
    );
  });
});
