import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { TreeRows } from '../../src/show/treeRows';

interface Row {
  readonly id: string;
  readonly text: string;
  readonly under?: string;
}

/** A tree whose rows are loaded when `answer` is called, each time with what it is given. */
function tree(t: TestContext): {
  readonly rows: TreeRows<Row>;
  readonly told: (readonly string[] | undefined)[];
  readonly loads: () => number;
  readonly answer: (rows: readonly Row[] | Error) => Promise<void>;
} {
  const waiting: { resolve(rows: readonly Row[]): void; reject(error: Error): void }[] = [];
  let loads = 0;
  const rows = new TreeRows<Row>(
    () => {
      loads += 1;
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    ({ id }) => id,
    ({ under }) => under ?? '',
  );
  t.after(() => rows.dispose());
  const told: (readonly string[] | undefined)[] = [];
  rows.onChanged((ids) => told.push(ids));
  return {
    rows,
    told,
    loads: () => loads,
    answer: async (loaded) => {
      const asked = waiting.shift();
      assert.ok(asked, 'nothing is being loaded');
      if (loaded instanceof Error) asked.reject(loaded);
      else asked.resolve(loaded);
      await new Promise(setImmediate);
    },
  };
}

const row = (id: string, text = ''): Row => ({ id, text });

test('rows are loaded when they are first asked for, and answered at once afterwards', async (t) => {
  const { rows, told, loads, answer } = tree(t);
  rows.refresh();
  assert.equal(loads(), 0);
  const first = rows.ids();
  await answer([row('a'), row('b')]);
  assert.deepEqual(await first, ['a', 'b']);
  assert.deepEqual(await rows.ids(), ['a', 'b']);
  assert.equal(loads(), 1);
  assert.deepEqual(told, []);
});

test('a change is told only when the new rows are there to be asked for', async (t) => {
  const { rows, told, answer } = tree(t);
  const first = rows.ids();
  await answer([row('a')]);
  await first;
  const atTheTime: (string | undefined)[] = [];
  rows.onChanged(() => atTheTime.push(rows.get('b')?.text));
  rows.refresh();
  assert.deepEqual(await rows.ids(), ['a']);
  assert.deepEqual(told, []);
  await answer([row('a'), row('b', 'new')]);
  assert.deepEqual(told, [undefined]);
  assert.deepEqual(atTheTime, ['new']);
  assert.deepEqual(await rows.ids(), ['a', 'b']);
});

test('rows that stay are told by their ids, and those that look the same are not told', async (t) => {
  const { rows, told, answer } = tree(t);
  const first = rows.ids();
  await answer([row('a'), row('b'), row('c')]);
  await first;
  rows.refresh();
  await answer([row('a'), row('b', 'default'), row('c')]);
  rows.refresh();
  await answer([row('a'), row('b', 'default'), row('c')]);
  assert.deepEqual(told, [['b']]);
  rows.refresh();
  await answer([row('b', 'default'), row('a'), row('c')]);
  assert.deepEqual(told, [['b'], undefined]);
  rows.repaint();
  assert.deepEqual(told.at(-1), ['b', 'a', 'c']);
});

test('a row that stands under another heading has moved', async (t) => {
  const { rows, told, answer } = tree(t);
  const first = rows.ids();
  await answer([{ ...row('a'), under: 'today' }]);
  await first;
  rows.refresh();
  await answer([{ ...row('a'), under: 'yesterday' }]);
  assert.deepEqual(told, [undefined]);
  assert.deepEqual(rows.known(), [{ ...row('a'), under: 'yesterday' }]);
});

test('rows that come and go below a row are told as that row, and the rest of the tree stays', async (t) => {
  const { rows, told, answer } = tree(t);
  const first = rows.ids();
  await answer([row('a'), row('b')]);
  await first;
  rows.refresh();
  await answer([row('a'), { ...row('x'), under: 'a' }, row('b')]);
  assert.deepEqual(told, [['a']]);
  rows.refresh();
  await answer([row('a'), row('b', 'default'), { ...row('x'), under: 'b' }]);
  assert.deepEqual(told.at(-1), ['a', 'b', 'x']);
  rows.refresh();
  await answer([row('a'), row('b', 'default')]);
  assert.deepEqual(told.at(-1), ['b']);
  rows.refresh();
  await answer([row('b', 'default')]);
  assert.deepEqual(told.at(-1), undefined);
});

test('what changes while rows are being loaded is loaded once more, however often it changed', async (t) => {
  const { rows, told, loads, answer } = tree(t);
  const first = rows.ids();
  rows.refresh();
  rows.refresh();
  await answer([row('a', 'old')]);
  await answer([row('a', 'new')]);
  await first;
  assert.equal(rows.get('a')?.text, 'new');
  assert.equal(loads(), 2);
  assert.deepEqual(told, [['a']]);
});

test('rows that cannot be loaded are asked for again, and then say why', async (t) => {
  const { rows, told, answer } = tree(t);
  const first = rows.ids();
  await answer([row('a')]);
  await first;
  rows.refresh();
  await answer(new Error('hosts.json is torn'));
  assert.deepEqual(told, [undefined]);
  const asked = assert.rejects(rows.ids(), /torn/);
  await answer(new Error('hosts.json is torn'));
  await asked;
  const mended = rows.ids();
  await answer([row('a')]);
  assert.deepEqual(await mended, ['a']);
});
