import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { silentLogger } from '../../src/base/logging';
import type { EndEvent } from '../../src/contract/journal';
import { JobRegistry } from '../../src/run/jobRegistry';
import { PreludeBook } from '../../src/run/preludeBook';
import { TrackedRun } from '../../src/run/trackedRun';
import { record } from './records';

test('a run takes as long as its host says or, where the clock there was set back, as long as was seen from here', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'farcall-clocks-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const registry = new JobRegistry(folder, silentLogger);
  t.after(() => registry.dispose());
  const ran = async (ended: number, total: number | undefined): Promise<number | undefined> => {
    const books = { registry, preludes: new PreludeBook(folder, silentLogger), logger: silentLogger };
    const run = new TrackedRun(books, record({ timings: { ship: 100, start: 20 } }), 'following', true);
    const end: EndEvent = {
      type: 'end',
      state: 'succeeded',
      exit: 0,
      signal: null,
      reason: null,
      started: 5000,
      ended,
    };
    return (await run.finish('succeeded', end, total)).timings.run;
  };
  assert.equal(await ran(7500, 9000), 2500);
  assert.equal(await ran(4000, 3120), 3000);
  assert.equal(await ran(4000, undefined), undefined);
});
