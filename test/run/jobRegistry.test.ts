import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import { silentLogger } from '../../src/base/logging';
import { JobRegistry } from '../../src/run/jobRegistry';
import { mintJobId } from '../../src/run/jobIds';
import { jobId } from '../../src/contract/parse';
import { record } from './records';

describe('the job registry', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'farcall-registry-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('gives another process what one has saved, newest first', async () => {
    const writer = new JobRegistry(folder, silentLogger);
    await writer.save(record({ job: 'a', created: 1 }));
    await writer.save(record({ job: 'b', created: 2 }));
    await writer.save({ ...record({ job: 'a', created: 1 }), state: 'succeeded' });
    const reader = new JobRegistry(folder, silentLogger);
    assert.deepEqual(
      (await reader.list()).map(({ job, state }) => [job, state]),
      [
        ['b', 'running'],
        ['a', 'succeeded'],
      ],
    );
    assert.equal((await readdir(path.join(folder, 'jobs'))).length, 2, 'nothing half written is left');
  });

  test('sees what another process changes, and says so', { timeout: 10_000 }, async () => {
    const reader = new JobRegistry(folder, silentLogger);
    const writer = new JobRegistry(folder, silentLogger);
    await writer.save(record({ job: 'a', created: 1 }));
    reader.watch();
    // Watching begins on a later turn: write until it is noticed.
    const noticed = new Promise<void>((resolve) => reader.onChanged(() => resolve()));
    const writing = setInterval(() => void writer.save({ ...record({ job: 'a', created: 1 }), state: 'failed' }), 20);
    await noticed;
    clearInterval(writing);
    assert.equal((await reader.find('a'))?.state, 'failed');
    reader.dispose();
  });

  test('takes away what a killed process had begun to write long ago, and nothing that is being written', async () => {
    const registry = new JobRegistry(folder, silentLogger);
    await registry.save(record({ job: 'a', created: 1 }));
    const jobs = path.join(folder, 'jobs');
    for (const name of ['a.json.17.1', 'a.json.18.1']) await writeFile(path.join(jobs, name), '{');
    await utimes(path.join(jobs, 'a.json.17.1'), 0, 0);
    assert.deepEqual(
      (await registry.list()).map(({ job }) => job),
      ['a'],
    );
    assert.deepEqual((await readdir(jobs)).sort(), ['a.json', 'a.json.18.1']);
  });

  test(
    'writes into an empty file that was made ready where it watches, and leaves none',
    { timeout: 10_000 },
    async () => {
      const registry = new JobRegistry(folder, silentLogger);
      registry.watch();
      const jobs = path.join(folder, 'jobs');
      const inodeOf = async (name: string): Promise<number> => (await stat(path.join(jobs, name))).ino;
      const others = async (): Promise<string[]> => (await readdir(jobs)).filter((name) => !name.endsWith('.json'));
      await registry.save(record({ job: 'a', created: 1 }));
      // It is made meanwhile.
      for (let reused = false, number = 0; !reused; number += 1) {
        const [spare] = await others();
        const ready = spare === undefined ? undefined : await inodeOf(spare);
        await registry.save(record({ job: `b${number}`, created: 2 }));
        reused = ready === (await inodeOf(`b${number}.json`));
      }
      assert.equal(
        (await registry.list()).length,
        (await readdir(jobs)).filter((name) => name.endsWith('.json')).length,
      );
      registry.dispose();
      while ((await others()).length > 0) await inodeOf('a.json');
    },
  );

  test('passes over a record that is damaged', async () => {
    const registry = new JobRegistry(folder, silentLogger);
    await registry.save(record({ job: 'good', created: 1 }));
    await writeFile(path.join(folder, 'jobs', 'bad.json'), '{"version": 1');
    assert.deepEqual(
      (await registry.list()).map(({ job }) => job),
      ['good'],
    );
  });

  test('finds a job by the beginning of its id, and says when there are several or none', async () => {
    const registry = new JobRegistry(folder, silentLogger);
    await registry.save(record({ job: '20260101-aa', created: 1 }));
    await registry.save(record({ job: '20260102-bb', created: 2 }));
    assert.equal((await registry.resolve('20260102')).job, '20260102-bb');
    for (const text of ['2026', 'nothing', '../x']) {
      await assert.rejects(
        registry.resolve(text),
        (error) => error instanceof FarcallError && error.code === 'unknown-job',
      );
    }
  });
});

test('job ids sort by time and are ids that the host takes', () => {
  const early = mintJobId(new Date('2026-01-02T03:04:05Z'));
  const late = mintJobId(new Date('2026-11-21T14:25:01Z'));
  assert.match(early, /^20260102-030405-[0-9a-f]{8}$/);
  assert.ok(early < late);
  assert.ok(jobId.safeParse(early).success);
});
