import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentText, statusTexts } from '../../src/show/statusText';

const idle = { running: [], unseen: [], host: 'gpu1', relevant: true };
const run = { label: 'pkg.mod:f', host: 'gpu1', since: 0, percent: undefined };
const textOf = (facts: Partial<Parameters<typeof statusTexts>[0]>, now = 0): string | undefined =>
  statusTexts({ ...idle, ...facts }, now)?.text;

test('the status bar names the one run, says how far it is where that is known, and counts its seconds', () => {
  assert.equal(textOf({ running: [run] }, 12_400), '$(sync~spin) f on gpu1 · 12 s');
  assert.equal(textOf({ running: [{ ...run, percent: 45.9 }] }, 12_400), '$(sync~spin) f on gpu1 · 45% · 12 s');
});

test('of several runs it tells the count, how far they are together, and the time of the longest', () => {
  const running = [
    { ...run, since: 50_000, percent: 20 },
    { ...run, since: 0, percent: 60 },
  ];
  assert.equal(textOf({ running }, 60_000), '$(sync~spin) 2 running · 40% · 1 min 00 s');
  assert.equal(textOf({ running: [...running, run] }, 60_000), '$(sync~spin) 3 running · 1 min 00 s');
  assert.match(statusTexts({ ...idle, running }, 60_000)?.tooltip ?? '', /f on gpu1 · 20% · 10 s\n.*f on gpu1 · 60%/);
});

test('the status bar tells of a failure nobody has seen, until something runs again', () => {
  const unseen = [{ label: 'pkg.mod:f' }];
  const texts = statusTexts({ ...idle, unseen }, 0);
  assert.deepEqual([texts?.text, texts?.alarming], ['$(error) f failed', true]);
  assert.equal(textOf({ unseen: [...unseen, ...unseen] }), '$(error) 2 runs failed');
  assert.equal(statusTexts({ ...idle, unseen, running: [run] }, 0)?.alarming, false);
});

test('the idle status bar shows the default host, and nothing where no Python is open', () => {
  assert.match(textOf({}) ?? '', /gpu1$/);
  assert.equal(textOf({ relevant: false }), undefined);
});

test('a percentage is never ahead of what is done', () => {
  assert.deepEqual([99.9, 0, undefined].map(percentText), ['99%', '0%', '']);
});
