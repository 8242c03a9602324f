import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import type { Runtime } from '../../src/ship/assets';
import { standInRuntime } from '../ship/standIn';
import { ScriptedPrompts, TestClient, type ClientOptions } from './connecting';
import { DelayProxy } from './delayProxy';
import { Sshd, TestUser, sshdMissing } from './sshd';

const skip = sshdMissing();

const failsWith =
  (code: string, ...patterns: readonly RegExp[]) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof FarcallError, String(error));
    assert.equal(error.code, code, error.text);
    for (const pattern of patterns) assert.match(error.text, pattern);
    assert.ok(error.next !== undefined, 'it says what to do next');
    return true;
  };

let runtime: Runtime;
let sshd: Sshd;
let user: TestUser;
/** Has to show a key and to answer. */
let cautious: TestUser;

before(async () => {
  if (skip !== false) return;
  runtime = await standInRuntime();
  user = new TestUser('reach');
  cautious = new TestUser('cautious');
  sshd = await Sshd.start({
    hostKeys: ['ed25519', 'rsa'],
    config: [
      'UsePAM yes',
      'PasswordAuthentication yes',
      `Match User ${cautious.name}`,
      '  AuthenticationMethods publickey,keyboard-interactive',
    ],
  });
});

after(async () => {
  if (skip !== false) return;
  user.remove();
  cautious.remove();
  await sshd.stop();
});

