import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clicks } from '../../src/show/clicks';

test('of the clicks of a double or triple click only the first counts, for each target by itself', () => {
  let now = 1000;
  const clicks = new Clicks(() => now);
  const first = (target: string, later: number): boolean => {
    now += later;
    return clicks.isFirst(target);
  };
  assert.deepEqual(
    [first('a', 0), first('a', 120), first('b', 10), first('a', 400), first('a', 500), first('a', 2000)],
    [true, false, true, false, true, true],
  );
});
