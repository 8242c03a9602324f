import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockText } from '../../src/show/clockText';
import { agoText, awayText, longRunText, phaseText, safeText, shortLabel, startedText } from '../../src/show/jobText';

test('a running clock shows whole seconds, then minutes, then hours', () => {
  assert.deepEqual([-5, 999, 59_999, 60_000, 185_000, 3_600_000, 7_620_000].map(clockText), [
    '0 s',
    '0 s',
    '59 s',
    '1 min 00 s',
    '3 min 05 s',
    '1 h 00 min',
    '2 h 07 min',
  ]);
});

test('a time in the past is told as a person would', () => {
  const now = Date.UTC(2026, 4, 20, 12);
  const minutes = (count: number): string => agoText(now - count * 60_000, now);
  assert.deepEqual([0.5, 5, 59, 60, 23 * 60, 24 * 60, 47 * 60, 3 * 24 * 60, 30 * 24 * 60].map(minutes), [
    'just now',
    '5 min ago',
    '59 min ago',
    '1 h ago',
    '23 h ago',
    'yesterday',
    'yesterday',
    '3 days ago',
    '2026-04-20',
  ]);
});

test('the phase says how much is sent, and nothing once output comes', () => {
  assert.equal(phaseText('shipping', 'gpu1', { files: 3, bytes: 12_345 }), 'Sending 3 files (12 KB)…');
  assert.equal(phaseText('shipping', 'gpu1', { files: 1, bytes: 12 }), 'Sending 1 file (12 B)…');
  assert.equal(phaseText('following', 'gpu1', undefined), '');
});

test('a reconnection says that the job goes on', () => {
  assert.match(phaseText('reconnecting', 'gpu1', undefined), /The job goes on/);
});

test('a job on this machine promises nothing about closing the laptop', () => {
  assert.match(safeText('gpu1'), /Safe to close the laptop: the job runs on gpu1\./);
  assert.doesNotMatch(safeText('local'), /laptop/);
});

test('a label is shortened to the name that the person wrote', () => {
  assert.deepEqual(['pkg.mod:Class.f', 'f', 'scripts/train.py', 'train.py'].map(shortLabel), [
    'Class.f',
    'f',
    'train.py',
    'train.py',
  ]);
});

test('what ended while nobody was there is told in one sentence', () => {
  const ended = (['failed', 'succeeded', 'lost', 'succeeded'] as const).map((state) => ({
    label: 'pkg.train:fit',
    host: 'gpu1',
    state,
  }));
  assert.equal(awayText(ended), '4 runs ended while you were away: 2 succeeded, 1 failed, 1 lost.');
  assert.equal(awayText(ended.slice(0, 1)), 'fit on gpu1 failed while you were away.');
  assert.equal(awayText(ended.slice(2, 3)), 'fit on gpu1 was lost while you were away.');
});

test('of a run that ended out of sight is told where it was long, and not ended by a person', () => {
  const run = {
    label: 'pkg.train:fit',
    host: 'gpu1',
    state: 'succeeded',
    timings: { run: 180_000, total: 185_000 },
  } as const;
  assert.equal(longRunText(run), 'fit on gpu1 succeeded after 3 min 5 s.');
  assert.equal(
    longRunText({ ...run, state: 'lost', timings: { run: 60_000 } }),
    'fit on gpu1 was lost after 1 min 0 s.',
  );
  assert.equal(longRunText({ ...run, timings: { run: 59_999 } }), undefined);
  assert.equal(longRunText({ ...run, state: 'cancelled' }), undefined);
});

test('a run is told apart from others by when it started, with the day where that is not today', () => {
  const now = new Date(2026, 0, 5, 14, 30).getTime();
  const text = (...at: readonly [day: number, hour: number, minute: number]): string =>
    startedText({ label: 'train:fit', created: new Date(2026, 0, ...at, 22).getTime() }, now);
  assert.match(text(5, 11, 3), /^fit 11:03:22(?!.*2026)/);
  assert.match(text(4, 11, 3), /^fit .*2026.* 11:03:22/);
});
