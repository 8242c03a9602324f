import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunLine } from '../../src/contract/lines';
import { leftOutName, offerOf } from '../../src/run/leftOutNames';

const statement = { file: 'run.py', line: 12, lastLine: 12, text: 'x, y = load()', key: 'k12', binds: ['x', 'y'] };
const closure: RunLine = {
  type: 'closure',
  entry: 'run:f',
  files: [],
  thirdParty: [],
  unresolved: [],
  dropped: [{ ...statement, line: 3, key: 'k3' }, statement, { file: 'run.py', line: 20, text: 'show()', binds: [] }],
};
const error = (errorType: string, message: string): RunLine => ({ type: 'error', errorType, message, traceback: [] });
const offered = (errorType: string, message: string): number | undefined =>
  leftOutName([closure, error(errorType, message)])?.line;

test('a missing name leads to the last left-out statement that binds it', () => {
  assert.deepEqual(leftOutName([closure, error('NameError', "name 'x' is not defined")]), {
    name: 'x',
    file: 'run.py',
    line: 12,
    key: 'k12',
  });
});

test('so do what a pickle names and what is asked of the module itself', () => {
  assert.equal(offered('AttributeError', "Can't get attribute 'y' on <module 'run' from 'run.py'>"), 12);
  assert.equal(offered('AttributeError', "module 'run' has no attribute 'y'"), 12);
  assert.equal(offered('NameError', "name 'x' is not defined. Did you mean: 'xs'?"), 12);
});

test('nothing is offered for other errors, other names, or without a closure', () => {
  assert.equal(offered('ValueError', "name 'x' is not defined"), undefined);
  assert.equal(offered('NameError', "name 'z' is not defined"), undefined);
  assert.equal(offered('AttributeError', "'Net' object has no attribute 'x'"), undefined);
  assert.equal(leftOutName([error('NameError', "name 'x' is not defined")]), undefined);
});

test('the offer says what to do', () => {
  assert.equal(
    offerOf({ name: 'x', file: 'run.py', line: 12, key: 'k' }, '--keep 12'),
    '`x` is bound in line 12, which was left out. Run with it: --keep 12',
  );
});
