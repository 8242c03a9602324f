import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FarcallError } from '../../src/base/errors';
import { linesName, linesOf, statementsAt } from '../../src/inspect/selectedLines';
import { inspectIn, loadSyntax, makeProject, notebookOf, textOf } from './project';

const syntax = loadSyntax();

const text = [
  'import math', // 1
  '', // 2
  '@cached', // 3
  '@timed(', // 4
  '    1)', // 5
  'def area(r):', // 6
  '    # of a circle', // 7
  '    return math.pi * r ** 2', // 8
  '', // 9
  'if big:', // 10
  '    a = 1', // 11
  'else:', // 12
  '    a = 2', // 13
  '', // 14
  'total = [', // 15
  '    area(1),', // 16
  ']; print(total)', // 17
  '# the end', // 18
].join('\n');
const at = (first: number, last = first): readonly [number, number] => {
  const span = statementsAt(text, { first, last });
  return [span.first, span.last];
};

test('a name of lines is read back as it was written, and no other name is one', () => {
  assert.deepEqual(linesOf(linesName({ first: 12, last: 18 })), { first: 12, last: 18 });
  for (const name of ['%3', 'f', '%a-b', '%1-', 'f%1-2']) assert.equal(linesOf(name), undefined);
});

test('a line stands for the whole statement at the top level that it is in', () => {
  assert.deepEqual(at(1), [1, 1]);
  for (const line of [3, 4, 5, 6, 7, 8]) assert.deepEqual(at(line), [3, 8], `line ${line}`);
  for (const line of [10, 11, 12, 13]) assert.deepEqual(at(line), [10, 13], `line ${line}`);
  for (const line of [15, 16, 17]) assert.deepEqual(at(line), [15, 17], `line ${line}`);
});

test('lines stand for all statements that they touch, and for none where there are none', () => {
  assert.deepEqual(at(8, 11), [3, 13]);
  assert.deepEqual(at(1, 18), [1, 17]);
  assert.deepEqual(at(2), [2, 2]);
  assert.deepEqual(at(18), [18, 18]);
});

test('lines run as a cell does: with what they depend on, and without the rest', async () => {
  const folder = await makeProject({
    'a.py': 'x = 2\nprint("work")\ndef f():\n    return x\ny = [\n    f(),\n]\nlen(y)\nprint("below")\n',
  });
  const closure = await inspectIn(syntax, folder, 'a.py:%6-8');
  assert.deepEqual(closure.entry, { kind: 'cell', file: 'a.py', module: 'a', qualname: '%6-8' });
  const sent = textOf(closure, 'a.py');
  assert.match(sent, /^x = 2\n\s*\ndef f/);
  assert.match(sent, /^y = \[\n {4}f\(\),\n\]\nlen\(y\)$/m);
  assert.doesNotMatch(sent, /work|below/);
});

test('lines without a statement are refused where they begin, and lines of a notebook altogether', async () => {
  const folder = await makeProject({ 'a.py': 'x = 2\n\n# nothing\n', 'nb.ipynb': notebookOf('x = 2') });
  for (const [target, file, line] of [
    ['a.py:%2-3', 'a.py', 2],
    ['nb.ipynb:%1-1', 'nb.ipynb', undefined],
  ] as const) {
    await assert.rejects(inspectIn(syntax, folder, target), ({ code, at: place }: FarcallError) => {
      assert.deepEqual([code, place?.file, place?.line], ['no-such-function', file, line]);
      return true;
    });
  }
});
