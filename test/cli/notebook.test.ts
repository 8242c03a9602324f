import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { notebookOf } from '../inspect/project';
import { Farcall } from './farcall';

const cells = [
  '%matplotlib inline\nimport rates\n\nscale = rates.SCALE\n',
  'print("slow work")\n',
  'def scaled(x, by=scale):\n    return x * by\n',
  'scaled(7)\n',
  'def divide(x):\n    half = x / 2\n    return half / 0\n',
];

describe('a notebook', () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
    await farcall.write({ 'lab/nb.ipynb': notebookOf(...cells), 'lab/rates.py': 'SCALE = 6\n' });
  });
  after(() => farcall.dispose());

  test('runs one of its functions, with the cells that it depends on', async () => {
    const ran = await farcall.lines('run', 'lab/nb.ipynb:scaled', '--args', '2, by=scale + 1');
    assert.equal(ran.status, 0, ran.stderr);
    assert.equal(ran.one('result').json, 14);
    assert.equal(ran.output('stdout'), '');
    assert.deepEqual(
      ran.one('closure').dropped.map(({ file, cell, line, text }) => ({ file, cell, line, text })),
      [
        { file: 'lab/nb.ipynb', cell: 2, line: 1, text: 'print("slow work")' },
        { file: 'lab/nb.ipynb', cell: 4, line: 1, text: 'scaled(7)' },
      ],
    );
  });

  test('runs one of its code cells, of which the last expression is the result', async () => {
    const ran = await farcall.lines('run', 'lab/nb.ipynb:%4');
    assert.equal(ran.status, 0, ran.stderr);
    assert.equal(ran.one('result').json, 42);
    const printed = await farcall.lines('run', 'lab/nb.ipynb:%2');
    assert.equal(printed.output('stdout'), 'slow work\n');
  });

  test('tells the cell and its line of a traceback, and of a note about a magic', async () => {
    const ran = await farcall.lines('run', 'lab/nb.ipynb:divide', '--args', '1');
    assert.equal(ran.status, 1);
    const { errorType, traceback } = ran.one('error');
    assert.equal(errorType, 'ZeroDivisionError');
    const { file, cell, line, text } = traceback.at(-1) ?? {};
    assert.deepEqual({ file, cell, line, text }, { file: 'lab/nb.ipynb', cell: 5, line: 3, text: 'return half / 0' });
    const told = await farcall.lines('inspect', 'lab/nb.ipynb:scaled');
    const note = told.one('closure').notes?.find(({ kind }) => kind === 'magic');
    assert.deepEqual([note?.file, note?.cell, note?.line], ['lab/nb.ipynb', 1, 1]);
  });

  test('is packed with the module that its function imports', async () => {
    const { status, stdout, stderr } = await farcall.call(
      'pack',
      'lab/nb.ipynb:scaled',
      '-o',
      `${farcall.home}/x.tar.gz`,
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout.toString(), /2 files/);
  });

  test('has no cell or function that it does not have', async () => {
    for (const [target, message] of [
      ['%9', /%9|5 code cells/],
      ['nothing', /nothing/],
    ] as const) {
      const { status, stderr } = await farcall.call('run', `lab/nb.ipynb:${target}`);
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
    }
    const withArguments = await farcall.call('run', 'lab/nb.ipynb:%4', '--args', '1');
    assert.equal(withArguments.status, 2);
  });
});
