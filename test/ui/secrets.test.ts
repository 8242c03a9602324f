import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { Sshd, sshdMissing, TestUser } from '../hosts/sshd';
import { inWorkbench } from './workbench';

const folder = path.join(root, 'examples');

test('a password is given, kept where the person says so, and forgotten', { skip: sshdMissing() }, async (t) => {
  const user = new TestUser('secret');
  t.after(() => user.remove());
  const sshd = await Sshd.start({ config: ['PasswordAuthentication yes', 'UsePAM no'] });
  t.after(() => sshd.stop());
  sshd.trust();
  sshd.addHost('vault', { User: user.name, PubkeyAuthentication: 'no', KbdInteractiveAuthentication: 'no' });

  await inWorkbench(t, { folder, env: { FARCALL_SSH_CONFIG: sshd.configFile } }, async (window) => {
    const { notifications, page } = window;
    const field = page.locator('.quick-input-widget input[type="password"]');
    const lines = page.locator('.output-view .view-line', { hasText: /vault.is.ready/ });
    const isReady = (): Promise<void> => lines.first().waitFor();
    const keep = page.locator('.quick-input-widget').getByRole('button', { name: /^Keep it in VS Code/ });
    const testHost = async (): Promise<void> => {
      await window.openView('Farcall');
      const row = page.getByRole('treeitem', { name: /vault/ });
      await row.hover();
      await row.getByRole('button', { name: 'Test Host' }).click();
    };

    await window.step(t, 'a button has it kept', async () => {
      await testHost();
      await page.getByText(`Password for ${user.name}@127.0.0.1`).waitFor();
      await keep.click();
      await page.getByText("will be kept in VS Code's secret storage").waitFor();
      await window.screenshot('password');
      await field.fill(user.password);
      await field.press('Enter');
      await isReady();
    });

    await window.step(t, 'what was kept can be forgotten', async () => {
      await window.runCommand('Farcall: Forget Passwords');
      await notifications.getByText('One password or passphrase was forgotten.').waitFor();
      await window.clearNotifications();
      await window.runCommand('Farcall: Forget Passwords');
      await notifications.getByText('Farcall keeps no password.').waitFor();
    });
  });
});
