import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { silentLogger } from '../../src/base/logging';
import type { HostOptions } from '../../src/contract/hosts';
import { LazyInspector, loadSyntax } from '../../src/inspect/lazyInspector';
import { diskSource } from '../../src/inspect/sources';
import { JobRegistry } from '../../src/run/jobRegistry';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import { systemClock } from '../../src/run/systemClock';
import { loadRuntime } from '../../src/ship/assets';
import { until } from '../run/following';
import { TestClient } from './connecting';
import { Sshd, TestUser, sshdMissing } from './sshd';

// Jobs on hosts that are set up in the ways that hosts are.

const skip = sshdMissing();
const assets = path.resolve(__dirname, '../../dist/assets');
let sshd: Sshd;
let user: TestUser;

before(async () => {
  if (skip !== false) return;
  user = new TestUser('places');
  sshd = await Sshd.start();
  sshd.trust();
});
after(async () => {
  if (skip !== false) return;
  user.remove();
  await sshd.stop();
});

/** The rooms with one host of these options, and a way to run a function there. */
async function runner(t: TestContext, name: string, options: HostOptions): Promise<(args: string) => Run> {
  const client = new TestClient({ runtime: await loadRuntime(assets), configFile: sshd.configFile });
  const workspace = path.join(client.folder, 'project');
  mkdirSync(workspace);
  const file = path.join(workspace, 'app.py');
  const body = ['import os, time', 'def f(gate, word):', '    print("begun", flush=True)'];
  writeFileSync(
    file,
    [...body, '    while gate and not os.path.exists(gate): time.sleep(0.01)', '    return word\n'].join('\n'),
  );
  const inspector = new LazyInspector(() => loadSyntax(assets), diskSource);
  const state = path.join(client.folder, 'state');
  const registry = new JobRegistry(state, silentLogger);
  const host = { name, options: { directory: path.join(client.folder, 'host'), ...options } };
  const runs = new Runs(
    {
      inspect: (request, signal) => inspector.inspect(request, signal),
      connect: (to, signal) => client.connections.connect(to, signal),
      findHost: () => Promise.resolve(host),
      clock: systemClock,
      logger: silentLogger,
    },
    registry,
    state,
  );
  t.after(() => {
    runs.dispose();
    registry.dispose();
    return client.dispose();
  });
  return (args) => runs.run({ entry: { file, qualname: 'f', args }, workspace, host: name });
}

async function assertRuns(t: TestContext, name: string, options: HostOptions): Promise<void> {
  const run = (await runner(t, name, options))('"", "here"');
  assert.equal((await run.done).state, 'succeeded');
  const result = run.lines.find((line) => line.type === 'result');
  assert.ok(result?.type === 'result');
  assert.equal(result.json, 'here');
}

function folder(t: TestContext, mode = 0o777): string {
  const made = mkdtempSync(path.join(tmpdir(), 'farcall-place-'));
  chmodSync(made, mode);
  t.after(async () => {
    // Hooks run in their order: what a test mounted here must go first, and the host's processes may still write.
    spawnSync('umount', ['-l', made]);
    await rm(made, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  return made;
}

describe('a job runs', { skip, timeout: 120_000 }, () => {
  it('behind a plain shell', (t) => assertRuns(t, 'shell', { command: ['sh'] }));

  it('at a terminal for each of its streams', async (t) => {
    const looks = '"", [__import__("os").isatty(fd) for fd in range(3)]';
    for (const terminal of [true, false]) {
      const run = (await runner(t, 'box', { terminal }))(looks);
      assert.equal((await run.done).state, 'succeeded');
      const result = run.lines.find((line) => line.type === 'result');
      assert.deepEqual(result?.type === 'result' && result.json, [false, terminal, terminal]);
      assert.deepEqual(
        run.lines.flatMap((line) => (line.type === 'output' ? [[line.stream, line.text]] : [])),
        [['stdout', 'begun\n']],
      );
    }
  });

  it('behind a shell without any variable', (t) => assertRuns(t, 'bare', { command: ['env', '-i', 'sh'] }));

  it('behind a network namespace', async (t) => {
    const space = `farcall-${process.pid}`;
    if (spawnSync('ip', ['netns', 'add', space]).status !== 0) {
      t.skip('no network namespace can be made here');
      return;
    }
    t.after(() => spawnSync('ip', ['netns', 'del', space]));
    await assertRuns(t, 'namespace', { command: ['ip', 'netns', 'exec', space, 'sh'] });
  });

  it('where few files and processes are allowed', async (t) => {
    const limits = 'ulimit -n 40; ulimit -c 0; ulimit -s 1024; exec sh';
    await assertRuns(t, 'limited', { command: ['sh', '-c', limits] });
  });

  it('where the system has no setsid, ps or other tools', async (t) => {
    const bin = folder(t);
    const kept = ['sh', 'env', 'uname', 'head', 'dirname', 'readlink', 'python3'];
    const python = execFileSync('python3', ['-c', 'import os,sys;print(os.path.realpath(sys.executable))'])
      .toString()
      .trim();
    for (const tool of kept) {
      const target = tool === 'python3' ? python : execFileSync('which', [tool]).toString().trim();
      symlinkSync(target, path.join(bin, tool));
    }
    await assertRuns(t, 'sparse', { command: [path.join(bin, 'env'), '-i', `PATH=${bin}`, path.join(bin, 'sh')] });
  });

  it('where the home cannot be written, with a directory elsewhere', async (t) => {
    execFileSync('chown', ['root:', user.home]);
    chmodSync(user.home, 0o555);
    t.after(() => execFileSync('chown', [`${user.name}:`, user.home]));
    sshd.addHost('no-home', { User: user.name });
    await assertRuns(t, 'no-home', { directory: path.join(folder(t), 'farcall') });
    assert.ok(!readdirSync(user.home).includes('.farcall'));
  });

  it('where nothing in the temporary folder may be executed', async (t) => {
    const place = folder(t);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'noexec,mode=1777', 'tmpfs', place]).status !== 0) {
      t.skip('no file system can be mounted here');
      return;
    }
    const command = ['env', `TMPDIR=${place}`, 'sh'];
    await assertRuns(t, 'noexec', { command, directory: path.join(place, 'farcall') });
  });
});

