import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeName } from '../../src/run/closureLine';
import { shortLabel } from '../../src/show/jobText';

test('lines and cells are called as a person would, in short places too', () => {
  assert.equal(placeName('/home/me/lab/parts.py', '%11-13'), 'lines 11–13 of parts.py');
  assert.equal(placeName('/home/me/lab/parts.py', '%7-7'), 'line 7 of parts.py');
  assert.equal(placeName('/home/me/lab/nb.ipynb', '%3'), 'cell 3 of nb.ipynb');
  for (const name of ['f', 'Class.method', undefined]) assert.equal(placeName('/home/me/a.py', name), undefined);
  assert.equal(shortLabel('lines 11–13 of parts.py'), 'lines 11–13 of parts.py');
});
