import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FarcallError } from '../../../src/base/errors';
import type { RunLine } from '../../../src/contract/lines';
import { jobStatus, outputSoFar, type JobSource } from '../../../src/show/panel/jobStatus';
import { panelToEditorSchema } from '../../../src/show/panel/protocol';
import { webviewPage } from '../../../src/show/webviewPage';
import { sources } from './samples';

const now = 1_000_000_000;
const source = (name: string, change: Partial<JobSource> = {}): JobSource => {
  const found = sources[name];
  assert.ok(found);
  return { ...found, ...change };
};
const outputLine = (stream: 'stdout' | 'stderr', text: string, offset = 0): RunLine => ({
  type: 'output',
  stream,
  text,
  offset,
});

test('only once the host has the job is it safe to close the laptop', () => {
  assert.equal(jobStatus(source('shipping'), now).safe, undefined);
  assert.match(jobStatus(source('running'), now).safe ?? '', /Safe to close the laptop: the job runs on gpu1\./);
  assert.equal(jobStatus(source('cancelled'), now).safe, undefined);
});

test('what could not be started is not run, whether this window or the record says so', () => {
  const fresh = jobStatus(source('refused'), now);
  const kept = source('refused');
  const recorded = jobStatus(
    {
      ...kept,
      failure: undefined,
      record: {
        ...kept.record,
        state: 'failed',
        error: { type: 'error', errorType: 'unreachable', message: 'No answer.', traceback: [], code: 'unreachable' },
      },
    },
    now,
  );
  for (const status of [fresh, recorded]) {
    assert.equal(status.stateWord, 'Not run');
    assert.equal(status.outcome?.kind, 'refused');
    assert.deepEqual(status.actions, { cancel: false, rerun: true, save: false, reconnect: false });
  }
});

test('what the host could not prepare is told in a sentence, with the step that mends it', () => {
  const failed = source('raised');
  const error = {
    type: 'error' as const,
    errorType: 'FarcallError',
    message: 'The setup line `false` failed with exit status 1.',
    traceback: [],
    code: 'setup-failed' as const,
    next: 'Correct the option `setup` of this host.',
  };
  const { outcome } = jobStatus({ ...failed, record: { ...failed.record, error }, lines: [error] }, now);
  assert.equal(outcome?.kind, 'refused');
  assert.deepEqual([outcome.message, outcome.next], [error.message, error.next]);
  assert.deepEqual(
    outcome.steps.map(({ action }) => action),
    ['editHost', 'chooseHost'],
  );
});

test('arguments that cannot be evaluated can be given again, beside what Python says of them', () => {
  const failed = source('raised');
  const error = {
    type: 'error' as const,
    errorType: 'NameError',
    message: "The arguments cannot be evaluated: NameError: name 'x' is not defined.",
    traceback: [],
    code: 'bad-arguments' as const,
    next: 'Correct the arguments and run again.',
  };
  const { outcome } = jobStatus({ ...failed, record: { ...failed.record, error }, lines: [error] }, now);
  assert.equal(outcome?.kind, 'raised');
  assert.deepEqual(outcome.steps, [{ action: 'otherArguments', title: 'Other Arguments…' }]);
  const { outcome: usual } = jobStatus(failed, now);
  assert.deepEqual(usual?.kind === 'raised' && usual.steps, []);
});

test('what could not be run offers what the failure itself knows, and no second button to run it again', () => {
  const refused = source('refused');
  const failure = new FarcallError('file-not-found', '`x.csv`, which is to be included, is not there.', {
    data: { setting: 'farcall.include' },
  });
  const { outcome, actions } = jobStatus({ ...refused, failure }, now);
  assert.deepEqual(outcome?.kind === 'refused' && outcome.steps.map(({ action }) => action), ['openSetting']);
  assert.equal(actions.rerun, true);
});

test('a lost connection is no end: the job goes on, and can be reached again', () => {
  const status = jobStatus(source('disconnected'), now);
  assert.equal(status.outcome, undefined);
  assert.equal(status.stateWord, 'Not connected');
  assert.match(status.notes[0] ?? '', /goes on at gpu1.*Reconnect when/);
  assert.deepEqual(status.actions, { cancel: true, rerun: false, save: false, reconnect: true });
});

