import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedBy } from '../../../src/show/editor/lensGlobs';

const named = (globs: readonly string[], file: string): boolean => namedBy(globs, (glob) => file.startsWith(glob));

test('without globs every file is meant', () => {
  assert.ok(named([], 'train.py'));
});

test('globs mean what matches one of them', () => {
  assert.ok(named(['lab', 'train'], 'train.py'));
  assert.ok(!named(['lab', 'train'], 'tests/a.py'));
});

test('a glob with an exclamation mark takes files away from those before it', () => {
  assert.ok(!named(['lab', '!lab/old'], 'lab/old/a.py'));
  assert.ok(named(['lab', '!lab/old', 'lab/old/keep'], 'lab/old/keep.py'));
  assert.ok(!named(['lab', '!lab/old'], 'other.py'));
});

test('globs that only take away leave all other files', () => {
  assert.ok(named(['!tests'], 'train.py'));
  assert.ok(!named(['!tests'], 'tests/a.py'));
});
