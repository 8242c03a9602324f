import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobRecord } from '../../src/contract/registry';
import { monitorSections, type MonitorFacts } from '../../src/show/monitorRows';
import { sources } from './panel/samples';

const now = Date.UTC(2026, 0, 5, 12);
const record = (job: string, state: JobRecord['state'], minutesAgo = 5): JobRecord => {
  const sample = sources['running']?.record;
  assert.ok(sample);
  return { ...sample, job, state, label: `shop:${job}`, created: now - minutesAgo * 60_000 };
};
const shown = (facts: Partial<MonitorFacts>): string[] =>
  monitorSections({ followed: [], records: [], unseen: new Set(), ...facts }, now).flatMap(({ title, rows }) => [
    title,
    ...rows.map(({ name, description, action }) => `${name} · ${description} · ${action}`),
  ]);

test('what runs stands first, with how far it is and for how long, and can be cancelled', () => {
  const running = record('a', 'running');
  const records = [record('b', 'succeeded'), running];
  assert.deepEqual(shown({ followed: [{ record: running, percent: 45 }], records }), [
    'Running',
    'a · gpu1 · 45% · 5 min 00 s · cancel',
    'Recent',
    'b · gpu1 · succeeded · 5 min ago · rerun',
  ]);
});

test('a failure that nobody has seen stands before the rest, with what it was', () => {
  const failed = record('b', 'failed', 90);
  failed.error = { type: 'error', errorType: 'ValueError', message: 'no good', traceback: [] };
  const records = [record('a', 'cancelled'), failed];
  assert.deepEqual(shown({ records, unseen: new Set(['b']) }), [
    'Failed',
    'b · gpu1 · ValueError · 1 h ago · rerun',
    'Recent',
    'a · gpu1 · cancelled · 5 min ago · rerun',
  ]);
});

test('a run that no record tells of yet is there, and is there once', () => {
  const shipping = record('a', 'shipping', 0);
  assert.deepEqual(shown({ followed: [{ record: shipping, percent: undefined }] }), [
    'Running',
    'a · gpu1 · preparing · 0 s · cancel',
  ]);
  assert.equal(shown({ followed: [{ record: shipping, percent: undefined }], records: [shipping] }).length, 2);
});

test('a run that another window or nobody follows is said to be not connected', () => {
  assert.deepEqual(shown({ records: [record('a', 'running')] }), ['Running', 'a · gpu1 · not connected · cancel']);
});

test('of what has ended the latest ten are listed, and all that runs', () => {
  const ended = Array.from({ length: 30 }, (_, index) => record(`e${index}`, 'succeeded', index));
  const running = Array.from({ length: 12 }, (_, index) => record(`r${index}`, 'running', index));
  const [first, second] = monitorSections({ followed: [], records: [...ended, ...running], unseen: new Set() }, now);
  assert.equal(first?.rows.length, 12);
  assert.deepEqual(
    second?.rows.map(({ name }) => name),
    ended.slice(0, 10).map(({ job }) => job),
  );
});
