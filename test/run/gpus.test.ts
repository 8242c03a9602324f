import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { HostOptions } from '../../src/contract/hosts';
import type { JobRecord } from '../../src/contract/registry';
import { GpuLedger, gpusText, idleGpus } from '../../src/run/gpus';
import { markOf } from '../../src/run/processMark';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import type { Host } from '../../src/ship/host';
import { LocalRooms } from './localRooms';
import { record } from './records';

test('a GPU is free where its memory is all but unused', () => {
  assert.deepEqual(idleGpus(''), []);
  assert.deepEqual(idleGpus('12, 24576\n20111, 24576\n0, 81920'), [0, 2]);
  assert.deepEqual(idleGpus('[N/A], [N/A]'), []);
});

test('which GPUs a job has is told in one sentence', () => {
  assert.equal(gpusText('gpu1', [3]), 'It has the GPU 3 of gpu1.');
  assert.equal(gpusText('gpu1', [0, 2]), 'It has the GPUs 0, 2 of gpu1.');
});

describe('a job that asks for GPUs', { timeout: 120_000 }, () => {
  let rooms: LocalRooms;
  let path0: string;
  before(async () => {
    rooms = await LocalRooms.create();
    await rooms.write({
      'app.py':
        'import os, time\n' +
        'def sees():\n    return [os.environ.get("CUDA_VISIBLE_DEVICES"), os.environ.get("CUDA_DEVICE_ORDER")]\n' +
        'def waits(gate):\n    print(sees())\n    while not os.path.exists(gate): time.sleep(0.01)\n    return sees()\n',
    });
    path0 = process.env['PATH'] ?? '';
  });
  after(() => rooms.dispose());

  /** A host whose nvidia-smi says this. */
  const host = async (name: string, listing: string, options: HostOptions = {}): Promise<Host> => {
    const bin = path.join(rooms.folder, `${name}-bin`);
    await mkdir(bin, { recursive: true });
    const program = path.join(bin, 'nvidia-smi');
    await writeFile(program, `#!/bin/sh\ncat <<'END'\n${listing}\nEND\n`);
    await chmod(program, 0o755);
    const command = ['env', `PATH=${bin}:${path0}`, 'sh'];
    return { name, options: { command, directory: path.join(rooms.folder, name), ...options } };
  };
  const runsOn = (...hosts: readonly Host[]): Runs =>
    new Runs(
      {
        ...rooms.ports,
        findHost: (name) => Promise.resolve(hosts.find((one) => one.name === name) ?? assert.fail(name)),
        pool: () => Promise.resolve({ hosts, gpus: undefined }),
      },
      rooms.registry,
      path.join(rooms.folder, 'state'),
    );
  const run = (runs: Runs, to: string, gpus?: number, qualname = 'sees', args = ''): Run =>
    runs.run({
      entry: { file: path.join(rooms.workspace, 'app.py'), qualname, args },
      workspace: rooms.workspace,
      host: to,
      ...(gpus === undefined ? {} : { gpus }),
    });
  const seen = async (of: Run): Promise<unknown> => {
    await of.done;
    return of.record.result?.json;
  };
  const running = (of: Run): Promise<void> =>
    new Promise((resolve) => {
      of.onChanged(() => of.state === 'running' && resolve());
    });

  test('sees only those that it got, which are free', async () => {
    const runs = runsOn(await host('three', '20000, 24576\n10, 24576\n0, 24576'));
    assert.deepEqual(await seen(run(runs, 'three', 1)), ['1', 'PCI_BUS_ID']);
    assert.deepEqual(await seen(run(runs, 'three', 2)), ['1,2', 'PCI_BUS_ID']);
    assert.deepEqual(await seen(run(runs, 'three')), [null, null], 'without asking, all are seen as ever');
    runs.dispose();
  });

  test('gets as many as its host says where the call says nothing', async () => {
    const one = await host('one', '0, 1000\n0, 1000', { gpus: 1 });
    const own = await host('own', '0, 1000', { gpus: 1, env: { CUDA_VISIBLE_DEVICES: '7' } });
    const runs = runsOn(one, own);
    assert.deepEqual(await seen(run(runs, 'one')), ['0', 'PCI_BUS_ID']);
    assert.deepEqual(await seen(run(runs, 'one', 0)), [null, null]);
    assert.deepEqual(await seen(run(runs, 'own')), ['7', null], 'what the options of the host set stays');
    runs.dispose();
  });

  test('shares none with a job that began just before, until that has ended', async () => {
    const runs = runsOn(await host('pair', '0, 1000\n0, 1000'));
    const gate = path.join(rooms.folder, 'pair-gate');
    const both = [1, 2].map(() => run(runs, 'pair', 1, 'waits', JSON.stringify(gate)));
    await Promise.all(both.map(running));
    assert.deepEqual(both.map((one) => one.record.gpus?.[0]).sort(), [0, 1]);

    // Another process of the same account.
    const other = runsOn(await host('pair', '0, 1000\n0, 1000'));
    const third = run(other, 'pair', 1);
    await assert.rejects(third.done, { code: 'no-host-fits', message: /pair has 0 of its 2 GPUs free/ });

    await writeFile(gate, '');
    await Promise.all(both.map(({ done }) => done));
    assert.deepEqual(await seen(run(other, 'pair', 2)), ['0,1', 'PCI_BUS_ID']);
    runs.dispose();
    other.dispose();
  });

  test('is not sent where there are too few, and says what there is', async () => {
    const runs = runsOn(await host('busy', '900, 1000\n0, 1000'), await host('none', ''));
    await assert.rejects(run(runs, 'busy', 2).done, {
      code: 'no-host-fits',
      message: 'busy has 1 of its 2 GPUs free, and 2 are asked for.',
      next: 'Wait until one is free, or name another host.',
    });
    await assert.rejects(run(runs, 'none', 1).done, {
      code: 'no-host-fits',
      message: 'none has no GPU that nvidia-smi tells of, and one is asked for.',
      next: 'Name another host, or ask for fewer.',
    });
    runs.dispose();
  });

  test('goes by auto to a host that has one that nobody holds', async () => {
    const left = await host('left', '0, 1000');
    const right = await host('right', '0, 1000');
    const runs = runsOn(left, right, await host('plain', ''));
    const gate = path.join(rooms.folder, 'auto-gate');
    const first = run(runs, 'left', 1, 'waits', JSON.stringify(gate));
    await running(first);
    const second = run(runs, 'auto', 1);
    assert.deepEqual(await seen(second), ['0', 'PCI_BUS_ID']);
    assert.equal(second.host, 'right');
    const found = await runs.findHost(
      {
        entry: { file: path.join(rooms.workspace, 'app.py'), qualname: 'sees', args: '' },
        workspace: rooms.workspace,
        host: 'auto',
        gpus: 1,
      },
      new AbortController().signal,
    );
    assert.equal(found.host.name, 'right');
    assert.deepEqual(
      found.choice?.others.map(({ host, because }) => `${host}: ${because}`),
      ['left: 0 GPUs of it free, and 1 asked for', 'plain: 0 GPUs of it free, and 1 asked for'],
    );
    await writeFile(gate, '');
    await first.done;
    runs.dispose();
  });
});

