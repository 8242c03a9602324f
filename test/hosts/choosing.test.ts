import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Runtime } from '../../src/ship/assets';
import { standInRuntime } from '../ship/standIn';
import { ScriptedPrompts, TestClient, type ClientOptions } from './connecting';
import { Sshd, sshdMissing } from './sshd';

const skip = sshdMissing();
let runtime: Runtime;
let sshd: Sshd;

before(async () => {
  if (skip !== false) return;
  runtime = await standInRuntime();
  sshd = await Sshd.start();
});
after(async () => {
  if (skip === false) await sshd.stop();
});

function client(t: TestContext, options: Partial<ClientOptions> = {}): TestClient {
  const made = new TestClient({ runtime, configFile: sshd.configFile, ...options });
  t.after(() => made.dispose());
  return made;
}

/** Connects; the log must name the reason. */
async function goesBySystemSsh(own: TestClient, host: string, reason: RegExp): Promise<void> {
  const link = await own.connect(host);
  assert.deepEqual(await link.request('echo', {}), {});
  assert.equal(link.facts.maker, 'ssh');
  assert.ok(
    own.log.some((line) => line.includes("by the system's ssh") && reason.test(line)),
    own.log.join('\n'),
  );
}

describe('a host is reached', { skip }, () => {
  it('by ssh2 where nothing speaks against it', async (t) => {
    sshd.trust();
    assert.equal((await client(t).connect('box')).facts.maker, 'ssh2');
  });

  it("through a jump host by the system's ssh", async (t) => {
    sshd.trust();
    sshd.addHost('behind', { ProxyJump: 'box' });
    await goesBySystemSsh(client(t), 'behind', /ProxyJump/);
  });

  it("by a proxy command by the system's ssh", async (t) => {
    sshd.trust();
    sshd.addHost('proxied', { ProxyCommand: `ssh -F ${sshd.configFile} -W %h:%p box` });
    await goesBySystemSsh(client(t), 'proxied', /ProxyCommand/);
  });

  it("with a user certificate by the system's ssh", async (t) => {
    sshd.trust();
    const authority = sshd.newKey('user-ca', { authorized: false });
    const key = sshd.newKey('certified', { authorized: false });
    execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'me', '-n', 'root', `${key}.pub`]);
    const file = path.join(sshd.folder, 'authorized_keys');
    const publicAuthority = execFileSync('cat', [`${authority}.pub`]).toString();
    execFileSync('sh', ['-c', `cat >> ${file}`], { input: `cert-authority ${publicAuthority}` });
    sshd.addHost('certified', { IdentityFile: key });
    await goesBySystemSsh(client(t), 'certified', /certificate at .*certified-cert\.pub/);
  });

  it("that shows a certificate by the system's ssh", async (t) => {
    sshd.trust([`@cert-authority * ${sshd.publicHostKey()}`, `[127.0.0.1]:${sshd.port} ${sshd.publicHostKey()}`]);
    await goesBySystemSsh(client(t), 'box', /shows a certificate/);
  });

  it("whose known hosts are in a file with a space in its name by the system's ssh", async (t) => {
    sshd.trust();
    const spaced = path.join(sshd.folder, 'known hosts');
    renameSync(sshd.knownHosts, spaced);
    sshd.addHost('spaced', { UserKnownHostsFile: `"${spaced}"`, StrictHostKeyChecking: 'yes' });
    await goesBySystemSsh(client(t), 'spaced', /known hosts/);
  });

  it('over a master connection that is open', async (t) => {
    sshd.trust();
    const control = path.join(sshd.folder, 'control');
    sshd.addHost('mastered', { ControlPath: control });
    const master = spawn('ssh', ['-F', sshd.configFile, '-M', '-N', 'mastered'], { stdio: 'ignore' });
    t.after(() => master.kill());
    const deadline = Date.now() + 10_000;
    while (spawnSync('test', ['-S', control]).status !== 0) {
      assert.ok(Date.now() < deadline, 'the master connection did not open');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await goesBySystemSsh(client(t), 'mastered', /master connection/);
  });

  it('by ssh2 where the socket of a master connection is stale', async (t) => {
    sshd.trust();
    const control = path.join(sshd.folder, 'stale');
    writeFileSync(control, '');
    sshd.addHost('stale', { ControlPath: control });
    assert.equal((await client(t).connect('stale')).facts.maker, 'ssh2');
  });

  it("with a cipher that ssh2 lacks by the system's ssh", async (t) => {
    sshd.trust();
    sshd.addHost('chacha', { Ciphers: 'chacha20-poly1305@openssh.com' });
    await goesBySystemSsh(client(t), 'chacha', /cipher/);
  });

  it("with a key behind a passphrase by the system's ssh, which asks until it is right", async (t) => {
    sshd.trust();
    const key = sshd.newKey('locked', { passphrase: 'open sesame' });
    rmSync(`${key}.pub`);
    sshd.addHost('locked', { IdentityFile: key });
    const prompts = new ScriptedPrompts({ secret: ({ attempt }) => (attempt === 1 ? 'wrong' : 'open sesame') });
    const own = client(t, { prompts });
    await goesBySystemSsh(own, 'locked', /passphrase/);
    assert.deepEqual(
      prompts.secrets.map(({ kind, prompt, attempt }) => [kind, prompt, attempt]),
      [1, 2].map((attempt) => ['passphrase', `Passphrase for key ${key}`, attempt]),
    );
  });

  it('with a key behind a passphrase without a question where the agent holds it', async (t) => {
    sshd.trust();
    const socket = path.join(sshd.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    t.after(() => agent.kill());
    while (spawnSync('test', ['-S', socket]).status !== 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const key = sshd.newKey('in-agent');
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'secret', '-f', key]);
    sshd.addHost('in-agent', { IdentityFile: key, IdentityAgent: socket });
    const prompts = new ScriptedPrompts();
    const link = await client(t, { prompts }).connect('in-agent');
    assert.equal(link.facts.maker, 'ssh2');
    assert.equal(prompts.asked, 0);
  });

  it('by what FARCALL_SSH says, or not at all', async (t) => {
    sshd.trust();
    assert.equal((await client(t, { force: 'openssh' }).connect('box')).facts.maker, 'ssh');
    sshd.addHost('chacha-only', { Ciphers: 'chacha20-poly1305@openssh.com' });
    await assert.rejects(client(t, { force: 'ssh2' }).connect('chacha-only'), { code: 'unreachable' });
  });
});
