import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Runtime } from '../../src/ship/assets';
import { standInRuntime } from '../ship/standIn';
import { ScriptedPrompts, TestClient, type ClientOptions } from './connecting';
import { Sshd, TestUser, sshdMissing } from './sshd';

// What people write into their OpenSSH config holds here as well, whichever of the two ways a host is reached by.

const skip = sshdMissing();
const service = 'farcall-questions';
let runtime: Runtime;
let sshd: Sshd;
/** Logs in by questions alone, and asks for a new password where the old one has expired. */
let careful: Sshd;
let user: TestUser;

before(async () => {
  if (skip !== false) return;
  runtime = await standInRuntime();
  user = new TestUser('configs');
  sshd = await Sshd.start({
    hostKeys: ['ed25519', 'rsa'],
    config: ['ListenAddress ::1', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no', 'UsePAM no'],
  });
  const program = path.join(sshd.folder, service);
  symlinkSync('/usr/sbin/sshd', program);
  writeFileSync(
    `/etc/pam.d/${service}`,
    ['auth', 'account', 'password', 'session'].map((step) => `${step} required pam_unix.so\n`).join(''),
  );
  careful = await Sshd.start({
    program,
    config: ['UsePAM yes', 'PasswordAuthentication no', 'AuthenticationMethods keyboard-interactive'],
  });
});

after(async () => {
  if (skip !== false) return;
  rmSync(`/etc/pam.d/${service}`, { force: true });
  await careful.stop();
  await sshd.stop();
  user.remove();
});

/** An agent that holds these keys; resolves to its socket. */
async function agentWith(t: TestContext, name: string, keys: readonly string[]): Promise<string> {
  const socket = path.join(sshd.folder, name);
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  t.after(() => agent.kill());
  while (spawnSync('test', ['-S', socket]).status !== 0) await new Promise((resolve) => setTimeout(resolve, 10));
  for (const key of keys) execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
  return socket;
}

for (const force of ['ssh2', 'openssh'] as const) {
  const client = (t: TestContext, options: Partial<ClientOptions> = {}): TestClient => {
    const made = new TestClient({ runtime, configFile: sshd.configFile, force, ...options });
    t.after(() => made.dispose());
    return made;
  };

  /** Connects under this name, and nobody is asked. */
  const silently = async (t: TestContext, name: string): Promise<void> => {
    const prompts = new ScriptedPrompts();
    const link = await client(t, { prompts }).connect(name);
    assert.deepEqual(await link.request('echo', { to: name }), { to: name });
    assert.equal(prompts.asked, 0);
  };

  describe(`by ${force}, a config`, { skip }, () => {
    it('names an IPv6 address', async (t) => {
      sshd.trust([`[::1]:${sshd.port} ${sshd.publicHostKey()}`]);
      sshd.addHost('six', { HostName: '::1' });
      await silently(t, 'six');
      sshd.addHost('::1', { HostName: '::1' });
      await silently(t, `root@[::1]:${sshd.port}`);
    });

    it('has its hosts hashed in known_hosts', async (t) => {
      sshd.trust();
      execFileSync('ssh-keygen', ['-q', '-H', '-f', sshd.knownHosts], { stdio: 'ignore' });
      assert.match(readFileSync(sshd.knownHosts, 'utf8'), /^\|1\|/);
      await silently(t, 'box');
    });

    it('names several files of known hosts', async (t) => {
      sshd.trust([]);
      const second = path.join(sshd.folder, 'second_known_hosts');
      writeFileSync(second, `[127.0.0.1]:${sshd.port} ${sshd.publicHostKey()}\n`);
      sshd.addHost('two-files', { UserKnownHostsFile: `${sshd.knownHosts} ${second}` });
      await silently(t, 'two-files');
    });

    it('knows a host by its name without the port', async (t) => {
      sshd.trust([`127.0.0.1 ${sshd.publicHostKey()}`]);
      await silently(t, 'box');
      // A key that is another one there says nothing about this port.
      sshd.trust([`127.0.0.1 ${careful.publicHostKey()}`]);
      sshd.addHost('other-there', { HostKeyAlgorithms: 'ssh-ed25519' });
      const prompts = new ScriptedPrompts();
      await assert.rejects(client(t, { prompts }).connect('other-there'), { code: 'host-key-unknown' });
      assert.equal(prompts.hostKeys.length, 1);
      // A name of its own stands for both, host and port.
      sshd.addHost('named', { HostKeyAlias: 'the-lab', StrictHostKeyChecking: 'yes' });
      sshd.trust([`127.0.0.1 ${sshd.publicHostKey()}`]);
      await assert.rejects(client(t).connect('named'), { code: 'host-key-unknown' });
    });

    it('gives a host’s key another name', async (t) => {
      sshd.trust([`the-lab ${sshd.publicHostKey()}`]);
      sshd.addHost('aliased', { HostKeyAlias: 'the-lab' });
      await silently(t, 'aliased');
    });

    it('that checks no keys lets unknown hosts in, and changed ones never', async (t) => {
      sshd.trust([]);
      sshd.addHost('careless', { StrictHostKeyChecking: 'no' });
      await silently(t, 'careless');
      sshd.trust([`[127.0.0.1]:${sshd.port} ${careful.publicHostKey()}`]);
      sshd.addHost('ed-only', { StrictHostKeyChecking: 'no', HostKeyAlgorithms: 'ssh-ed25519' });
      await assert.rejects(client(t).connect('ed-only'), { code: 'host-key-changed' });
    });

    it('offers only the keys that it names, however many the agent holds', async (t) => {
      sshd.trust();
      const right = sshd.newKey(`right-${force}`);
      const wrong = Array.from({ length: 8 }, (_, i) => sshd.newKey(`wrong-${force}-${i}`, { authorized: false }));
      const socket = await agentWith(t, `many-${force}`, [...wrong, right]);
      sshd.addHost('only', { IdentityFile: right, IdentitiesOnly: 'yes', IdentityAgent: socket });
      await silently(t, 'only');
    });

    it('asks each question of a host that has several', async (t) => {
      careful.trust();
      careful.addHost('careful', { User: user.name, PubkeyAuthentication: 'no' });
      execFileSync('chpasswd', { input: `${user.name}:${user.password}\n` });
      execFileSync('chage', ['-d', '0', user.name]);
      const fresh = `fresh, by ${force}, and quite long`;
      const prompts = new ScriptedPrompts({
        answers: ({ prompts: asked }) => asked.map(({ text }) => (/new/i.test(text) ? fresh : user.password)),
      });
      const own = client(t, { prompts, configFile: careful.configFile });
      const link = await own.connect('careful', { directory: '~/farcall' });
      assert.equal(link.hello.directory, `${user.home}/farcall`);
      const texts = prompts.interactive.flatMap((question) => question.prompts.map(({ text }) => text));
      assert.ok(texts.length >= 3, texts.join('; '));
      assert.match(texts[0] ?? '', /Password/);
      assert.equal(texts.filter((text) => /new/i.test(text)).length, 2, texts.join('; '));
      assert.equal(prompts.secrets.length, 0);
    });

    it('includes another', async (t) => {
      sshd.trust();
      const configFile = path.join(sshd.folder, `including-${force}`);
      writeFileSync(configFile, `Include ${sshd.configFile}\nHost *\n  ConnectTimeout 7\n`);
      const link = await client(t, { configFile }).connect('box');
      assert.deepEqual(await link.request('echo', {}), {});
    });

    it('matches by name and by what a command says', async (t) => {
      sshd.trust();
      const configFile = path.join(sshd.folder, `matching-${force}`);
      const rest = ['IdentityFile', 'IdentitiesOnly', 'IdentityAgent', 'UserKnownHostsFile', 'GlobalKnownHostsFile'];
      const values = [sshd.key, 'yes', 'none', sshd.knownHosts, '/dev/null'];
      writeFileSync(
        configFile,
        [
          'Match originalhost matched exec "test %n = matched"',
          `  HostName 127.0.0.1\n  Port ${sshd.port}\n  User root`,
          ...rest.map((key, at) => `  ${key} ${values[at] ?? ''}`),
          'Match exec "false"\n  Port 1\n',
        ].join('\n'),
      );
      const link = await client(t, { configFile }).connect('matched');
      assert.deepEqual(await link.request('echo', {}), {});
    });
  });
}

describe('left to itself, a config', { skip }, () => {
  it('that jumps over two hosts reaches the third, asking once for each key that is locked', async (t) => {
    sshd.trust();
    const key = sshd.newKey('jump-locked', { passphrase: 'open sesame' });
    sshd.addHost('first', {});
    sshd.addHost('second', { ProxyJump: 'first' });
    sshd.addHost('third', { ProxyJump: 'first,second', IdentityFile: key });
    const prompts = new ScriptedPrompts({ secret: () => 'open sesame' });
    const own = new TestClient({ runtime, configFile: sshd.configFile, prompts });
    t.after(() => own.dispose());
    const before = sshd.log.split('Accepted publickey').length;
    const link = await own.connect('third');
    assert.deepEqual(await link.request('echo', {}), {});
    assert.equal(sshd.log.split('Accepted publickey').length - before, 3, 'a login at each host');
    assert.equal(prompts.secrets.length, 1);
  });

  it('with a key that is locked leaves this thread free while it is deciphered', async (t) => {
    sshd.trust();
    const key = path.join(sshd.folder, 'slow');
    // So many rounds that deciphering would be seen.
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '250', '-N', 'open sesame', '-f', key]);
    sshd.authorize(`${key}.pub`);
    sshd.addHost('slow', { IdentityFile: key });
    const prompts = new ScriptedPrompts({ secret: () => 'open sesame' });
    const own = new TestClient({ runtime, configFile: sshd.configFile, prompts });
    t.after(() => own.dispose());
    let last = performance.now();
    let longest = 0;
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    t.after(() => clearInterval(ticking));
    const began = performance.now();
    await own.connect('slow');
    const took = performance.now() - began;
    assert.ok(took > 1000, `deciphering took ${took} ms, too short to tell`);
    assert.ok(longest < took / 2, `the thread stood still for ${longest} of ${took} ms`);
  });
});
