import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Farcall } from './farcall';

describe('the settings of the workspace', () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
    await farcall.write({
      'jobs/train.py': 'import extra\n\n\ndef fit():\n    return extra.SIZE, open("table.csv").read()\n',
      'vendor/extra.py': 'SIZE = 3\n',
      'table.csv': 'x'.repeat(3000),
      'notes/a.txt': 'a',
      'notes/b.txt': 'b',
    });
  });
  after(() => farcall.dispose());

  const settings = (values: Readonly<Record<string, unknown>>): Promise<void> =>
    farcall.write({ '.vscode/settings.json': `// as people write it\n${JSON.stringify(values)}` });
  const python = { 'python.analysis.extraPaths': ['${workspaceFolder}/vendor'] };
  beforeEach(() => settings(python));

  const sent = async (...options: string[]): Promise<string[]> => {
    const told = await farcall.lines('inspect', 'jobs/train.py:fit', ...options);
    assert.equal(told.status, 0, told.stderr);
    return told.one('closure').files.map(({ path }) => path);
  };

  test('say where modules are looked for, as they do in the editor', async () => {
    assert.deepEqual(await sent(), ['jobs/train.py', 'table.csv', 'vendor/extra.py']);
    await farcall.write({ 'project.env': 'PYTHONPATH=vendor\n' });
    await settings({ 'python.envFile': '${workspaceFolder}/project.env' });
    assert.ok((await sent()).includes('vendor/extra.py'));
  });

  test('include and exclude files, and what is typed wins over them', async () => {
    await settings({ ...python, 'farcall.include': ['notes/*.txt'], 'farcall.exclude': ['notes/b.txt'] });
    assert.deepEqual(await sent(), ['jobs/train.py', 'notes/a.txt', 'table.csv', 'vendor/extra.py']);
    const back = await sent('--include', 'notes/b.txt', '--exclude', 'notes/a.txt');
    assert.deepEqual(back, ['jobs/train.py', 'notes/b.txt', 'table.csv', 'vendor/extra.py']);
    const packed = await farcall.lines('pack', 'jobs/train.py:fit', '-o', `${farcall.home}/x.tar.gz`);
    assert.ok(packed.one('closure').files.some(({ path }) => path === 'notes/a.txt'));
    const ran = await farcall.lines('run', 'jobs/train.py:fit');
    assert.equal(ran.status, 0, ran.stderr);
    assert.ok(ran.one('closure').files.some(({ path }) => path === 'notes/a.txt'));
  });

  test('say which data is asked about', async () => {
    await settings({ ...python, 'farcall.data.askAbove': 0.002 });
    const { status, stderr } = await farcall.call('run', 'jobs/train.py:fit', '--json');
    assert.equal(status, 2);
    assert.match(stderr, /table\.csv/);
    assert.equal((await farcall.call('run', 'jobs/train.py:fit', '--send', 'table.csv')).status, 0);
  });

  test('say where runs go unless a host is named', async () => {
    await settings({ ...python, 'farcall.defaultHost': 'bad host' });
    const { status, stderr } = await farcall.call('run', 'jobs/train.py:fit');
    assert.notEqual(status, 0);
    assert.match(stderr, /bad host/);
    assert.equal((await farcall.call('run', 'jobs/train.py:fit', '--host', 'local')).status, 0);
  });

  test('that cannot be understood stop the run, by their name', async () => {
    await settings({ 'farcall.include': 'notes' });
    const { status, stderr } = await farcall.call('inspect', 'jobs/train.py:fit');
    assert.equal(status, 2);
    assert.match(stderr, /farcall\.include/);
    assert.match(stderr, /settings\.json/);
  });
});
