import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import { silentLogger } from '../../src/base/logging';
import { noMarks } from '../../src/contract/marks';
import { MarkBook } from '../../src/run/markBook';
import { outputOf, until } from './following';
import { LocalRooms } from './localRooms';

const source = [
  'import os, time',
  'def f(gate=None):',
  '    open("made.txt", "w").write("made")',
  '    print("begun", flush=True)',
  '    while gate and not os.path.exists(gate): time.sleep(0.01)',
  '    return 1',
  '',
].join('\n');

function code(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof FarcallError && error.code === expected;
}

describe('a run that is deleted', { timeout: 60_000 }, () => {
  let rooms: LocalRooms;
  const onHost = (job: string): string => path.join(rooms.folder, 'host', 'jobs', job);
  before(async () => {
    rooms = await LocalRooms.create();
    await rooms.write({ 'm.py': source });
  });
  after(() => rooms.dispose());

  test('is gone from the records, from its marks and from its host', async () => {
    const run = rooms.run('m.py', 'f');
    await run.done;
    await rooms.runs.marks.change(run.job, { pinned: true });
    assert.ok(existsSync(path.join(onHost(run.job), 'work', 'made.txt')));
    await rooms.runs.remove(run.job);
    assert.ok(!existsSync(onHost(run.job)));
    assert.deepEqual(await rooms.runs.records(), []);
    assert.equal((await rooms.runs.marks.all()).size, 0);
    await assert.rejects(rooms.runs.open(run.job), code('unknown-job'));
  });

  test('must have ended', async () => {
    const gate = path.join(rooms.folder, 'gate');
    const run = rooms.run('m.py', 'f', JSON.stringify(gate));
    await until(run, () => outputOf(run).includes('begun'));
    await assert.rejects(rooms.runs.remove(run.job), code('usage'));
    await writeFile(gate, '');
    assert.equal((await run.done).state, 'succeeded');
    await rooms.runs.remove(run.job);
  });

  test('is forgotten here before it has ended, where its host is to keep it', async () => {
    const gate = path.join(rooms.folder, 'later');
    const run = rooms.run('m.py', 'f', JSON.stringify(gate));
    await until(run, () => outputOf(run).includes('begun'));
    await rooms.runs.remove(run.job, true);
    assert.ok(existsSync(onHost(run.job)));
    await writeFile(gate, '');
    // Nobody follows it any more who would tell of its end.
    await run.done;
    assert.equal(run.record.state, 'running');
    assert.deepEqual(await rooms.runs.records(), []);
  });

  test('is forgotten though its host has it no more, or is to keep it', async () => {
    const [gone, kept] = [rooms.run('m.py', 'f'), rooms.run('m.py', 'f')];
    await Promise.all([gone.done, kept.done]);
    await rm(onHost(gone.job), { recursive: true });
    await rooms.runs.remove(gone.job);
    await rooms.runs.remove(kept.job, true);
    assert.deepEqual(await rooms.runs.records(), []);
    assert.ok(existsSync(onHost(kept.job)));
  });
});

describe('marks of runs', () => {
  let rooms: LocalRooms;
  before(async () => (rooms = await LocalRooms.create()));
  after(() => rooms.dispose());
  const book = (): MarkBook => new MarkBook(path.join(rooms.folder, 'state'), silentLogger);

  test('are changed one by one, are there for the next process, and leave nothing when none is left', async () => {
    const first = book();
    await first.change('a', { pinned: true });
    await first.change('a', { note: 'the good one' });
    await first.change('b', { name: 'baseline' });
    assert.deepEqual(
      await book().all(),
      new Map([
        ['a', { ...noMarks, pinned: true, note: 'the good one' }],
        ['b', { ...noMarks, name: 'baseline' }],
      ]),
    );
    await first.change('a', { pinned: false, note: '' });
    assert.ok(!existsSync(path.join(rooms.folder, 'state', 'marks', 'a.json')));
  });

  test('that another process changes are told', async () => {
    const mine = book();
    const told = new Promise<void>((resolve) => mine.onChanged(resolve));
    mine.watch();
    // A watch begins a moment later; what is written meanwhile need not be told.
    const writing = setInterval(() => void book().change('c', { pinned: true }), 20);
    await told;
    clearInterval(writing);
    mine.dispose();
  });

  test('that cannot be read are no marks', async () => {
    const folder = path.join(rooms.folder, 'state', 'marks');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'd.json'), '{"version":1');
    assert.deepEqual(await book().get('d'), noMarks);
  });
});
