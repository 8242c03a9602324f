import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunLine } from '../../../src/contract/lines';
import { previewsAt, shownSoFar } from '../../../src/show/panel/shownValues';

const item = (index: number, text: string): RunLine => ({
  type: 'item',
  index,
  state: 'succeeded',
  previews: { 'text/plain': text },
});
const figure: RunLine = { type: 'display', index: 0, title: 'Figure 1', previews: { 'image/png': 'AAAA' } };
const result: RunLine = { type: 'result', valueType: 'list', previews: { 'text/plain': '[]' }, artifacts: [] };

test('a snapshot carries the latest of what was shown, in its order', () => {
  const lines = [...Array.from({ length: 3000 }, (_, i) => item(i, String(i))), figure, result];
  const shown = shownSoFar(lines);
  assert.equal(shown.length, 1000);
  assert.deepEqual([shown[0]?.index, shown.at(-2)?.index, shown.at(-1)?.kind], [2001, 2999, 'display']);
});

test('a snapshot stays within bounds, but the latest is there at any rate', () => {
  const big = 'x'.repeat(6_000_000);
  assert.deepEqual(
    shownSoFar([item(0, big), item(1, big), item(2, big)]).map(({ index }) => index),
    [1, 2],
  );
  assert.equal(shownSoFar([item(0, 'x'.repeat(20_000_000))]).length, 1);
});

test('a value is found by where it was shown', () => {
  const lines = [item(0, 'a'), figure, item(1, 'b'), result];
  assert.deepEqual(previewsAt(lines, { kind: 'item', index: 1 }), { 'text/plain': 'b' });
  assert.deepEqual(previewsAt(lines, { kind: 'display', index: 0 }), { 'image/png': 'AAAA' });
  assert.deepEqual(previewsAt(lines, { kind: 'result' }), { 'text/plain': '[]' });
  assert.equal(previewsAt(lines, { kind: 'display', index: 1 }), undefined);
});

test('an item that is told as JSON alone is shown as that', () => {
  const lines: readonly RunLine[] = [{ type: 'item', index: 0, state: 'succeeded', json: { a: 1 } }];
  assert.deepEqual(shownSoFar(lines), [
    { kind: 'item', index: 0, title: 'Item 0', previews: { 'text/plain': '{"a":1}' }, json: { a: 1 } },
  ]);
});