for (const force of ['ssh2', 'openssh'] as const) {
  const client = (t: TestContext, options: Partial<ClientOptions> = {}): TestClient => {
    const made = new TestClient({ runtime, configFile: sshd.configFile, force, ...options });
    t.after(() => made.dispose());
    return made;
  };
  const questions = { skip };

  describe(`by ${force}`, () => {
    it('reaches a host whose key is known, asking nothing', questions, async (t) => {
      sshd.trust();
      const prompts = new ScriptedPrompts();
      const link = await client(t, { prompts }).connect('box');
      assert.deepEqual(await link.request('echo', { word: 'ö' }), { word: 'ö' });
      assert.equal(link.facts.maker, force === 'ssh2' ? 'ssh2' : 'ssh');
      assert.equal(link.facts.address, `root@127.0.0.1:${sshd.port}`);
      assert.equal(link.facts.hostKeyFingerprint, sshd.hostFingerprint());
      assert.equal(prompts.asked, 0);
    });

    it('reaches user@host:port without any config for it', questions, async (t) => {
      sshd.addHost('127.0.0.1', {});
      sshd.trust();
      const link = await client(t).connect(`root@127.0.0.1:${sshd.port}`);
      assert.deepEqual(await link.request('echo', {}), {});
    });

    it('does not make small frames wait for each other', questions, async (t) => {
      sshd.trust();
      const link = await client(t).connect('box');
      const trips: number[] = [];
      for (let trip = 0; trip < 21; trip += 1) trips.push(await link.roundTrip());
      const median = trips.sort((a, b) => a - b)[10] ?? Infinity;
      // Nagle's algorithm against delayed acknowledgement makes 40 ms and more of each.
      assert.ok(median < 15, `a round trip took ${median} ms`);
    });

    it('carries large streams both ways while requests go on', questions, async (t) => {
      sshd.trust();
      const link = await client(t).connect('box');
      let received = 0;
      const ended = new Promise<unknown>((resolve, reject) => {
        const { id } = link.receive({ data: (bytes) => void (received += bytes.length), end: resolve, failed: reject });
        void link.request('source', { stream: id, bytes: 30_000_000 });
      });
      const stream = link.send();
      const answer = link.request('sink', { stream: stream.id });
      const sent = stream.write(Buffer.alloc(30_000_000)).then(() => stream.end());
      assert.deepEqual(await link.request('echo', { in: 'between' }), { in: 'between' });
      await Promise.all([sent, ended]);
      assert.deepEqual(await answer, { received: 30_000_000 });
      assert.equal(received, 30_000_000);
    });

    it('passes on the variables that the config sends', questions, async (t) => {
      sshd.addHost('sending', { SendEnv: 'FARCALL_SENT', SetEnv: 'FARCALL_SET=two' });
      sshd.trust();
      const link = await client(t, { environment: { FARCALL_SENT: 'one' } }).connect('sending');
      const environment = JSON.stringify(await link.request('environment', {}));
      assert.match(environment, /"FARCALL_SENT": ?"one"/);
      assert.match(environment, /"FARCALL_SET": ?"two"/);
    });

    it('says that a connection was lost when it is cut, and connects again', questions, async (t) => {
      sshd.trust();
      const own = client(t);
      const link = await own.connect('box');
      const waiting = link.request('sink', { stream: link.send().id });
      assert.ok(sshd.cutConnections() > 0);
      await assert.rejects(waiting, failsWith('connection-lost', /box/));
      assert.deepEqual(await (await own.connect('box')).request('echo', {}), {});
    });

    it('reads past what a .bashrc prints', questions, async (t) => {
      user.write('.bashrc', 'echo "Welcome!"; printf "no line end"\n');
      sshd.addHost('noisy', { User: user.name });
      sshd.trust();
      const link = await client(t).connect('noisy', { directory: '~/farcall' });
      assert.equal(link.hello.directory, `${user.home}/farcall`);
      user.write('.bashrc', '');
    });

    for (const shell of ['/usr/bin/fish', '/bin/tcsh', '/bin/sh']) {
      const none = skip === false && spawnSync('test', ['-x', shell]).status !== 0 ? `${shell} is not installed` : skip;
      it(`starts the agent from the login shell ${shell}`, { skip: none }, async (t) => {
        execFileSync('usermod', ['-s', shell, user.name]);
        t.after(() => execFileSync('usermod', ['-s', '/bin/bash', user.name]));
        sshd.addHost('shelled', { User: user.name });
        sshd.trust();
        const link = await client(t).connect('shelled', { directory: '~/farcall' });
        assert.deepEqual(await link.request('echo', {}), {});
      });
    }

    describe('an unknown host key', () => {
      it('is asked about with its fingerprint, kept, and not asked about again', questions, async (t) => {
        sshd.trust([]);
        const prompts = new ScriptedPrompts({ hostKey: true });
        await client(t, { prompts }).connect('box');
        assert.equal(prompts.hostKeys.length, 1);
        assert.equal(prompts.hostKeys[0]?.fingerprint, sshd.hostFingerprint());
        assert.match(sshd.knownHostsText(), new RegExp(`^\\[127\\.0\\.0\\.1\\]:${sshd.port} ssh-ed25519 \\S+\\n$`));
        await client(t, { prompts }).connect('box');
        assert.equal(prompts.hostKeys.length, 1);
      });

      it('that is declined ends the attempt', questions, async (t) => {
        sshd.trust([]);
        const prompts = new ScriptedPrompts({ hostKey: false });
        await assert.rejects(
          client(t, { prompts }).connect('box'),
          failsWith('host-key-unknown', new RegExp(sshd.hostFingerprint().replace(/[+]/g, '\\+'))),
        );
        assert.equal(sshd.knownHostsText(), '');
      });

      it('is refused without a question where the config is strict', questions, async (t) => {
        sshd.trust([]);
        sshd.addHost('strict', { StrictHostKeyChecking: 'yes' });
        const prompts = new ScriptedPrompts({ hostKey: true });
        await assert.rejects(client(t, { prompts }).connect('strict'), failsWith('host-key-unknown'));
        assert.equal(prompts.asked, 0);
      });

      it('is accepted without a question where the config accepts new ones', questions, async (t) => {
        sshd.trust([]);
        sshd.addHost('trusting', { StrictHostKeyChecking: 'accept-new', HashKnownHosts: 'yes' });
        const prompts = new ScriptedPrompts();
        await client(t, { prompts }).connect('trusting');
        assert.match(sshd.knownHostsText(), /^\|1\|\S+\|\S+ ssh-ed25519 /);
        await client(t, { prompts }).connect('box');
        assert.equal(prompts.asked, 0);
      });

      it('is none where the host is known by another of its keys', questions, async (t) => {
        sshd.trust([`[127.0.0.1]:${sshd.port} ${sshd.publicHostKey('rsa')}`]);
        const prompts = new ScriptedPrompts();
        const link = await client(t, { prompts }).connect('box');
        assert.equal(link.facts.hostKeyFingerprint, sshd.hostFingerprint('rsa'));
        assert.equal(prompts.asked, 0);
      });
    });

    it('refuses a changed host key with both fingerprints and the known_hosts line', questions, async (t) => {
      sshd.trust(['# a comment', `[127.0.0.1]:${sshd.port} ${sshd.publicHostKey()}`]);
      const before = sshd.hostFingerprint();
      sshd.newHostKeys();
      await sshd.restart();
      const now = sshd.hostFingerprint();
      const prompts = new ScriptedPrompts({ hostKey: true });
      await assert.rejects(client(t, { prompts }).connect('box'), (error: unknown) => {
        failsWith('host-key-changed', /ssh-keygen -R/)(error);
        assert.ok(error instanceof FarcallError);
        for (const part of [before, now, `${sshd.knownHosts}:2`])
          assert.ok(error.message.includes(part), error.message);
        return true;
      });
      assert.equal(prompts.asked, 0);
    });

    it('refuses a revoked host key', questions, async (t) => {
      sshd.trust([`@revoked * ${sshd.publicHostKey()}`, `@revoked * ${sshd.publicHostKey('rsa')}`]);
      await assert.rejects(
        client(t, { prompts: new ScriptedPrompts({ hostKey: true }) }).connect('box'),
        failsWith('host-key-revoked'),
      );
    });

    describe('a login', () => {
      const passwordHost = (): void =>
        sshd.addHost('password', {
          User: user.name,
          PubkeyAuthentication: 'no',
          KbdInteractiveAuthentication: 'no',
        });

      it('by password asks until it is right', questions, async (t) => {
        sshd.trust();
        passwordHost();
        const secret = ({ attempt }: { attempt: number }): string => (attempt === 1 ? 'wrong' : user.password);
        const prompts = new ScriptedPrompts({ secret });
        const link = await client(t, { prompts }).connect('password', { directory: '~/farcall' });
        assert.equal(link.hello.directory, `${user.home}/farcall`);
        assert.deepEqual(
          prompts.secrets.map(({ kind, prompt, attempt }) => [kind, prompt, attempt]),
          [1, 2].map((attempt) => ['password', `Password for ${user.name}@127.0.0.1`, attempt]),
        );
      });

      it('by password that is declined ends', questions, async (t) => {
        sshd.trust();
        passwordHost();
        const prompts = new ScriptedPrompts();
        await assert.rejects(client(t, { prompts }).connect('password'), failsWith('auth-failed', /none was given/));
        assert.equal(prompts.secrets.length, 1);
      });

      it('by questions of the host hands them on', questions, async (t) => {
        sshd.trust();
        sshd.addHost('interactive', {
          User: user.name,
          PubkeyAuthentication: 'no',
          PreferredAuthentications: 'keyboard-interactive',
        });
        const prompts = new ScriptedPrompts({ answers: () => [user.password] });
        const link = await client(t, { prompts }).connect('interactive', { directory: '~/farcall' });
        assert.deepEqual(await link.request('echo', {}), {});
        assert.deepEqual(
          prompts.interactive.map((question) => question.prompts),
          [[{ text: 'Password:', echo: false }]],
        );
      });

      it('by two factors goes through both', questions, async (t) => {
        sshd.trust();
        sshd.addHost('two-factors', { User: cautious.name });
        const answers = [['wrong'], [cautious.password]];
        const prompts = new ScriptedPrompts({ answers: () => answers.shift() });
        const link = await client(t, { prompts }).connect('two-factors', { directory: '~/farcall' });
        assert.equal(link.hello.directory, `${cautious.home}/farcall`);
        assert.equal(prompts.interactive.length, 2);
      });

      it('with the wrong key says what was tried and what the host takes', questions, async (t) => {
        sshd.trust();
        const key = sshd.newKey(`wrong-${force}`, { authorized: false });
        sshd.addHost('wrong-key', { IdentityFile: key, BatchMode: 'yes' });
        await assert.rejects(
          client(t).connect('wrong-key'),
          failsWith('auth-failed', new RegExp(`wrong-${force}`), /takes publickey/, /ssh-copy-id/),
        );
      });

      it('by a key of the agent asks nothing', questions, async (t) => {
        sshd.trust();
        const socket = path.join(sshd.folder, `agent-${force}`);
        const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
        t.after(() => agent.kill());
        while (spawnSync('test', ['-S', socket]).status !== 0) await new Promise((resolve) => setTimeout(resolve, 10));
        const key = sshd.newKey(`agent-key-${force}`);
        const other = sshd.newKey(`agent-other-${force}`, { authorized: false });
        for (const file of [other, key])
          execFileSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
        sshd.addHost('by-agent', { IdentityFile: '/nonexistent', IdentitiesOnly: 'no', IdentityAgent: socket });
        const prompts = new ScriptedPrompts();
        const link = await client(t, { prompts }).connect('by-agent');
        assert.deepEqual(await link.request('echo', {}), {});
        assert.equal(prompts.asked, 0);
      });
    });

    it('says that the connection was refused', questions, async (t) => {
      sshd.addHost('closed', { Port: 1 });
      await assert.rejects(client(t).connect('closed'), failsWith('refused', /closed.*127\.0\.0\.1:1/));
    });

    it('says that a name does not resolve', questions, async (t) => {
      sshd.addHost('nowhere', { HostName: 'no-such-host.invalid' });
      await assert.rejects(client(t).connect('nowhere'), failsWith('unreachable', /nowhere.*no-such-host\.invalid/));
    });

    it('gives up on a listener that never answers', questions, async (t) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      t.after(() => server.close());
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      server.on('connection', (socket) => {
        socket.on('error', () => undefined);
        t.after(() => socket.destroy());
      });
      sshd.addHost('silent', { Port: address.port, ConnectTimeout: 1 });
      await assert.rejects(client(t).connect('silent'), failsWith('unreachable', /silent/));
    });

    it('gives up on what is no SSH server', questions, async (t) => {
      const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      t.after(() => server.close());
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      sshd.addHost('web', { Port: address.port });
      await assert.rejects(client(t).connect('web'), failsWith('unreachable', /web/));
    });

    it('takes what is far away without waiting for each piece', questions, async (t) => {
      const proxy = await DelayProxy.start(sshd.port, 25);
      t.after(() => proxy.stop());
      sshd.addHost('far', { Port: proxy.port, StrictHostKeyChecking: 'no', UserKnownHostsFile: '/dev/null' });
      const link = await client(t).connect('far');
      const trip = await link.roundTrip();
      // Timers count whole milliseconds.
      assert.ok(trip >= 48, `${trip} ms are less than the way takes`);
      const stream = link.send();
      const answer = link.request('sink', { stream: stream.id });
      const started = performance.now();
      await stream.write(Buffer.alloc(4_000_000));
      await stream.end();
      await answer;
      // 62 frames, one round trip each, would take 3 s.
      const took = performance.now() - started;
      assert.ok(took < 1500, `4 MB took ${took} ms`);
    });

    it('notices a pulled cable, though nobody tells', questions, async (t) => {
      const proxy = await DelayProxy.start(sshd.port, 0);
      t.after(() => proxy.stop());
      sshd.addHost('cabled', { Port: proxy.port, StrictHostKeyChecking: 'no', UserKnownHostsFile: '/dev/null' });
      const link = await client(t, { patience: { ask: 200, giveUp: 600 } }).connect('cabled');
      proxy.freeze();
      await assert.rejects(link.request('echo', {}), failsWith('connection-lost', /nothing was heard/));
    });

    it('ends at once when the person cancels', questions, async (t) => {
      sshd.trust([]);
      const stop = new AbortController();
      const prompts = new ScriptedPrompts();
      prompts.acceptHostKey = () => {
        setImmediate(() => stop.abort());
        return new Promise(() => undefined);
      };
      await assert.rejects(client(t, { prompts }).connect('box', {}, stop.signal), { code: 'cancelled' });
    });

    it('says that the folder there cannot be written', questions, async (t) => {
      sshd.addHost('unwritable', { User: user.name });
      sshd.trust();
      const folder = path.join(sshd.folder, `read-only-${force}`);
      mkdirSync(folder, { recursive: true });
      chmodSync(folder, 0o555);
      await assert.rejects(
        client(t).connect('unwritable', { directory: path.join(folder, 'farcall') }),
        failsWith('folder-unwritable', /read-only/, /directory/),
      );
    });

    it('says that the disk there is full', questions, async (t) => {
      sshd.trust();
      const disk = path.join(sshd.folder, `disk-${force}`);
      mkdirSync(disk);
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]);
      if (mounted.status !== 0) {
        t.skip('a small disk cannot be mounted here');
        return;
      }
      t.after(() => spawnSync('umount', [disk]));
      writeFileSync(path.join(disk, 'filler'), Buffer.alloc(16 * 1024));
      await assert.rejects(client(t).connect('box', { directory: disk }), failsWith('disk-full', /disk-/));
    });

    it('says that there is no Python, and which were too old', questions, async (t) => {
      sshd.trust();
      await assert.rejects(
        client(t).connect('box', { python: '/opt/none/python3' }),
        failsWith('no-python', /\/opt\/none\/python3 \(not found\)/),
      );
      const old = path.join(sshd.folder, 'old-python');
      writeFileSync(old, '#!/bin/sh\n[ "$1" = -V ] && echo Python 3.6.9 && exit\nexit 97\n', { mode: 0o755 });
      await assert.rejects(
        client(t).connect('box', { python: old }),
        failsWith('old-python', /old-python \(Python 3\.6\.9\)/),
      );
    });

    it('says that an account lets nobody run commands', questions, async (t) => {
      execFileSync('usermod', ['-s', '/usr/sbin/nologin', user.name]);
      t.after(() => execFileSync('usermod', ['-s', '/bin/bash', user.name]));
      sshd.addHost('no-login', { User: user.name });
      sshd.trust();
      await assert.rejects(client(t).connect('no-login'), failsWith('bootstrap-failed', /not available/));
    });

    it('leaves no secret in the log', questions, async (t) => {
      sshd.trust();
      sshd.addHost('logged', { User: user.name, PubkeyAuthentication: 'no', KbdInteractiveAuthentication: 'no' });
      const own = client(t, { prompts: new ScriptedPrompts({ secret: () => user.password }) });
      await own.connect('logged', { directory: '~/farcall' });
      assert.ok(own.log.length > 0);
      assert.ok(own.log.every((line) => !line.includes(user.password)));
    });
  });
}