describe('a host', { skip, timeout: 120_000 }, () => {
  it('has one login and one session for all that runs there, and one more after each cut', async (t) => {
    const count = (what: string): number => sshd.log.split(what).length - 1;
    const before = [count('Accepted publickey'), count('Starting session')] as const;
    const now = (): number[] => [count('Accepted publickey') - before[0], count('Starting session') - before[1]];
    const run = await runner(t, 'box', {});
    const gate = path.join(folder(t), 'gate');
    const jobs = Array.from({ length: 6 }, (_, at) => run(`${JSON.stringify(gate)}, ${at}`));
    const begun = (job: Run): boolean => job.lines.some((line) => line.type === 'output');
    await Promise.all(jobs.map((job) => until(job, () => begun(job))));
    assert.deepEqual(now(), [1, 1]);
    const lost = jobs.map((job) => until(job, () => job.phase === 'reconnecting'));
    sshd.cutConnections();
    await Promise.all(lost);
    await Promise.all(jobs.map((job) => until(job, () => job.phase === 'following')));
    writeFileSync(gate, '');
    for (const job of jobs) assert.equal((await job.done).state, 'succeeded');
    assert.deepEqual(now(), [2, 2]);
  });

  it('that only its jump host can see is reached through that', async (t) => {
    const near = `farcall-n${process.pid}`;
    const far = `farcall-f${process.pid}`;
    const link = ['link', 'add', 'fcn0', 'type', 'veth', 'peer', 'name', 'fcn1', 'netns', near];
    if (![near, far].every((space) => spawnSync('ip', ['netns', 'add', space]).status === 0)) {
      t.skip('no network namespace can be made here');
      return;
    }
    t.after(() => [near, far].forEach((space) => spawnSync('ip', ['netns', 'del', space])));
    const ip = (...words: string[]): void => void execFileSync('ip', words, { stdio: 'ignore' });
    ip(...link);
    ip('-n', near, 'link', 'add', 'fcf0', 'type', 'veth', 'peer', 'name', 'fcf1', 'netns', far);
    const ends = [
      [[], 'fcn0', '10.213.1.1/30'],
      [['-n', near], 'fcn1', '10.213.1.2/30'],
      [['-n', near], 'fcf0', '10.213.2.1/30'],
      [['-n', far], 'fcf1', '10.213.2.2/30'],
    ] as const;
    for (const [space, device, address] of ends) {
      ip(...space, 'addr', 'add', address, 'dev', device);
      ip(...space, 'link', 'set', device, 'up');
    }
    await Promise.all([serve(t, near, '10.213.1.2'), serve(t, far, '10.213.2.2')]);
    sshd.trust(['10.213.1.2', '10.213.2.2'].map((name) => `[${name}]:${sshd.port} ${sshd.publicHostKey()}`));
    t.after(() => sshd.trust());
    sshd.addHost('near', { HostName: '10.213.1.2' });
    sshd.addHost('far', { HostName: '10.213.2.2', ProxyJump: 'near' });
    await assertRuns(t, 'far', {});
    sshd.addHost('unseen', { HostName: '10.213.2.2', ConnectTimeout: 1 });
    // Refused or unanswered, as the machine's own network has it.
    await assert.rejects((await runner(t, 'unseen', {}))('"", 1').done, { kind: 'host' });
  });
});

/** Another sshd of the same config, in a network namespace; resolves once it listens. */
async function serve(t: TestContext, space: string, address: string): Promise<void> {
  const config = path.join(sshd.folder, 'sshd_config');
  const words = ['-D', '-e', '-f', config, '-o', `ListenAddress=${address}`, '-o', 'PidFile=none'];
  const child: ChildProcess = spawn('ip', ['netns', 'exec', space, '/usr/sbin/sshd', ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    let told = '';
    child.once('exit', () => reject(new Error(told)));
    child.stderr?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes(`listening on ${address}`)) resolve();
    });
  });
}
