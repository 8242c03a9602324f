import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { choicesOf, namesLines, type TypedChoices } from '../../src/cli/lineChoices';
import { noChoices } from '../../src/contract/choices';
import type { Statement } from '../../src/inspect/closure';

const none: TypedChoices = { keep: [], leave: [], send: [], hold: [] };
const statement = (line: number, lastLine: number, key: string): Statement => ({
  file: 'train.py',
  line,
  lastLine,
  key,
  text: key,
  kept: true,
  because: '',
  certain: true,
  chosen: false,
  binds: [],
});
const statements = [statement(1, 1, 'import json'), statement(3, 8, 'for'), statement(9, 9, 'show')];

describe('what was typed of lines and files', () => {
  test('a line means the statement that it is in', () => {
    const choices = choicesOf({ ...none, keep: ['5'], leave: ['9'] }, statements);
    assert.deepEqual(choices, { ...noChoices, statements: { for: 'keep', show: 'leave' } });
    assert.throws(() => choicesOf({ ...none, keep: ['2'] }, statements), { code: 'usage' });
  });

  test('all keeps every statement but those that are left out by their line, wherever it can be told or not', () => {
    assert.deepEqual(choicesOf({ ...none, keep: ['all'], leave: ['1'] }, statements), {
      statements: { 'import json': 'leave', for: 'keep', show: 'keep' },
      paths: {},
      undecidable: 'whole',
    });
  });

  test('found decides where nobody can tell, and no line', () => {
    const typed = { ...none, keep: ['found'] };
    assert.equal(namesLines(typed), false);
    assert.deepEqual(choicesOf(typed), { ...noChoices, undecidable: 'slice' });
  });

  test('paths are those of the list, however they are typed', () => {
    assert.deepEqual(choicesOf({ ...none, send: ['./data/a.bin'], hold: ['data/raw/'] }).paths, {
      'data/a.bin': 'send',
      'data/raw': 'hold',
    });
  });
});
