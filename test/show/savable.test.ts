import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResultLine } from '../../src/contract/lines';
import { hasSavableValue, isSavable } from '../../src/show/savable';

const value: ResultLine = { type: 'result', valueType: 'float', previews: { 'text/plain': '3.14' }, artifacts: [] };
const nothing: ResultLine = { ...value, valueType: 'NoneType', previews: {} };
const unpicklable = { path: 'result', valueType: 'lock', message: 'cannot pickle' };

test('a value can be saved, unless it is None or could not be pickled', () => {
  assert.deepEqual(
    [value, nothing, { ...value, pickled: false }, { ...value, unpicklable }, null].map(hasSavableValue),
    [true, false, false, false, false],
  );
});

test('saving is offered where there is a value or a file that the job wrote', () => {
  const artifacts = [{ path: 'model.pt', size: 1 }];
  assert.deepEqual(
    [value, nothing, { ...nothing, artifacts }, { ...value, unpicklable, artifacts }, null].map((result) =>
      isSavable({ result }),
    ),
    [true, false, true, true, false],
  );
});
