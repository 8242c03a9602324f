import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { FarcallError } from '../../src/base/errors';
import { formatOf } from '../../src/run/conversion';
import { LocalRooms, assets } from './localRooms';

async function ended(t: TestContext, source: string): Promise<{ rooms: LocalRooms; job: string; target: string }> {
  const rooms = await LocalRooms.create();
  t.after(() => rooms.dispose());
  await rooms.write({ 'm.py': source });
  const run = rooms.run('m.py', 'f');
  assert.equal((await run.done).state, 'succeeded');
  return { rooms, job: run.job, target: path.join(rooms.folder, 'value.csv') };
}

/** What is being made ahead of the next job bears no job's name. */
function jobsOf(rooms: LocalRooms): string[] {
  return readdirSync(path.join(rooms.folder, 'host/jobs')).filter((name) => !name.startsWith('.'));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5);
}

const rows = 'def f():\n    return [{"a": 1}, {"a": 2}]\n';

describe('saving a value in another format', { timeout: 120_000 }, () => {
  it('writes what its host made of it, and leaves nothing else behind', async (t) => {
    const { rooms, job, target } = await ended(t, rows);
    const seen: number[] = [];
    await rooms.runs.convert(job, 'csv', target, undefined, (done) => seen.push(done));
    assert.equal(readFileSync(target, 'utf8'), 'a\r\n1\r\n2\r\n');
    assert.equal(seen.at(-1), 9);
    assert.deepEqual(jobsOf(rooms), [job]);
    assert.equal((await rooms.runs.records()).length, 1);
  });

  it('says why it cannot, where the value does not fit or was not kept', async (t) => {
    const { rooms, job, target } = await ended(t, 'def f():\n    return float("nan")\n');
    await assert.rejects(rooms.runs.convert(job, 'json', target), ({ code, message, next }: FarcallError) => {
      assert.equal(code, 'no-result');
      assert.match(message, /^The value cannot be saved as json: .*nan/);
      return next === 'Save it as a pickle, which holds the value as it is.';
    });
    assert.equal(existsSync(target), false);
    const kept = await ended(t, 'import threading\ndef f():\n    return threading.Lock()\n');
    await assert.rejects(kept.rooms.runs.convert(kept.job, 'csv', target), /no value that was kept/);
  });

  it('sends what makes the file where the host has lost it', async (t) => {
    const { rooms, job, target } = await ended(t, rows);
    const display = createHash('sha256')
      .update(readFileSync(path.join(assets, 'display.gz')))
      .digest('hex');
    rmSync(path.join(rooms.folder, 'host/cache/blobs', display.slice(0, 2), display));
    await rooms.runs.convert(job, 'csv', target);
    assert.ok(existsSync(target));
  });

  it('says that the code is gone where the host has removed it', async (t) => {
    const { rooms, job, target } = await ended(t, rows);
    rmSync(path.join(rooms.folder, 'host/cache/bundles'), { recursive: true });
    await assert.rejects(rooms.runs.convert(job, 'csv', target), /has removed the code/);
  });

  it('ends on the host where it is cancelled here', async (t) => {
    const source = 'import time\nclass Slow:\n    def __reduce__(self): return slow, ()\ndef slow(): time.sleep(600)\n';
    const { rooms, job, target } = await ended(t, `${source}def f():\n    return [Slow()]\n`);
    const stop = new AbortController();
    const converting = rooms.runs.convert(job, 'csv', target, stop.signal);
    await until(() => jobsOf(rooms).length === 2);
    stop.abort(new Error('enough'));
    await assert.rejects(converting, /enough/);
    await until(() => jobsOf(rooms).length === 1);
  });

  it('is named by the ending of a file', () => {
    assert.equal(formatOf('/tmp/a.b.CSV'), 'csv');
    assert.equal(formatOf('x.npy'), 'npy');
    assert.equal(formatOf('csv'), undefined);
    assert.equal(formatOf('value.pkl'), undefined);
  });
});
