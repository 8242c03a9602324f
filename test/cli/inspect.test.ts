import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Farcall } from './farcall';

describe('farcall inspect', () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
    await farcall.write({
      'train.py': [
        'import json',
        'from shop import model',
        '',
        'print("begun")',
        '',
        'RATE = 0.1',
        '',
        '',
        'def fit():',
        '    return model.step(RATE)',
        '',
      ].join('\n'),
      'shop/__init__.py': '',
      'shop/model.py': 'from . import layers\n\n\ndef step(rate):\n    return rate * layers.SIZE\n',
      'shop/layers.py': 'SIZE = 10\n',
    });
  });
  after(() => farcall.dispose());

  const text = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await farcall.call('inspect', 'train.py:fit', ...args);
    assert.equal(status, 0, stderr);
    return stdout.toString();
  };

  test('tells every file with its size and why it is there, and what is left out and why', async () => {
    const told = await text();
    assert.match(told, /^train:fit: 4 files, \d+ B, bundle [0-9a-f]{12}\n/);
    assert.match(told, /\n {2}shop\/layers\.py +10 B {2}\S.*shop\/model\.py:1\n/);
    assert.match(told, /\nLeft out[^\n]*\n {2}train\.py:4 {2}print\("begun"\) {2}\S/);
    assert.doesNotMatch(told, /\nKept/);
    assert.match(await text('--lines'), /\nKept:\n(?: {2}[^\n]*\n)* {2}train\.py:6 +RATE = 0\.1 +\S/);
  });

  test('tells the way from a file to the entry', async () => {
    const steps = (await text('--why', './shop/layers.py')).trimEnd().split('\n');
    assert.deepEqual(
      steps.map((step) => step.trimStart().split(':')[0]),
      ['shop/layers.py', 'shop/model.py', 'train.py'],
    );
    const { status, stderr } = await farcall.call('inspect', 'train.py:fit', '--why', 'nothing.py');
    assert.equal(status, 2);
    assert.match(stderr, /nothing\.py is not among what train:fit needs/);
  });

  test('keeps and leaves lines for once, as the options say', async () => {
    const kept = await farcall.lines('inspect', 'train.py:fit', '--keep', '4');
    assert.deepEqual(kept.one('closure').dropped, []);
    assert.ok(kept.one('closure').kept?.some(({ line, chosen }) => line === 4 && chosen === true));
    const all = await farcall.lines('inspect', 'train.py:fit', '--keep', 'all', '--leave', '6');
    assert.deepEqual(
      all.one('closure').dropped.map(({ line }) => line),
      [6],
    );
    const plain = await farcall.lines('inspect', 'train.py:fit');
    assert.deepEqual(
      plain.one('closure').dropped.map(({ line }) => line),
      [4],
    );
  });

  test('finds the files that the words of a whole file’s command line name, as the run does', async () => {
    await farcall.write({ 'count.py': 'import sys\nprint(len(open(sys.argv[2]).read()))\n', 'table.csv': 'a,b\n' });
    const words = ['--', '--table', 'table.csv'];
    const told = (await farcall.lines('inspect', 'count.py', ...words)).one('closure');
    assert.deepEqual(
      told.data?.map(({ path, state }) => [path, state]),
      [['table.csv', 'sent']],
    );
    const ran = await farcall.lines('run', 'count.py', ...words);
    assert.equal(ran.output('stdout'), '4\n', ran.stderr);
    const packed = await farcall.lines('pack', 'count.py', '-o', `${farcall.home}/x.tar.gz`, ...words);
    assert.equal(packed.one('bundle').id, ran.one('bundle').id);
    assert.equal((await farcall.call('inspect', 'train.py:fit', ...words)).status, 2);
  });

  test('refuses a line that is in no statement', async () => {
    const { status, stderr } = await farcall.call('run', 'train.py:fit', '--keep', '400');
    assert.equal(status, 2);
    assert.match(stderr, /Line 400 is in no statement/);
  });

  test('tells what a host would have to be sent, and sends nothing by asking', async () => {
    const before = await farcall.lines('inspect', 'train.py:fit', '--host', 'local');
    const { files } = before.one('closure');
    assert.deepEqual(before.one('closure').lacking, {
      host: 'local',
      files: files.length,
      bytes: files.reduce((sum, file) => sum + file.size, 0),
    });
    assert.deepEqual(
      (await farcall.lines('inspect', 'train.py:fit', '--host', 'local')).one('closure').lacking?.files,
      4,
    );
    const run = await farcall.lines('run', 'train.py:fit');
    assert.deepEqual([run.status, run.one('bundle').sentFiles], [0, 4]);
    assert.match(await text('--host', 'local'), /\nlocal has all of it\.\n/);
    await farcall.write({ 'shop/layers.py': 'SIZE = 12\n' });
    assert.match(await text('--host', 'local'), /\nlocal lacks 1 file, 10 B before compression\.\n/);
    assert.equal((await farcall.lines('run', 'train.py:fit')).one('bundle').sentFiles, 1);
  });
});
