import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { HoldingProxy } from '../hosts/holdingProxy';
import { Sshd, sshdMissing } from '../hosts/sshd';
import { Farcall } from './farcall';

const skip = sshdMissing();
const million = 1_000_000;

const app = [
  'import os, time',
  '',
  '',
  'def f(gate=None):',
  '    print("before", flush=True)',
  '    while gate and not os.path.exists(gate): time.sleep(0.01)',
  '    return len(open("data.bin", "rb").read())',
  '',
].join('\n');

const large = 'import os\n\n\ndef large():\n    return os.urandom(4_000_000)\n';

/** Killed as by a crash, a power failure or the kernel: what is left is asked for from another process. */
describe('a farcall that is killed', { skip, timeout: 180_000 }, () => {
  let sshd: Sshd;
  let proxy: HoldingProxy;
  let farcall: Farcall;
  let running: ChildProcess | undefined;
  before(async () => {
    sshd = await Sshd.start();
  });
  after(() => sshd.stop());
  beforeEach(async () => {
    proxy = await HoldingProxy.start(sshd.port);
    sshd.trust([`[127.0.0.1]:${proxy.port} ${sshd.publicHostKey()}`]);
    sshd.addHost('far', { Port: proxy.port });
    farcall = await Farcall.create({ FARCALL_SSH_CONFIG: sshd.configFile, FARCALL_SSH: 'ssh2' });
    const settings = { 'farcall.hosts': { far: { directory: path.join(farcall.home, 'host') } } };
    await farcall.write({
      'app.py': app,
      'large.py': large,
      'data.bin': randomBytes(2 * million),
      '.vscode/settings.json': JSON.stringify(settings),
    });
  });
  afterEach(async () => {
    running?.kill('SIGKILL');
    running = undefined;
    proxy.stop();
    await farcall.dispose();
  });

  const start = (...args: readonly string[]): ChildProcess => {
    running = farcall.spawn('run', 'app.py:f', '--host', 'far', ...args);
    return running;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const says = async (child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<void> => {
    let text = '';
    for await (const chunk of child[stream] ?? []) {
      text += String(chunk);
      if (pattern.test(text)) return;
    }
    assert.fail(`it ended without saying ${String(pattern)}: ${text}`);
  };
  /** Names with a dot are folders in the making. */
  const onHost = async (): Promise<string[]> => {
    const names = await readdir(path.join(farcall.home, 'host', 'jobs')).catch(() => []);
    return names.filter((name) => !name.startsWith('.'));
  };
  /** Bytes of files that the host holds in part. */
  const arrived = async (): Promise<number> => {
    const folder = path.join(farcall.home, 'host', 'cache', 'blobs', 'partial');
    const names = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  const theJob = async (): Promise<string> => {
    const names = await readdir(path.join(farcall.home, '.local', 'state', 'farcall', 'jobs'));
    // A process that is killed may be writing it anew: what it has written aside is no record.
    const [name, ...more] = names.filter((one) => one.endsWith('.json'));
    assert.deepEqual(more, []);
    return name?.replace(/\.json$/, '') ?? assert.fail('no record');
  };
  const runsAgain = async (): Promise<void> => {
    const again = await farcall.lines('run', 'app.py:f', '--host', 'far');
    assert.equal(again.one('result').json, 2 * million, again.stderr);
  };

  test('while it looks at the code and connects leaves nothing behind', async () => {
    proxy.allow('up', 0);
    const child = start();
    await Promise.all([proxy.held('up'), says(child, 'stderr', /needs 2 local files/)]);
    await kill(child);
    proxy.allow('up', Infinity);
    const { stdout, stderr, status } = await farcall.call('jobs');
    assert.deepEqual([stdout.toString(), stderr, status], ['', 'No jobs yet.\n', 0]);
    assert.deepEqual(await onHost(), []);
    await runsAgain();
  });

  test('while it sends leaves a job that is said to have failed, and what arrived is not sent again', async () => {
    proxy.allow('up', million);
    const child = start();
    await proxy.held('up');
    const job = await theJob();
    while ((await arrived()) < 500_000) await sleep(10);
    await kill(child);
    proxy.allow('up', Infinity);
    const jobs = await farcall.call('jobs');
    assert.match(jobs.stdout.toString(), new RegExp(`^${job} +failed\\* +far +app:f$`, 'm'));
    for (const verb of ['logs', 'result', 'cancel']) {
      const asked = await farcall.call(verb, job);
      assert.equal(asked.status, 3);
      assert.equal(
        asked.stderr,
        'farcall: The window or terminal that was sending it ended before far had it. Run it again.\n',
      );
    }
    assert.equal((await farcall.call('jobs')).stderr, '', 'and that is told of once');
    assert.deepEqual(await onHost(), []);
    const again = await farcall.lines('run', 'app.py:f', '--host', 'far');
    assert.equal(again.one('result').json, 2 * million, again.stderr);
    const { sentBytes } = again.one('bundle');
    assert.ok(sentBytes < 1.6 * million, `${sentBytes} bytes were sent again`);
  });

  test('while its job is only on its way does not stop another from saying so', async () => {
    proxy.allow('up', million);
    const child = start();
    await proxy.held('up');
    // Others reach the host: it is the one connection that is slow.
    proxy.allowNew('up', Infinity);
    const job = await theJob();
    const told = await farcall.call('logs', job);
    assert.equal(told.status, 3, told.stderr);
    assert.match(told.stderr, /is still being sent to far by another window or terminal/);
    await kill(child);
  });

  test('once the host has the job, but before it heard so, leaves one that goes on', async () => {
    // So near the end that it need not hear how much more the host can take.
    proxy.allow('up', 1.99 * million);
    const child = start();
    await proxy.held('up');
    proxy.allow('down', 0);
    proxy.allow('up', Infinity);
    const job = await theJob();
    while (!(await onHost()).includes(job)) await sleep(10);
    await kill(child);
    proxy.allow('down', Infinity);
    const result = await farcall.lines('result', job);
    if (result.all('error').length > 0) {
      assert.match(result.one('error').message, /no result yet/);
      assert.equal((await farcall.call('logs', job, '--follow')).status, 0);
    }
    assert.equal((await farcall.lines('result', job)).one('result').json, 2 * million);
    assert.equal((await farcall.call('logs', job)).stdout.toString(), 'before\n');
    assert.match((await farcall.call('jobs')).stdout.toString(), new RegExp(`^${job} +succeeded`));
  });

  test('while the job runs leaves it running, and all that it says is there afterwards', async () => {
    const gate = path.join(farcall.home, 'gate');
    const child = start('--args', JSON.stringify(gate));
    await says(child, 'stdout', /before/);
    await kill(child);
    const job = await theJob();
    assert.match((await farcall.call('jobs')).stdout.toString(), new RegExp(`^${job} +running +far +app:f$`, 'm'));
    assert.match((await farcall.call('result', job)).stderr, /has no result yet: it is running/);
    await writeFile(gate, '');
    assert.equal((await farcall.call('logs', job, '--follow')).stdout.toString(), 'before\n');
    assert.equal((await farcall.lines('result', job)).one('result').json, 2 * million);
  });

  test('while it saves a result leaves a part that the next one removes', async () => {
    const ran = await farcall.lines('run', 'large.py:large', '--host', 'far');
    const { job } = ran.one('done');
    const saved = path.join(farcall.home, 'saved');
    const names = async (): Promise<string[]> =>
      (await readdir(farcall.home)).filter((name) => name.startsWith('saved')).sort();
    proxy.allow('down', 2 * million);
    running = farcall.spawn('result', job, '--save', saved);
    await proxy.held('down');
    while ((await names()).length === 0) await sleep(10);
    await kill(running);
    assert.equal(existsSync(saved), false);
    proxy.allow('down', Infinity);
    const again = await farcall.call('result', job, '--save', saved);
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(await names(), ['saved']);
    assert.ok((await readFile(saved)).length > 4 * million);
  });
});
