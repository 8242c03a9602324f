import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Emitter } from '../../../src/base/events';
import { silentLogger } from '../../../src/base/logging';
import type { JobRecord } from '../../../src/contract/registry';
import type { Run } from '../../../src/run/service';
import { LastRuns } from '../../../src/show/editor/lastRuns';
import { DrivenRun } from '../drivenRun';
import { recordOf } from './records';

const file = '/shop/forecast.py';

/** The runs of a window and of the registry, as a test moves them. */
class Known {
  readonly #activeChanged = new Emitter<void>();
  readonly #recordsChanged = new Emitter<void>();
  readonly onActiveChanged = this.#activeChanged.event;
  readonly onRecordsChanged = this.#recordsChanged.event;
  active: Run[] = [];
  readings = 0;
  #records: readonly JobRecord[];

  constructor(records: readonly JobRecord[]) {
    this.#records = records;
  }
  records(): Promise<readonly JobRecord[]> {
    this.readings += 1;
    return Promise.resolve(this.#records);
  }
  record(...records: readonly JobRecord[]): void {
    this.#records = records;
    this.#recordsChanged.fire();
  }
  follow(...active: Run[]): void {
    this.active = active;
    this.#activeChanged.fire();
  }
}

/** What is known of the last runs, once the registry was read for the first time. */
async function lastRunsOf(t: TestContext, known: Known): Promise<LastRuns> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const lastRuns = new LastRuns({ whenLoaded: (listener) => listener({ runs: known }) }, silentLogger);
  t.after(() => lastRuns.dispose());
  await settle(t);
  return lastRuns;
}

/** Lets the time pass in which changes are gathered, and what is then read arrive. */
async function settle(t: TestContext): Promise<void> {
  t.mock.timers.tick(1000);
  await new Promise((resolve) => setImmediate(resolve));
}

test("the newest run of each function is told, whoever's window it was started from", async (t) => {
  const newest = recordOf({ job: 'c', created: 3, state: 'failed' });
  const other = recordOf({ job: 'b', created: 2, qualname: 'other', state: 'succeeded' });
  const last = await lastRunsOf(t, new Known([newest, other, recordOf({ job: 'a', created: 1 })]));
  assert.deepEqual(last.of(file, 'train'), { record: newest, connected: true, followed: false });
  assert.equal(last.of(file, 'other')?.record, other);
  assert.equal(last.of(file, undefined), undefined);
  assert.equal(last.of('/shop/other.py', 'train'), undefined);
});

test('a run that nobody here follows is not connected until it has ended', async (t) => {
  const last = await lastRunsOf(t, new Known([recordOf({ state: 'running' })]));
  assert.equal(last.of(file, 'train')?.connected, false);
});

test('a run of this window is told as it stands, before the registry knows of it', async (t) => {
  const known = new Known([recordOf({ job: 'a', created: 1, state: 'succeeded' })]);
  const last = await lastRunsOf(t, known);
  const run = new DrivenRun(recordOf({ job: 'b', created: 2 }));
  known.follow(run);
  assert.deepEqual(last.of(file, 'train'), { record: run.record, connected: true, followed: true });
  run.finish('failed');
  known.follow();
  assert.equal(last.of(file, 'train')?.record.state, 'failed');
  assert.deepEqual(
    last.followed.map(({ record }) => record.job),
    ['b'],
  );
});

test('a run that never came to its host leaves the one before it', async (t) => {
  const before = recordOf({ job: 'a', created: 1, state: 'succeeded' });
  const known = new Known([before]);
  const last = await lastRunsOf(t, known);
  const run = new DrivenRun(recordOf({ job: 'b', created: 2, state: 'shipping' }));
  known.follow(run);
  run.enter('done');
  known.follow();
  assert.equal(last.of(file, 'train')?.record, before);
});

test('a run that is deleted is forgotten', async (t) => {
  const known = new Known([]);
  const last = await lastRunsOf(t, known);
  const run = new DrivenRun(recordOf({}));
  known.follow(run);
  run.finish('succeeded');
  known.follow();
  known.record(run.record);
  await settle(t);
  assert.equal(last.of(file, 'train')?.record.state, 'succeeded');
  known.record();
  await settle(t);
  assert.equal(last.of(file, 'train'), undefined);
});

test('many changes of the registry are one reading, and are told only where a last run is another one', async (t) => {
  const newest = recordOf({ job: 'b', created: 2, state: 'succeeded' });
  const known = new Known([newest]);
  const last = await lastRunsOf(t, known);
  let told = 0;
  last.onChanged(() => (told += 1));
  for (let i = 0; i < 50; i += 1) known.record(newest, recordOf({ job: 'a', created: 1 }));
  await settle(t);
  assert.deepEqual([known.readings, told], [2, 0]);
  known.record(recordOf({ job: 'c', created: 3 }), newest);
  await settle(t);
  assert.deepEqual([known.readings, told], [3, 1]);
});
