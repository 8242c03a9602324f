import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatCount, formatDuration } from '../../src/base/format';

test('durations are short, and round into the next unit', () => {
  assert.deepEqual([0, 999.4, 999.5, 59_940, 59_960, 119_700, 3_600_000, 5_430_000].map(formatDuration), [
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 0 s',
    '1 h 0 min',
    '1 h 30 min',
  ]);
});

test('sizes have two or three digits', () => {
  assert.deepEqual([0, 999, 1000, 12_345, 123_456_789].map(formatBytes), ['0 B', '999 B', '1.0 KB', '12 KB', '123 MB']);
});

test('counts agree with their noun', () => {
  assert.deepEqual(
    [formatCount(0, 'file'), formatCount(1, 'file'), formatCount(2, 'file')],
    ['0 files', '1 file', '2 files'],
  );
});
