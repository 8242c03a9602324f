import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobRecord } from '../../../src/contract/registry';
import { lastRunPreview, lastRunTitle, lastRunTooltip } from '../../../src/show/editor/lastRunText';
import { recordOf } from './records';

const now = Date.UTC(2026, 0, 5, 9, 31, 5);
const title = (change: Partial<JobRecord>, connected = true): string =>
  lastRunTitle({ record: recordOf(change), connected, followed: true }, now);
const value = (text: string, valueType = 'float'): JobRecord['result'] => ({
  type: 'result',
  valueType,
  previews: { 'text/plain': text },
  artifacts: [],
});
const error = (errorType: string, message: string): NonNullable<JobRecord['error']> => ({
  type: 'error',
  errorType,
  message,
  traceback: [],
});

test('the lens tells the value, how long it took and where', () => {
  assert.equal(title({ state: 'succeeded', result: value('3.14'), timings: { run: 800 } }), '✓ 3.14 · 800 ms on gpu1');
});

test('the lens of a function that returned nothing says that it went well', () => {
  const ended = { state: 'succeeded', result: value('None', 'NoneType') } as const;
  assert.equal(title({ ...ended, timings: { run: 1234 } }), '✓ 1.2 s on gpu1');
  assert.equal(title(ended), '✓ on gpu1');
});

test('the lens tells a table, or an object without words of its own, by its type and size', () => {
  const told = (text: string, valueType: string): string =>
    title({ state: 'succeeded', result: value(text, valueType) });
  const frame = '     year  mean\n0    1984  17.2\n..    ...   ...\n\n[2400 rows x 7 columns]';
  assert.equal(told(frame, 'pandas.core.frame.DataFrame'), '✓ DataFrame 2400 × 7 on gpu1');
  assert.equal(told('shape: (5, 3)\n┌───┐', 'polars.dataframe.frame.DataFrame'), '✓ DataFrame 5 × 3 on gpu1');
  assert.equal(told('[[1 2]\n [3 4]]', 'numpy.ndarray'), '✓ ndarray on gpu1');
  assert.equal(told('<shop.Report object at 0x7fb944663010>', 'shop.Report'), '✓ Report on gpu1');
  assert.equal(told('Report(pages=3)', 'shop.Report'), '✓ Report(pages=3) on gpu1');
  assert.equal(told('first\nsecond', 'str'), '✓ first second on gpu1');
});

test('the lens tells an error in one line', () => {
  const failed = { state: 'failed', timings: { run: 2000 } } as const;
  assert.equal(
    title({ ...failed, error: error('ValueError', 'no such\n  file') }),
    '✗ ValueError: no such file · 2.0 s on gpu1',
  );
  assert.equal(title({ ...failed, error: error('KeyError', '') }), '✗ KeyError · 2.0 s on gpu1');
  assert.equal(title({ ...failed, error: null, reason: 'memory' }), '✗ out of memory · 2.0 s on gpu1');
});

test("the lens tells what Farcall could not do in Farcall's words, without a code", () => {
  const refused = { ...error('missing-module', 'helpers is not there.'), code: 'missing-module' };
  assert.equal(title({ state: 'failed', error: refused }), '✗ helpers is not there. on gpu1');
});

test('the lens of a run that is under way shows its clock', () => {
  assert.equal(title({ state: 'running' }), '$(sync~spin)\u00a0Running 1 min 05 s on gpu1');
  assert.equal(title({ state: 'queued' }), '$(clock)\u00a0Queued 1 min 05 s on gpu1');
  assert.equal(title({ state: 'running' }, false), '$(debug-disconnect)\u00a0Not connected to gpu1');
});

test('the lens tells other ends by their names', () => {
  assert.equal(title({ state: 'cancelled', timings: { run: 2000 } }), '⊘ cancelled · 2.0 s on gpu1');
  assert.equal(title({ state: 'lost' }), '? lost on gpu1');
});

test('a long value is cut, and one that looks like an icon of VS Code is text', () => {
  const cut = title({ state: 'succeeded', result: value('x'.repeat(500), 'str') });
  assert.ok(cut.length < 70 && cut.endsWith('x… on gpu1'), cut);
  assert.doesNotMatch(title({ state: 'succeeded', result: value("'$(trash)'", 'str') }), /\$\(/);
});

test('the tooltip tells when it was called, with what, and more of what came of it', () => {
  const record = recordOf({ state: 'failed', args: 'epochs=3', error: error('ValueError', 'x'.repeat(100)) });
  const tooltip = lastRunTooltip({ record, connected: true, followed: false }, now);
  assert.match(tooltip, /^Failed on gpu1, started 1 min ago, called with epochs=3\.\nValueError: x{100}\nClick/);
});

test('a hover shows where a value begins and where a traceback ends', () => {
  const lines = Array.from({ length: 50 }, (_, at) => `line ${at}`).join('\n');
  const ofValue = lastRunPreview(recordOf({ state: 'succeeded', result: value(lines, 'str') }));
  assert.match(ofValue ?? '', /^line 0\n[^]*line 19\n…$/);
  const ofError = lastRunPreview(recordOf({ state: 'failed', error: { ...error('E', 'm'), text: lines } }));
  assert.match(ofError ?? '', /^…\nline 30\n[^]*line 49$/);
  assert.equal(lastRunPreview(recordOf({ state: 'succeeded', result: value('None', 'NoneType') })), undefined);
});
