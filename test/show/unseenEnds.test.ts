import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FarcallError } from '../../src/base/errors';
import { Emitter } from '../../src/base/events';
import { UnseenEnds } from '../../src/show/unseenEnds';
import { DrivenRun } from './drivenRun';
import { sources } from './panel/samples';

/** What a person sees is what a test says. */
class Sight {
  readonly #seen = new Emitter<string>();
  readonly onSeen = this.#seen.event;
  visibleJob: string | undefined;
  show(job: string): void {
    this.visibleJob = job;
    this.#seen.fire(job);
  }
}

function watching(t: TestContext): { sight: Sight; ends: UnseenEnds; told: string[]; run: (job: string) => DrivenRun } {
  const sight = new Sight();
  const ends = new UnseenEnds(sight);
  t.after(() => ends.dispose());
  const told: string[] = [];
  ends.onEnded(({ job }) => told.push(job));
  const run = (job: string): DrivenRun => {
    const record = sources['running']?.record;
    assert.ok(record);
    const driven = new DrivenRun({ ...record, job });
    ends.watch(driven);
    ends.watch(driven);
    return driven;
  };
  return { sight, ends, told, run };
}

test('a failure stays to be seen until it is in sight', async (t) => {
  const { sight, ends, run } = watching(t);
  let changes = 0;
  ends.onChanged(() => (changes += 1));
  run('a').finish('failed');
  run('b').finish('lost');
  run('c').finish('cancelled');
  await turn();
  assert.deepEqual(
    ends.failed.map(({ job }) => job),
    ['a', 'b'],
  );
  sight.show('a');
  assert.deepEqual(
    ends.failed.map(({ job }) => job),
    ['b'],
  );
  assert.equal(changes, 3);
});

test('what ends before somebody’s eyes is neither told nor kept', async (t) => {
  const { sight, ends, told, run } = watching(t);
  const seen = run('a');
  sight.show('a');
  seen.finish('failed');
  await turn();
  assert.deepEqual([ends.failed, told], [[], []]);
});

test('each end out of sight is told once; one that nobody followed is told elsewhere', async (t) => {
  const { ends, told, run } = watching(t);
  run('a').finish('succeeded');
  const away = run('b');
  away.endedAway = true;
  away.finish('failed');
  run('c').refuse(new FarcallError('unreachable', 'It is off.'));
  await turn();
  assert.deepEqual(told, ['a']);
  assert.deepEqual(
    ends.failed.map(({ job }) => job),
    ['b'],
  );
});
