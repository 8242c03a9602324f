import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, mkdtempSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
import { assets } from '../run/localRooms';
import { TestClient } from './connecting';
import { CuttingProxy } from './cuttingProxy';
import { Sshd, sshdMissing } from './sshd';

const skip = sshdMissing();
/** `FARCALL_UPLOAD_MB=2000` for a file of 2 GB. */
const megabytes = Number(process.env['FARCALL_UPLOAD_MB'] ?? 64);
const million = 1_000_000;

let sshd: Sshd;
before(async () => {
  if (skip === false) sshd = await Sshd.start();
});
after(async () => {
  if (skip === false) await sshd.stop();
});

function temporary(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-upload-'));
  // The host's last processes may still be writing; unlike rmSync, rm looks again at what is left.
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  return folder;
}

/** The rooms up to `run`, with one host and the project that a test writes. */
async function clientOf(t: TestContext, folder: string, host: string, options: HostOptions): Promise<Runs> {
  const client = new TestClient({
    runtime: await loadRuntime(assets),
    configFile: sshd.configFile,
    force: 'ssh2',
    answerWithin: 10_000,
  });
  const inspector = new LazyInspector(() => loadSyntax(assets), diskSource);
  const runs = new Runs(
    {
      inspect: (request, signal) => inspector.inspect(request, signal),
      connect: (found, signal) => client.connections.connect(found, signal),
      findHost: () => Promise.resolve({ name: host, options }),
      // The pauses are not what is tested here.
      clock: { ...systemClock, sleep: (_milliseconds, signal) => systemClock.sleep(1, signal) },
      logger: silentLogger,
    },
    new JobRegistry(path.join(client.folder, 'state'), silentLogger),
    path.join(client.folder, 'state'),
  );
  t.after(async () => {
    runs.dispose();
    await client.dispose();
  });
  const workspace = path.join(folder, 'project');
  await mkdir(workspace, { recursive: true });
  return runs;
}

function run(runs: Runs, folder: string, args: string): Run {
  const workspace = path.join(folder, 'project');
  return runs.run({
    entry: { file: path.join(workspace, 'app.py'), qualname: 'f', args },
    workspace,
    host: 'any',
    choices: { statements: {}, paths: { 'large.bin': 'send' } },
  });
}

/** A file that no compression makes smaller; resolves to its sha256. */
async function writeNoise(file: string, size: number): Promise<string> {
  const hash = createHash('sha256');
  const pieces = function* (): Generator<Buffer> {
    const noise = randomBytes(million);
    for (let at = 0; at < size; at += million) {
      // The same noise under a number of its own: no two pieces are equal.
      noise.writeUInt32LE(at / million, 0);
      hash.update(noise);
      yield Buffer.from(noise);
    }
  };
  await pipeline(Readable.from(pieces()), createWriteStream(file));
  return hash.digest('hex');
}

const reads = `import hashlib


def f(name):
    digest = hashlib.sha256()
    with open(name, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            digest.update(piece)
    return digest.hexdigest()
`;

describe('a large upload that is interrupted', { skip, timeout: 600_000 }, () => {
  it(`goes on where it stopped: ${megabytes} MB, cut three times and then by the end of its client`, async (t) => {
    const folder = temporary(t);
    const part = (megabytes * million) / 5;
    let lastCut = false;
    const proxy = await CuttingProxy.start(sshd.port, (n) => {
      if (n < 3) return part;
      // The next goes on until its client is gone, the one after that to the end.
      return lastCut ? Infinity : part * 1.2;
    });
    t.after(() => proxy.stop());
    sshd.trust([`[127.0.0.1]:${proxy.port} ${sshd.publicHostKey()}`]);
    sshd.addHost('far', { Port: proxy.port });
    const options = { directory: path.join(folder, 'host') };

    const first = await clientOf(t, folder, 'far', options);
    await writeFile(path.join(folder, 'project', 'app.py'), reads);
    const digest = await writeNoise(path.join(folder, 'project', 'large.bin'), megabytes * million);
    const given = run(first, folder, '"large.bin"');
    await Promise.race([
      given.done,
      new Promise<void>((resolve) => {
        given.onChanged(() => proxy.cuts >= 4 && resolve());
      }),
    ]);
    first.dispose();
    await given.done;
    const before = proxy.passed;
    assert.ok(before > 3.5 * part, `${before} bytes went through before`);

    lastCut = true;
    const second = await clientOf(t, folder, 'far', options);
    const whole = run(second, folder, '"large.bin"');
    assert.equal((await whole.done).state, 'succeeded');
    assert.equal(whole.record.result?.json, digest);
    const overhead = proxy.passed / (megabytes * million);
    t.diagnostic(`${proxy.cuts} cuts; ${overhead.toFixed(3)} of the file's bytes went over the wire in all`);
    // What was under way at each cut goes again: at most what a channel and the kernel hold.
    assert.ok(proxy.passed < megabytes * million * 1.02 + proxy.cuts * 12 * million, `${proxy.passed} bytes in all`);
  });
});

