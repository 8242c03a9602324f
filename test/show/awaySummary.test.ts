import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FarcallError } from '../../src/base/errors';
import { AwaySummary } from '../../src/show/awaySummary';
import { DrivenRun } from './drivenRun';
import { sources } from './panel/samples';

describe('what ended while nobody was there', () => {
  let told: string[][];
  let summary: AwaySummary;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    told = [];
    summary = new AwaySummary((ended) => told.push(ended.map(({ job, state }) => `${job} ${state}`)));
  });
  afterEach(() => {
    summary.dispose();
    mock.timers.reset();
  });

  const run = (job: string, phase: 'connecting' | 'following'): DrivenRun => {
    const record = sources['running']?.record;
    assert.ok(record);
    const driven = new DrivenRun({ ...record, job });
    driven.phase = phase;
    summary.watch(driven);
    return driven;
  };
  const endAway = async (driven: DrivenRun, state: 'succeeded' | 'failed'): Promise<void> => {
    driven.enter('following');
    driven.endedAway = true;
    driven.finish(state);
    await turn();
  };
  const pass = (milliseconds: number): void => mock.timers.tick(milliseconds);

  test('is told at once for all when a window opens again', async () => {
    const [a, b, c, gone] = ['a', 'b', 'c', 'gone'].map((job) => run(job, 'connecting'));
    assert.ok(a && b && c && gone);
    await endAway(a, 'succeeded');
    pass(2000);
    assert.deepEqual(told, [], 'others are on their way');
    // It still runs.
    b.enter('following');
    gone.refuse(new FarcallError('unreachable', 'It is off.'));
    gone.enter('done');
    await endAway(c, 'failed');
    pass(500);
    assert.deepEqual(told, [['a succeeded', 'c failed']]);
    pass(100_000);
    assert.equal(told.length, 1);
  });

  test('waits for what is still being replayed', async () => {
    const [a, b] = ['a', 'b'].map((job) => run(job, 'connecting'));
    assert.ok(a && b);
    b.endedAway = true;
    b.enter('following');
    await endAway(a, 'succeeded');
    pass(10_000);
    assert.deepEqual(told, []);
    await endAway(b, 'succeeded');
    pass(500);
    assert.deepEqual(told, [['a succeeded', 'b succeeded']]);
  });

  test('waits for other connections of this window to find out that they were cut', async () => {
    const [a, b] = ['a', 'b'].map((job) => run(job, 'following'));
    assert.ok(a && b);
    a.enter('reconnecting');
    await endAway(a, 'failed');
    pass(10_000);
    b.enter('reconnecting');
    pass(10_000);
    await endAway(b, 'succeeded');
    pass(14_999);
    assert.deepEqual(told, []);
    pass(1);
    assert.deepEqual(told, [['a failed', 'b succeeded']]);
  });

  test('is kept back for a minute at most by a host that stays away', async () => {
    const [a, off] = ['a', 'off'].map((job) => run(job, 'following'));
    assert.ok(a && off);
    off.enter('reconnecting');
    a.enter('reconnecting');
    await endAway(a, 'succeeded');
    pass(59_999);
    assert.deepEqual(told, []);
    pass(1);
    assert.deepEqual(told, [['a succeeded']]);
    await endAway(off, 'failed');
    pass(15_000);
    assert.deepEqual(told[1], ['off failed']);
  });

  test('is nothing where a run was followed to its end', async () => {
    const a = run('a', 'following');
    a.finish('succeeded');
    await turn();
    pass(100_000);
    assert.deepEqual(told, []);
  });
});
