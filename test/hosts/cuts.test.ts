import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { silentLogger } from '../../src/base/logging';
import { LazyInspector, loadSyntax } from '../../src/inspect/lazyInspector';
import { diskSource } from '../../src/inspect/sources';
import { JobRegistry } from '../../src/run/jobRegistry';
import type { RunPorts } from '../../src/run/ports';
import { RecordRefresher } from '../../src/run/recordRefresher';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import { systemClock } from '../../src/run/systemClock';
import { loadRuntime } from '../../src/ship/assets';
import { assets } from '../run/localRooms';
import { TestClient } from './connecting';
import { CuttingProxy } from './cuttingProxy';
import { Sshd, sshdMissing } from './sshd';

const skip = sshdMissing();

let sshd: Sshd;
before(async () => {
  if (skip === false) sshd = await Sshd.start();
});
after(async () => {
  if (skip === false) await sshd.stop();
});

/** The rooms up to `run` with the host `cut`, which is behind a proxy that breaks connections. */
class CutRooms {
  readonly folder: string;
  readonly registry: JobRegistry;
  readonly ports: RunPorts;
  readonly #runs: Runs;

  static async create(t: TestContext, force: 'ssh2' | 'openssh', proxy: CuttingProxy): Promise<CutRooms> {
    sshd.trust([`[127.0.0.1]:${proxy.port} ${sshd.publicHostKey()}`]);
    sshd.addHost('cut', { Port: proxy.port });
    const client = new TestClient({
      runtime: await loadRuntime(assets),
      configFile: sshd.configFile,
      force,
      // A connection may also be cut so that nobody hears of it: that is found out by waiting.
      answerWithin: 5000,
    });
    const rooms = new CutRooms(client);
    t.after(async () => {
      rooms.#runs.dispose();
      await client.dispose();
      proxy.stop();
    });
    return rooms;
  }

  private constructor(client: TestClient) {
    this.folder = client.folder;
    this.registry = new JobRegistry(path.join(this.folder, 'state'), silentLogger);
    const inspector = new LazyInspector(() => loadSyntax(assets), diskSource);
    this.ports = {
      inspect: (request, signal) => inspector.inspect(request, signal),
      connect: (host, signal) => client.connections.connect(host, signal),
      findHost: (name) => Promise.resolve({ name, options: { directory: path.join(this.folder, 'host') } }),
      // The pauses are not what is tested here.
      clock: { ...systemClock, sleep: (_milliseconds, signal) => systemClock.sleep(1, signal) },
      logger: silentLogger,
    };
    this.#runs = new Runs(this.ports, this.registry, path.join(this.folder, 'state'));
  }

  /** A job that counts its runs, and says so much. */
  async run(kilobytes: number): Promise<Run> {
    const workspace = path.join(this.folder, 'project');
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'data.bin'), randomBytes(600_000));
    await writeFile(
      path.join(workspace, 'job.py'),
      `import random, sys\n\n\ndef f():\n    open(${JSON.stringify(this.ran)}, "a").write("x")\n` +
        `    numbers = random.Random(1)\n    for _ in range(${kilobytes}):\n` +
        '        sys.stdout.write("%01024x" % numbers.getrandbits(4096))\n' +
        '    return len(open("data.bin", "rb").read())\n',
    );
    return this.#runs.run({
      entry: { file: path.join(workspace, 'job.py'), qualname: 'f', args: '' },
      workspace,
      host: 'cut',
      include: ['data.bin'],
    });
  }

  get ran(): string {
    return path.join(this.folder, 'ran');
  }
}

for (const force of ['ssh2', 'openssh'] as const) {
  describe(`a connection by ${force} that breaks again and again`, { skip, timeout: 120_000 }, () => {
    it('while the job runs, at every step of coming back, costs no byte of its output', async (t) => {
      const step = force === 'ssh2' ? 400 : 900;
      // The first brings the job there; then handshake, login and bootstrap are cut ever later, and then the output.
      const allowance = (connection: number): number => (connection === 0 ? 700_000 : connection * step);
      const proxy = await CuttingProxy.start(sshd.port, (n) => allowance(n) + Math.max(0, n - 25) * 40_000);
      const rooms = await CutRooms.create(t, force, proxy);
      const run = await rooms.run(600);
      let text = '';
      run.onLine((line) => {
        if (line.type !== 'output') return;
        assert.equal(line.offset, text.length);
        text += line.text;
      });
      const done = await run.done;
      assert.equal(done.state, 'succeeded');
      assert.equal(text.length, 600 * 1024);
      assert.ok(proxy.cuts > 20, `${proxy.cuts} cuts`);
      assert.equal(await readFile(rooms.ran, 'utf8'), 'x');
      assert.equal(run.record.result?.json, 600_000);
    });

    it('while the bundle is sent starts the job once', async (t) => {
      const allowances = [250_000, 1500, 4000, 300_000, 7000];
      const proxy = await CuttingProxy.start(sshd.port, (n) => allowances[n] ?? Infinity);
      const rooms = await CutRooms.create(t, force, proxy);
      const run = await rooms.run(1);
      assert.equal((await run.done).state, 'succeeded');
      assert.equal(proxy.cuts, allowances.length);
      assert.equal(await readFile(rooms.ran, 'utf8'), 'x');
    });

    it('until the start is given up leaves its record open, and the host decides what became of it', async (t) => {
      let broken = true;
      const proxy = await CuttingProxy.start(sshd.port, (n) => (n === 0 ? 250_000 : broken ? 1500 : Infinity));
      const rooms = await CutRooms.create(t, force, proxy);
      const run = await rooms.run(1);
      await assert.rejects(run.done, /./);
      assert.match(run.record.error?.next ?? '', /may have reached the host/);
      assert.equal((await rooms.registry.find(run.job))?.state, 'shipping');
      broken = false;
      const refresher = new RecordRefresher(rooms.ports, rooms.registry);
      assert.deepEqual((await refresher.refresh(new AbortController().signal)).unreached, []);
      assert.equal((await rooms.registry.find(run.job))?.state, 'failed');
    });
  });
}
