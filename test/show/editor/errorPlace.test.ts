import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame } from '../../../src/contract/lines';
import { errorPlace, isSameLine } from '../../../src/show/editor/errorPlace';
import { recordOf } from './records';

const frame = (file: string, line: number, more: Partial<Frame> = {}): Frame => ({
  file,
  line,
  function: 'f',
  local: true,
  ...more,
});
const placeOf = (...traceback: Frame[]): ReturnType<typeof errorPlace> =>
  errorPlace(recordOf({ state: 'failed', error: { type: 'error', errorType: 'E', message: '', traceback } }));

test("an error is placed in the innermost line of the person's own code", () => {
  const library = frame('/usr/lib/python3/json/decoder.py', 355, { local: false });
  assert.deepEqual(placeOf(frame('forecast.py', 3), frame('shop/data.py', 12, { text: 'load(x)' }), library), {
    file: '/shop/shop/data.py',
    cell: undefined,
    line: 11,
    text: 'load(x)',
  });
});

test("an error in a notebook is placed in its cell's line", () => {
  const place = placeOf(frame('lab.ipynb', 2, { cell: 4 }));
  assert.deepEqual([place?.file, place?.cell, place?.line], ['/shop/lab.ipynb', 4, 1]);
});

test('an error without a line of the project has no place', () => {
  assert.equal(placeOf(frame('/usr/lib/python3/x.py', 3, { local: false })), undefined);
  assert.equal(placeOf(), undefined);
  assert.equal(errorPlace(recordOf({ state: 'succeeded' })), undefined);
});

test('a line that was edited since is another one, an indented one is not', () => {
  const place = placeOf(frame('a.py', 1, { text: 'load(x)' }));
  assert.ok(place);
  assert.ok(isSameLine(place, '    load(x)'));
  assert.ok(!isSameLine(place, 'load(y)'));
  assert.ok(isSameLine({ ...place, text: undefined }, 'anything'));
});
