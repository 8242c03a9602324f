import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Run, RunService } from '../../../src/run/service';
import type { SentFiles } from '../../../src/run/sentFiles';
import { placeOfQuery, queryOf, type RunPlace } from '../../../src/show/compare/runPlace';
import { RunTexts } from '../../../src/show/compare/runTexts';
import { record } from '../../run/records';

const places: readonly RunPlace[] = [
  { kind: 'ran', job: 'a', file: 'über uns/100 %&=+.py' },
  { kind: 'compared', jobs: ['a', 'b'], side: 'left', title: 'call.txt' },
  { kind: 'compared', jobs: ['a', 'b'], side: 'right', title: 'shop/rates.py' },
];

test('where a text comes from is told by its address, and read back from there', () => {
  for (const place of places) assert.deepEqual(placeOfQuery(queryOf(place)), place);
});

test('an address that is none of ours is told apart', () => {
  for (const query of [
    '',
    'job',
    'kind=ran&job=a',
    'kind=compared&left=a&right=b&title=x&side=up',
    'kind=other&job=a',
  ]) {
    assert.equal(placeOfQuery(query), undefined, query);
  }
});

const sources: Readonly<Record<string, string>> = { a: 'old\n', b: 'new\n' };

/** Two runs, `a` and `b`, of one file; counts how often a run is opened. */
class TwoRuns implements Pick<RunService, 'open' | 'sent'> {
  opened = 0;

  open(job: string): Promise<Run> {
    this.opened += 1;
    const run = { job, host: 'gpu1', lines: [], record: record({ job, state: 'succeeded', bundle: bundleOf(job) }) };
    return Promise.resolve({ ...run, done: Promise.resolve(), on: () => () => undefined } as unknown as Run);
  }

  sent(job: string): Promise<SentFiles | undefined> {
    const text = sources[job];
    if (text === undefined) return Promise.resolve(undefined);
    const entry = { kind: 'function', file: 'm.py', module: 'm', qualname: 'f' } as const;
    const files = [{ path: 'm.py', sha256: bundleOf(job), size: text.length, executable: false }];
    return Promise.resolve({
      manifest: { header: { farcall: 1, entry, roots: ['.'], lastRoots: [], folders: [] }, files },
      read: () => Promise.resolve(Buffer.from(text)),
    });
  }
}

const bundleOf = (job: string): string => createHash('sha256').update(job).digest('hex');

test('the texts are made anew of what is kept, those of one comparison at once', async () => {
  const runs = new TwoRuns();
  const texts = new RunTexts(() => Promise.resolve(runs));
  const compared = (side: 'left' | 'right', title: string): Promise<string | undefined> =>
    texts.at({ kind: 'compared', jobs: ['a', 'b'], side, title });
  const [left, right, call, none] = await Promise.all([
    compared('left', 'm.py'),
    compared('right', 'm.py'),
    compared('right', 'call.txt'),
    compared('left', 'output.txt'),
  ]);
  assert.deepEqual([left, right, none], ['old\n', 'new\n', undefined]);
  assert.match(call ?? '', /^Compared: other code/m);
  assert.equal(runs.opened, 2);
  assert.equal(await texts.at({ kind: 'ran', job: 'b', file: 'm.py' }), 'new\n');
  assert.equal(await texts.at({ kind: 'ran', job: 'b', file: 'gone.py' }), undefined);
  assert.equal(await texts.at({ kind: 'ran', job: 'c', file: 'm.py' }), undefined, 'the host has it no more');
});

test('one that failed is tried again', async () => {
  const runs = new TwoRuns();
  let reached = false;
  const texts = new RunTexts(() => (reached ? Promise.resolve(runs) : Promise.reject(new Error('not reached'))));
  const place: RunPlace = { kind: 'compared', jobs: ['a', 'b'], side: 'left', title: 'm.py' };
  await assert.rejects(texts.at(place), /not reached/);
  reached = true;
  assert.equal(await texts.at(place), 'old\n');
});
