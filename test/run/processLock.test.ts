import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ProcessLock } from '../../src/run/processLock';
import { markOf } from '../../src/run/processMark';
import { systemClock } from '../../src/run/systemClock';

describe('a lock between processes', { timeout: 20_000 }, () => {
  let folder: string;
  let file: string;
  const self = markOf(process.pid);
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'farcall-lock-'));
    file = path.join(folder, 'a.lock');
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is held by one at a time, and given back when the work fails', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      throw new Error('done');
    };
    const lock = new ProcessLock(file, self, systemClock);
    await Promise.all([1, 2, 3].map(() => assert.rejects(lock.hold(work), /done/)));
    assert.equal(most, 1);
    assert.deepEqual(await readdir(folder), []);
  });

  test('that a process held when it was killed is taken at once', async () => {
    await writeFile(file, JSON.stringify({ ...self, started: 'before the boot' }));
    let looks = 0;
    const impatient = {
      elapsed: () => 0,
      sleep: () => ((looks += 1) === 1 ? Promise.resolve() : Promise.reject(new Error('It waited on.'))),
    };
    assert.equal(await new ProcessLock(file, self, impatient).hold(() => Promise.resolve(7)), 7);
    assert.deepEqual(await readdir(folder), []);
  });

  test('is not waited for without end', async () => {
    await writeFile(file, JSON.stringify(self));
    let now = 0;
    const clock = {
      elapsed: () => now,
      sleep: (milliseconds: number) => {
        now += milliseconds;
        return Promise.resolve();
      },
    };
    assert.equal(await new ProcessLock(file, self, clock).hold(() => Promise.resolve(7)), 7);
    assert.deepEqual(await readdir(folder), ['a.lock'], 'and stays with whoever holds it');
  });
});