test('a job on its way to its host holds its GPUs for as long as somebody brings it there', async () => {
  const rooms = await LocalRooms.create();
  try {
    await rooms.write({ 'app.py': 'def f():\n    return 1\n' });
    const run = rooms.run('app.py', 'f');
    await run.done;
    const sent = { ...run.record, job: `${run.job}x`, state: 'shipping' as const, gpus: [0], created: 1_000_000 };
    const sender = markOf(process.pid);
    const free = async (record: JobRecord, host = 'local'): Promise<readonly number[]> => {
      const ledger = new GpuLedger({
        records: () => Promise.resolve([record]),
        now: () => sent.created + 3_600_000,
        alone: (_, work) => work(),
      });
      return (await ledger.claims(host))('0, 1000\n0, 1000', []);
    };
    assert.deepEqual(await free({ ...sent, sender }), [1]);
    assert.deepEqual(await free({ ...sent, sender }, 'elsewhere'), [0, 1]);
    assert.deepEqual(await free({ ...sent, sender: { ...sender, started: 'earlier' } }), [0, 1]);
  } finally {
    await rooms.dispose();
  }
});

test('a job that arrives while its host is asked what it has keeps its GPU', async () => {
  let arrived = false;
  const other = record({ host: 'far', gpus: [0], state: 'shipping', sender: markOf(process.pid) });
  const ledger = new GpuLedger({
    records: () => Promise.resolve([arrived ? { ...other, state: 'running', sender: undefined } : other]),
    now: () => other.created,
    alone: (_, work) => work(),
  });
  const agent = {
    load: () => Promise.resolve({ average: 0, memoryFree: null, gpus: '0, 1000\n0, 1000' }),
    jobs: () => {
      arrived = true;
      return Promise.resolve([]);
    },
  };
  let held: readonly number[] = [];
  await ledger.assign('far', agent, 1, (gpus) => {
    held = gpus;
    return Promise.resolve();
  });
  assert.deepEqual(held, [1]);
});
