import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noMarks } from '../../src/contract/marks';
import type { JobMarks, JobRecord } from '../../src/contract/registry';
import { record as recordOf } from '../run/records';
import { arrange, groupDescription, rowDescription, type ResultRow } from '../../src/show/resultRows';

const now = new Date(2026, 2, 18, 12).getTime();
const hour = 3_600_000;

function record(job: string, changes: Partial<JobRecord> = {}): JobRecord {
  const train = { host: 'gpu1', label: 'train:fit', file: '/w/train.py', qualname: 'fit', state: 'succeeded' } as const;
  return recordOf({ ...train, job, created: now, ended: now, ...changes });
}

function found(one: JobRecord, marks: Partial<JobMarks> = {}): Omit<ResultRow, 'group'> {
  return { record: one, marks: { ...noMarks, ...marks }, connected: true };
}

/** `heading: job, job; …` as the view shows it. */
function shown(rows: readonly ResultRow[]): string {
  const headings = [...new Set(rows.map(({ group }) => group?.label ?? ''))];
  return headings
    .map((heading) => {
      const jobs = rows.filter(({ group }) => (group?.label ?? '') === heading).map(({ record: { job } }) => job);
      return `${heading}: ${jobs.join(', ')}`;
    })
    .join('; ');
}

const look = { grouping: 'none', filter: '', now, most: 100, language: 'en' } as const;

test('without groups the newest runs come first, and pinned ones before them under a heading of their own', () => {
  const rows = [found(record('c')), found(record('b'), { pinned: true }), found(record('a'))];
  assert.equal(shown(arrange(rows, look)), 'Pinned: b; : c, a');
});

test('runs of functions with the same name in two files stand under two headings', () => {
  const rows = [
    found(record('c', { label: 'fit', file: '/w/a.py' })),
    found(record('b', { label: 'fit', file: '/w/b.py' })),
    found(record('a', { label: 'fit', file: '/w/a.py' })),
  ];
  const groups = arrange(rows, { ...look, grouping: 'function' }).map(({ record: { job }, group }) => [job, group?.id]);
  assert.equal(groups[0]?.[1], groups[1]?.[1]);
  assert.deepEqual(
    groups.map(([job]) => job),
    ['c', 'a', 'b'],
  );
  assert.notEqual(groups[0]?.[1], groups[2]?.[1]);
});

test('days are named as people do, by this machine’s midnight', () => {
  const rows = [11, 13, 37, 61, 24 * 30].map((hours, at) => found(record(`${at}`, { created: now - hours * hour })));
  assert.equal(
    shown(arrange(rows, { ...look, grouping: 'day' })),
    'Today: 0; Yesterday: 1; Monday: 2; Sunday: 3; February 16, 2026: 4',
  );
});

test('states stand in an order of their own: what runs, what went wrong, what went well', () => {
  const rows = (['succeeded', 'lost', 'running', 'cancelled', 'queued', 'failed'] as const).map((state) =>
    found(record(state, { state })),
  );
  assert.equal(
    shown(arrange(rows, { ...look, grouping: 'state' })),
    'Running: running, queued; Failed: failed; Lost: lost; Cancelled: cancelled; Succeeded: succeeded',
  );
});

test('the filter finds runs by all of its words, in whatever is known of them', () => {
  const rows = [
    found(record('a', { args: 'lr=0.1' })),
    found(record('b', { args: 'lr=0.2', host: 'cluster' })),
    found(record('c'), { note: 'With the LR halved' }),
    found(record('d'), { name: 'baseline' }),
    found(record('e', { state: 'failed' })),
  ];
  const jobs = (filter: string): string =>
    arrange(rows, { ...look, filter })
      .map(({ record: { job } }) => job)
      .join('');
  assert.equal(jobs('lr'), 'abc');
  assert.equal(jobs(' LR  cluster '), 'b');
  assert.equal(jobs('baseline'), 'd');
  assert.equal(jobs('failed'), 'e');
  assert.equal(jobs('nowhere'), '');
});

test('the oldest beyond the most are left out, but what is pinned or found by the filter is not', () => {
  const rows = [
    found(record('d')),
    found(record('c')),
    found(record('b')),
    found(record('a', { host: 'old' }), { pinned: true }),
  ];
  assert.equal(shown(arrange(rows, { ...look, most: 2 })), 'Pinned: a; : d, c');
  assert.equal(shown(arrange(rows, { ...look, most: 1, filter: 'b' })), ': b');
});

test('a row tells its arguments in short, its host where no heading does, how it ended, and when', () => {
  const one = record('a', { args: 'path="/data/2026/run",\n  steps=200, seed=1', timings: { run: 1500 } });
  const [row] = arrange([found(one)], look);
  const [underHost] = arrange([found(one)], { ...look, grouping: 'host' });
  assert.ok(row && underHost);
  assert.equal(rowDescription(row, now), 'path="/data/2026/run", steps=20… · gpu1 · 1.5 s · just now');
  assert.equal(rowDescription(underHost, now), 'path="/data/2026/run", steps=20… · 1.5 s · just now');
});

test('a heading counts its runs, and those that went wrong where it does not say so itself', () => {
  const rows = [found(record('b', { state: 'failed' })), found(record('a'))];
  assert.equal(groupDescription(arrange(rows, { ...look, grouping: 'function' })), '2 runs · 1 failed');
  assert.equal(groupDescription(arrange(rows.slice(0, 1), { ...look, grouping: 'state' })), '1 run');
});