describe('a disk of the host that is full', { skip, timeout: 120_000 }, () => {
  /** A file system of so many megabytes. */
  function small(t: TestContext, size: number): string {
    const folder = mkdtempSync(path.join(tmpdir(), 'farcall-small-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'none', folder]);
    t.after(async () => {
      spawnSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    });
    return folder;
  }
  const jobs = (directory: string): string[] => readdirSync(path.join(directory, 'jobs'));

  it('refuses an upload in words, keeps nothing half, and takes it once there is room', async (t) => {
    sshd.trust();
    const folder = temporary(t);
    const disk = small(t, 6);
    const directory = path.join(disk, 'farcall');
    const runs = await clientOf(t, folder, 'box', { directory });
    await writeFile(path.join(folder, 'project', 'app.py'), reads);
    const digest = await writeNoise(path.join(folder, 'project', 'large.bin'), 8 * million);
    const refused = run(runs, folder, '"large.bin"');
    await assert.rejects(refused.done, { code: 'disk-full', message: new RegExp(`full.*${disk}|${disk}.*full`) });
    assert.equal(refused.record.state, 'failed');
    assert.match(refused.record.error?.next ?? '', /./);
    // What was begun for it is removed behind the answer.
    for (let i = 0; i < 100 && jobs(directory).length > 0; i += 1)
      await systemClock.sleep(50, new AbortController().signal);
    assert.deepEqual(jobs(directory), []);

    execFileSync('mount', ['-o', 'remount,size=40m', disk]);
    const taken = run(runs, folder, '"large.bin"');
    await taken.done;
    assert.equal(taken.record.result?.json, digest);
  });

  it('ends a job that writes more with what came before, and says so', async (t) => {
    sshd.trust();
    const folder = temporary(t);
    const directory = path.join(small(t, 4), 'farcall');
    const runs = await clientOf(t, folder, 'box', { directory });
    await writeFile(
      path.join(folder, 'project', 'app.py'),
      'import sys\ndef f(size):\n    for _ in range(size): sys.stdout.write("x" * 1023 + "\\n")\n    return size\n',
    );
    const full = run(runs, folder, '9000');
    let text = '';
    full.onLine((line) => {
      if (line.type === 'output') text += line.text;
    });
    const done = await full.done;
    assert.equal(done.reason, 'disk-full');
    assert.match(text, /^(?:x{1023}\n)+x*$/);
    assert.ok(text.length < 9000 * 1024);
  });

  it('keeps the text of a result whose value does not fit', async (t) => {
    sshd.trust();
    const folder = temporary(t);
    const directory = path.join(small(t, 4), 'farcall');
    const runs = await clientOf(t, folder, 'box', { directory });
    await writeFile(path.join(folder, 'project', 'app.py'), 'import os\ndef f(size):\n    return os.urandom(size)\n');
    const full = run(runs, folder, '9_000_000');
    const done = await full.done;
    assert.equal(done.state, 'succeeded');
    assert.equal(full.record.result?.pickled, false);
    assert.match(full.record.result.previews['text/plain'] ?? '', /^b['"]/);
  });
});
