import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { PageWatch } from '../../src/show/pageWatch';

function watched(t: TestContext): { watch: PageWatch; remade: () => number; pass: (seconds: number) => void } {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let count = 0;
  const watch = new PageWatch(() => (count += 1));
  return { watch, remade: () => count, pass: (seconds) => t.mock.timers.tick(seconds * 1000) };
}

test('a page that speaks in time stays', (t) => {
  const { watch, remade, pass } = watched(t);
  watch.seen(true);
  pass(7);
  watch.ready();
  watch.seen(true);
  pass(1000);
  assert.equal(remade(), 0);
});

test('one that is silent is made anew, each time after a longer wait, and given up in the end', (t) => {
  const { watch, remade, pass } = watched(t);
  const waits: number[] = [];
  for (let second = 1; second <= 1000; second += 1) {
    watch.seen(true);
    const before = remade();
    pass(1);
    if (remade() > before) waits.push(second);
  }
  assert.deepEqual(waits, [8, 8 + 24, 8 + 24 + 72]);
});

test('one that is out of sight has nothing to say, and is loaded anew when it is back', (t) => {
  const { watch, remade, pass } = watched(t);
  watch.seen(true);
  watch.seen(false);
  pass(1000);
  assert.equal(remade(), 0);
  watch.seen(true);
  watch.ready();
  watch.seen(false);
  watch.seen(true);
  pass(8);
  assert.equal(remade(), 1);
});
