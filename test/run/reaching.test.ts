import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it, type TestContext } from 'node:test';
import { silentLogger } from '../../src/base/logging';
import type { HostOptions } from '../../src/contract/hosts';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import { loadRuntime } from '../../src/ship/assets';
import type { Channel } from '../../src/ship/channel';
import { childChannel } from '../../src/ship/childChannel';
import { HostConnections } from '../../src/ship/connections';
import { outputOf } from './following';
import { LocalRooms, assets } from './localRooms';

/** A host that nobody met, whose words reach the client no sooner than a test lets them. */
class FarHost {
  readonly folder: string;
  readonly #opening: readonly (readonly string[])[];
  logins = 0;
  /** All that it has said. */
  said = '';
  #hear: () => void = () => undefined;
  readonly #heard: Promise<void>;
  #wake: () => void = () => undefined;

  /** @param opening What its first logins run in place of the command. */
  constructor(folder: string, opening: readonly (readonly string[])[] = []) {
    this.folder = folder;
    this.#opening = opening;
    this.#heard = new Promise((resolve) => (this.#hear = resolve));
  }

  readonly open = (commandLine: string): Promise<Channel> => {
    const words = this.#opening[this.logins] ?? ['sh', '-c', commandLine];
    this.logins += 1;
    const env = { ...process.env, HOME: this.folder };
    const child = spawn(words[0] ?? '', words.slice(1), { env, stdio: 'pipe', detached: true });
    const stdout = new PassThrough();
    this.cut = () => void child.kill('SIGKILL');
    child.stdout.on('data', (chunk: Buffer) => {
      this.said += chunk.toString('latin1');
      this.#wake();
      void this.#heard.then(() => child.killed || stdout.write(chunk));
    });
    child.stdout.on('close', () => void this.#heard.then(() => stdout.end()));
    return Promise.resolve({ ...childChannel(child, 'ssh2'), stdout });
  };

  /** Ends what runs for its latest login; what it said last is lost. */
  cut = (): void => undefined;

  /** From now on the client hears it, with what it said before. */
  hear(): void {
    this.#hear();
  }

  async says(text: string): Promise<void> {
    while (!this.said.includes(text)) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

interface Reaching {
  readonly rooms: LocalRooms;
  readonly far: FarHost;
  readonly run: (source: string) => Promise<Run>;
}

interface Conditions {
  readonly opening?: readonly (readonly string[])[];
  readonly options?: HostOptions;
  readonly answerWithin?: number;
}

async function reaching(
  t: TestContext,
  { opening, options = {}, answerWithin = 20_000 }: Conditions = {},
): Promise<Reaching> {
  const rooms = await LocalRooms.create();
  const home = path.join(rooms.folder, 'home');
  await mkdir(home);
  const far = new FarHost(home, opening);
  const connections = new HostConnections({
    runtime: await loadRuntime(assets),
    logger: silentLogger,
    environment: process.env,
    overSsh: () => far.open,
    answerWithin,
  });
  const runs = new Runs(
    {
      ...rooms.ports,
      connect: (host, signal) => connections.connect(host, signal),
      reach: (host, signal) => connections.reach(host, signal),
      findHost: (name) => Promise.resolve({ name, options }),
    },
    rooms.registry,
    path.join(rooms.folder, 'state'),
  );
  t.after(async () => {
    runs.dispose();
    connections.dispose();
    await rooms.dispose();
  });
  const run = async (source: string): Promise<Run> => {
    await rooms.write({ 'job.py': source });
    return runs.run({
      entry: { file: path.join(rooms.workspace, 'job.py'), qualname: 'f', args: '' },
      workspace: rooms.workspace,
      host: 'far',
    });
  };
  return { rooms, far, run };
}

const hello = 'def f():\n    print("hello from afar")\n    return 1\n';

describe('a run on a host that was never met', { timeout: 60_000 }, () => {
  it('prints before the host was heard: one round trip after its channel is open', async (t) => {
    const { far, run } = await reaching(t);
    const started = await run(hello);
    await far.says('hello from afar');
    assert.deepEqual([outputOf(started), started.state], ['', 'shipping']);
    far.hear();
    assert.equal((await started.done).state, 'succeeded');
    assert.equal(outputOf(started), 'hello from afar\n');
  });

  it('fails for what keeps the agent from starting, and says it once', async (t) => {
    const { far, run } = await reaching(t, { options: { python: '/none/python3' } });
    far.hear();
    const started = await run(hello);
    await assert.rejects(started.done, { code: 'no-python' });
    assert.equal(started.lines.filter(({ type }) => type === 'error').length, 1);
    assert.deepEqual([started.state, started.record.state, far.logins], ['failed', 'failed', 1]);
  });

  it('runs once where the connection breaks before the host was heard', async (t) => {
    const { far, run } = await reaching(t);
    const started = await run(
      'import os\ndef f():\n    open(os.path.expanduser("~/ran"), "a").write("once")\n    print("hello from afar")\n',
    );
    await far.says('hello from afar');
    far.cut();
    far.hear();
    assert.equal((await started.done).state, 'succeeded');
    assert.equal(outputOf(started), 'hello from afar\n');
    assert.equal(readFileSync(path.join(far.folder, 'ran'), 'utf8'), 'once');
    assert.equal(far.logins, 2);
  });

  it('is not tried for minutes where the host never answers, and may have arrived', async (t) => {
    const { far, run } = await reaching(t, { opening: [['sh', '-c', 'cat >/dev/null']], answerWithin: 200 });
    far.hear();
    const started = await run(hello);
    await assert.rejects(started.done, { code: 'bootstrap-failed' });
    assert.deepEqual([far.logins, started.record.state], [1, 'shipping']);
  });

  it('that is cancelled meanwhile is cancelled there', async (t) => {
    const { far, run } = await reaching(t);
    const started = await run('import time\ndef f():\n    print("waiting")\n    time.sleep(600)\n');
    await far.says('waiting');
    await started.cancel();
    far.hear();
    await assert.rejects(started.done, { code: 'cancelled' });
    const end = path.join(far.folder, '.farcall/jobs', started.job, 'end.json');
    while (!existsSync(end)) await sleep(5);
    assert.match(readFileSync(end, 'utf8'), /"cancelled"/);
  });
});
