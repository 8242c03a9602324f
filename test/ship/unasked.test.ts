import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import { silentLogger } from '../../src/base/logging';
import type { Runtime } from '../../src/ship/assets';
import { childChannel } from '../../src/ship/childChannel';
import { HostConnections } from '../../src/ship/connections';
import { HeldRuntimes } from '../../src/ship/heldRuntimes';
import { unaskedRuntime } from '../../src/ship/unaskedRuntime';
import { standInRuntime } from './standIn';

const signal = new AbortController().signal;
let runtime: Runtime;
let folder: string;
const opened: HostConnections[] = [];

before(async () => {
  runtime = await standInRuntime();
  folder = await mkdtemp(path.join(tmpdir(), 'farcall-unasked-'));
});
after(async () => {
  for (const connections of opened) connections.dispose();
  await rm(folder, { recursive: true, force: true });
});

const host = { name: 'box', options: {} };

/**
 * An account that is reached as sshd does it: the command goes to its login shell, its input is the client's.
 * @param login The words that run a command line, whose start-up may be what a test is about.
 */
class Account {
  readonly folder: string;
  readonly logins: string[] = [];
  readonly #login: (commandLine: string) => readonly string[];

  constructor(home: string, login: (commandLine: string) => readonly string[]) {
    this.folder = home;
    this.#login = login;
  }

  static async create(
    login: (commandLine: string, home: string) => readonly string[] = (line) => ['sh', '-c', line],
  ): Promise<Account> {
    const home = await mkdtemp(path.join(folder, 'home-'));
    return new Account(home, (line) => login(line, home));
  }

  client(held = new HeldRuntimes()): HostConnections {
    const connections = new HostConnections({
      runtime,
      logger: silentLogger,
      environment: {},
      held,
      overSsh: () => (commandLine) => {
        this.logins.push(commandLine);
        const [program = '', ...words] = this.#login(commandLine);
        const env = { ...process.env, HOME: this.folder };
        return Promise.resolve(
          childChannel(spawn(program, words, { cwd: this.folder, env, stdio: 'pipe', detached: true }), 'ssh2'),
        );
      },
    });
    opened.push(connections);
    return connections;
  }

  /** For each login, whether the runtime went ahead. */
  get unasked(): boolean[] {
    return this.logins.map((line) => line.includes(`${runtime.sha256}+`));
  }
}

describe('a host that was never met', () => {
  it('is sent the runtime before it asks, and once it is known to hold it no more', async () => {
    const account = await Account.create();
    const connections = account.client();
    assert.equal((await connections.connect(host, signal)).bare, true);
    connections.disconnect('box');
    assert.equal((await connections.connect(host, signal)).bare, false);
    assert.deepEqual(account.unasked, [true, false]);
  });

  it('passes over the runtime where it holds it', async () => {
    const account = await Account.create();
    await account.client().connect(host, signal);
    const link = await account.client().connect(host, signal);
    assert.deepEqual(await link.request('echo', { a: 1 }), { a: 1 });
    assert.deepEqual(account.unasked, [true, true]);
    assert.deepEqual(await readdir(path.join(account.folder, '.farcall/cache/runtime')), [runtime.sha256]);
  });

  it('may be written to before it has said a word', async () => {
    const account = await Account.create();
    const connections = account.client();
    const link = await connections.reach(host, signal);
    const asked = link.request('echo', { early: true });
    assert.deepEqual(connections.connected, [], 'nobody has answered yet');
    assert.deepEqual(await asked, { early: true });
    assert.equal(await connections.connect(host, signal), link);
  });

  it('tells whoever wrote to it why there is no agent', async () => {
    const account = await Account.create(() => ['sh', '-c', 'echo "This account is not available."; exit 1']);
    const connections = account.client();
    const link = await connections.reach(host, signal);
    await assert.rejects(link.request('echo', {}), { code: 'bootstrap-failed' });
    assert.equal((await link.closed)?.code, 'bootstrap-failed');
  });

  it('is not given up by others once somebody may have written to it', async () => {
    const account = await Account.create();
    const connections = account.client();
    const stop = new AbortController();
    const link = await connections.reach(host, stop.signal);
    const other = connections.connect(host, stop.signal);
    stop.abort();
    await assert.rejects(other, { code: 'cancelled' });
    assert.deepEqual(await link.request('echo', {}), {});
  });
});

describe('where a start-up file reads its input', () => {
  const cases = {
    'a byte': () => 1,
    'its first line': () => unaskedRuntime(runtime).bytes.indexOf('\n') + 1,
    'most of it': () => unaskedRuntime(runtime).bytes.length - 3,
    'all that was sent': () => unaskedRuntime(runtime).bytes.length,
  };
  for (const [what, count] of Object.entries(cases)) {
    it(`the connection is made all the same: it takes ${what}`, async () => {
      const account = await Account.create((line) => [
        'sh',
        '-c',
        `[ -e seen ] || { touch seen; head -c ${count()} >taken; }; ${line}`,
      ]);
      const connections = account.client();
      const early = await connections.reach(host, signal);
      await assert.rejects(early.request('echo', {}), (error) => {
        assert.ok(error instanceof FarcallError);
        assert.equal(error.code, 'connection-lost');
        assert.match(error.message, /login shell on box read what was meant for the agent/);
        return true;
      });
      const link = await connections.connect(host, signal);
      assert.deepEqual(await link.request('echo', {}), {});
      assert.deepEqual(account.unasked, [true, false]);
    });
  }

  for (const shell of ['sh', 'bash', 'dash', 'zsh', 'tcsh', 'ksh']) {
    const missing = spawnSync(shell, ['-c', 'exit']).error !== undefined;
    it(`${shell} runs nothing of what was sent`, { skip: missing && `${shell} is not installed` }, async () => {
      // As where an account is forced to run a shell, whatever command it is given.
      const account = await Account.create(() => [shell]);
      const connections = account.client();
      const link = await connections.reach(host, signal);
      const stream = link.send();
      stream.write(Buffer.from('\ntouch ran\n')).catch(() => undefined);
      await assert.rejects(link.request('echo', {}), (error) => {
        assert.ok(error instanceof FarcallError);
        assert.equal(error.code, 'bootstrap-failed');
        assert.deepEqual(error.data['said'], '', 'not a word of it was taken for a command');
        return true;
      });
      assert.equal(existsSync(path.join(account.folder, 'ran')), false);
    });
  }
});

describe('what is known of hosts', () => {
  it('is shared by all processes, and is of one runtime', async () => {
    const state = await mkdtemp(path.join(folder, 'state-'));
    const [one, other] = [new HeldRuntimes(state), new HeldRuntimes(state)];
    const [old, now] = ['a'.repeat(64), 'b'.repeat(64)];
    await one.remember('box', old);
    await other.remember('far', now);
    assert.equal(await one.holds('far', now), true);
    assert.equal(await other.holds('box', old), true);
    assert.equal(await other.holds('box', now), false);
    await other.remember('box', now);
    assert.equal(await one.holds('box', now), true);
  });
});
