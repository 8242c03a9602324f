import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorKinds, isErrorCode, type ErrorCode } from '../../src/base/errors';
import { errorActions, type Concern, type ErrorAction } from '../../src/show/errorActions';

const codes = Object.keys(errorKinds).filter(isErrorCode);
const aRun: Concern = { at: true, host: 'gpu1', job: 'j' };

/** What the error itself knows. */
const facts: Concern['data'] = { unsaved: true, cell: true, running: 'j', setting: 'farcall.include' };

test('no error offers a step that it lacks the place, the host, the run or the fact for', () => {
  const everywhere: readonly ErrorAction[] = ['chooseHost', 'addHost', 'showRuns', 'openSettings', 'showLog'];
  for (const code of codes) {
    for (const action of errorActions(code, { at: false }))
      assert.ok(everywhere.includes(action), `${code}: ${action}`);
    for (const action of errorActions(code, { at: false, host: 'local' }))
      assert.ok(action === 'cleanHost' || everywhere.includes(action), `${code}: ${action}`);
  }
});

test('every failure of a run has a next step, but what its function raised and what the person ended', () => {
  const without = codes.filter((code) => errorActions(code, { ...aRun, data: facts }).length === 0);
  assert.deepEqual(without, ['raised', 'cancelled']);
});

const offers: readonly [ErrorCode, Concern, readonly ErrorAction[]][] = [
  ['syntax-error', aRun, ['open']],
  ['bad-arguments', { ...aRun, at: false }, ['otherArguments']],
  ['undecided', aRun, ['preview', 'runAgain']],
  ['unreachable', aRun, ['testHost', 'chooseHost', 'runAgain']],
  ['unreachable', { at: false, host: 'gpu1' }, ['testHost', 'chooseHost']],
  ['unknown-host', { at: false }, ['addHost', 'chooseHost']],
  ['unknown-job', { at: false }, ['showRuns']],
  ['disk-full', { at: false, host: 'local' }, ['cleanHost', 'chooseHost']],
  ['bad-settings', { at: true, host: 'gpu1' }, ['open', 'editHost', 'openSettings']],
  ['file-unwritable', { at: false }, ['showLog']],
  ['usage', aRun, []],
  ['usage', { at: false, data: { unsaved: true } }, ['saveFile']],
  ['usage', { at: false, data: { cell: true } }, ['runCell']],
  ['usage', { at: false, data: { running: 'j' } }, ['cancelRun']],
  ['usage', { at: false, data: { setting: 'farcall.include' } }, ['openSetting']],
  ['file-not-found', { ...aRun, data: { setting: 'farcall.include' } }, ['openSetting', 'runAgain']],
  ['file-not-found', aRun, ['runAgain']],
];

for (const [code, concern, wanted] of offers) {
  test(`${code} with ${JSON.stringify(concern)} offers ${wanted.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(errorActions(code, concern), wanted);
  });
}