test('a finished job whose output cannot be fetched keeps its result and says what is missing', () => {
  const failure = new FarcallError('unreachable', 'gpu1 does not answer.');
  const status = jobStatus(source('table', { failure, lines: [] }), now);
  assert.equal(status.outcome?.kind, 'value');
  assert.match(status.notes[0] ?? '', /could not be fetched\. gpu1 does not answer\./);
  assert.equal(status.actions.reconnect, true);
});

test('a value that pickle refused is a success with one sentence that names it, and cannot be saved', () => {
  const status = jobStatus(source('value'), now);
  assert.ok(status.outcome?.kind === 'value');
  assert.match(status.outcome.note ?? '', /result\["lock"\] is a _thread\.lock, which pickle refuses \(cannot pickle/);
  assert.equal(status.actions.save, false);
});

test('None is no value to look at or to save, and a whole file has none at all', () => {
  const kept = source('table');
  const { result } = kept.record;
  assert.ok(result);
  const ended = (qualname: string, artifacts: typeof result.artifacts): ReturnType<typeof jobStatus> => {
    const none = { ...result, valueType: 'NoneType', previews: { 'text/plain': 'None' }, artifacts };
    return jobStatus({ ...kept, lines: [], record: { ...kept.record, qualname, result: none } }, now);
  };
  const returned = ended('train', []);
  assert.ok(returned.outcome?.kind === 'value');
  assert.deepEqual([returned.outcome.valueType, returned.outcome.previews], ['NoneType', {}]);
  assert.equal(returned.actions.save, false);
  assert.equal(ended('', []).outcome, undefined);
  const wrote = ended('', [{ path: 'model.pt', size: 1 }]);
  assert.ok(wrote.outcome?.kind === 'value');
  assert.equal(wrote.outcome.valueType, undefined);
});

test('the previews of the journal are preferred to the short one of the record', () => {
  const status = jobStatus(source('table'), now);
  assert.ok(status.outcome?.kind === 'value');
  assert.ok('text/html' in status.outcome.previews);
});

test('a cancelled job shows no traceback of its own ending', () => {
  const cancelled = source('cancelled');
  const error = source('raised').record.error;
  assert.equal(jobStatus({ ...cancelled, record: { ...cancelled.record, error } }, now).outcome?.kind, 'ended');
});

test('an optional import that was not found is a note; a needed one is the error itself', () => {
  const closure: RunLine = {
    type: 'closure',
    entry: 'f',
    files: [],
    thirdParty: [],
    unresolved: [
      { name: 'cupy', file: 'a.py', line: 3, optional: true },
      { name: 'gone', file: 'a.py', line: 4 },
    ],
    dropped: [],
  };
  const { notes } = jobStatus(source('running', { lines: [closure] }), now);
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', /cupy, imported in a\.py:3/);
});

test('the lines that did not travel are told as ranges, the first six of them', () => {
  const told = (
    ...lines: readonly (readonly [line: number, lastLine?: number, cell?: number])[]
  ): string | undefined => {
    const dropped = lines.map(([line, lastLine, cell]) => ({ file: 'a.py', line, lastLine, cell, text: '…' }));
    const closure: RunLine = { type: 'closure', entry: 'f', files: [], thirdParty: [], unresolved: [], dropped };
    return jobStatus(source('running', { lines: [closure] }), now).leftOut;
  };
  assert.equal(told(), undefined);
  assert.equal(told([4]), 'Left out of a.py: line 4');
  assert.equal(told([4], [9]), 'Left out of a.py: lines 4, 9');
  assert.equal(told([4, 7]), 'Left out of a.py: lines 4–7');
  assert.equal(told([2, 2], [3, 5], [5, 5], [6, 6], [9, 9]), 'Left out of a.py: lines 2–6, 9');
  // In a notebook, lines are counted by cell.
  assert.equal(told([1, 1, 1], [2, 2, 2]), 'Left out of a.py: lines 1, 2');
  assert.equal(
    told([1], [3], [5], [7], [9], [11], [13, 16], [20]),
    'Left out of a.py: lines 1, 3, 5, 7, 9, 11 and 5 more',
  );
});

test('the clock of an ended job stands at how long its function ran', () => {
  const { elapsed, ticking } = jobStatus(source('raised'), now);
  assert.deepEqual([elapsed, ticking], [7203, false]);
});

test('the clocks of host and laptop are never compared, however far apart they are', () => {
  const { record } = source('running');
  const hour = 3_600_000;
  const live = (at: number): ReturnType<typeof jobStatus> => jobStatus(source('running'), record.created + at);
  assert.equal(live(1500).elapsed, 1500);
  assert.equal(live(-hour).elapsed, 0, 'the clock of the laptop was set back');
  for (const ended of [record.created - hour, record.created + hour]) {
    const lost = source('running', { record: { ...record, state: 'lost', ended } });
    assert.equal(jobStatus(lost, now).elapsed, undefined, 'how long it ran nobody knows');
    const ran = { ...lost, record: { ...lost.record, timings: { run: 40 } } };
    assert.equal(jobStatus(ran, now).elapsed, 40);
  }
});

test('a job that another window still sends is neither refused nor said to be on its host', () => {
  const { record } = source('shipping');
  const sending = { record, phase: 'done', safe: false, lines: [], followed: false } as const;
  const failure = new FarcallError('no-result', 'It is still being sent to gpu1 by another window or terminal.');
  for (const seen of [undefined, failure]) {
    const status = jobStatus({ ...sending, failure: seen }, now);
    assert.equal(status.stateWord, 'Not connected');
    assert.deepEqual(status.notes, ['Another window or terminal brings it to gpu1.']);
    assert.equal(status.actions.rerun, false);
    assert.equal(status.actions.reconnect, true);
  }
});

test('output is joined by stream, in order, losing nothing', () => {
  const line = fc.tuple(fc.constantFrom('stdout' as const, 'stderr' as const), fc.string({ minLength: 1 }));
  fc.assert(
    fc.property(fc.array(line), (pairs) => {
      const { output, truncated } = outputSoFar(pairs.map(([stream, text]) => outputLine(stream, text)));
      for (const stream of ['stdout', 'stderr']) {
        const of = (items: readonly (readonly [string, string])[]): string =>
          items.flatMap(([name, text]) => (name === stream ? [text] : [])).join('');
        assert.equal(of(output.map((chunk) => [chunk.stream, chunk.text])), of(pairs));
      }
      assert.ok(output.every((chunk, i) => chunk.stream !== output[i + 1]?.stream));
      assert.equal(truncated, false);
    }),
  );
});

test('beyond the limit the newest output is what is kept, and it says so', () => {
  const { output, truncated } = outputSoFar([outputLine('stdout', 'old'), outputLine('stdout', 'newest')], 8);
  assert.deepEqual([output, truncated], [[{ stream: 'stdout', text: 'ldnewest' }], true]);
  assert.equal(outputSoFar([outputLine('stdout', 'later', 512)]).truncated, true);
});

test('a message of the page that names no job, or is none, is not taken', () => {
  for (const message of [
    undefined,
    'ready',
    { type: 'cancel' },
    { type: 'open', job: 'j', file: 'a', line: -1 },
    { type: 'x' },
  ]) {
    assert.equal(panelToEditorSchema.safeParse(message).success, false);
  }
  assert.ok(panelToEditorSchema.safeParse({ type: 'save', job: 'j', artifact: 'a.png' }).success);
});

test('the page allows nothing that it does not need', () => {
  const html = webviewPage({
    nonce: 'abc',
    cspSource: 'https://x',
    script: 's.js',
    styles: ['s.css'],
    title: 'Farcall',
  });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  assert.match(policy, /^default-src 'none';/);
  assert.match(policy, /script-src 'nonce-abc';/);
  assert.doesNotMatch(policy, /unsafe|\*|https:(?!\/\/x)/);
});
