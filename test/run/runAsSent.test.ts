import assert from 'node:assert/strict';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BundleLine, RunLine } from '../../src/contract/lines';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import { LocalRooms } from './localRooms';

const source = (factor: number): string => `from part import two\ndef f(x):\n    return x * two() * ${factor}\n`;
const value = (run: Run): unknown => run.lines.find((line) => line.type === 'result')?.json;
const sent = (run: Run): BundleLine | undefined =>
  run.lines.find((line: RunLine): line is BundleLine => line.type === 'bundle');

describe('the code that ran, run again', { timeout: 60_000 }, () => {
  let rooms: LocalRooms;
  let runs: Runs;
  const cache = (...names: string[]): string => path.join(rooms.folder, 'host', 'cache', ...names);

  before(async () => {
    rooms = await LocalRooms.create();
    // Another host, with a folder of its own.
    const findHost: LocalRooms['ports']['findHost'] = (name, workspace) =>
      name === 'other'
        ? Promise.resolve({ name, options: { directory: path.join(rooms.folder, 'other'), command: ['sh'] } })
        : rooms.ports.findHost(name, workspace);
    runs = new Runs({ ...rooms.ports, findHost }, rooms.registry, path.join(rooms.folder, 'state'));
    await rooms.write({ 'm.py': source(10), 'part.py': 'def two():\n    return 2\n' });
  });
  after(async () => {
    runs.dispose();
    await rooms.dispose();
  });

  const first = async (): Promise<Run> => {
    const run = runs.run({
      entry: { file: path.join(rooms.workspace, 'm.py'), qualname: 'f', args: 'x=3' },
      workspace: rooms.workspace,
      host: 'local',
    });
    await run.done;
    return run;
  };

  test('gives what it gave though the files have changed, with nothing sent where the host still has it', async () => {
    await rooms.write({ 'm.py': source(10) });
    const ran = await first();
    await rooms.write({ 'm.py': 'this is no Python any more' });
    const again = await runs.runAsSent(ran.job);
    assert.equal((await again.done).state, 'succeeded');
    assert.equal(value(again), 60);
    assert.deepEqual([sent(again)?.sentFiles, sent(again)?.files], [0, 2]);
    const { bundle, label, args, file, host } = again.record;
    assert.deepEqual({ bundle, label, args, file, host }, { ...pick(ran), host: 'local' });
  });

  test('goes to another host, which gets it from the one that ran it', async () => {
    await rooms.write({ 'm.py': source(10) });
    const ran = await first();
    await rooms.write({ 'm.py': source(11) });
    await mkdir(path.join(rooms.folder, 'other'));
    const again = await runs.runAsSent(ran.job, 'other');
    assert.equal((await again.done).state, 'succeeded');
    assert.equal(value(again), 60);
    assert.equal(again.record.host, 'other');
    assert.ok((await readdir(path.join(rooms.folder, 'other', 'jobs'))).includes(again.job));
  });

  test('comes from the job’s own folder where the cache was cleaned, and says so where it is gone', async () => {
    await rooms.write({ 'm.py': source(12) });
    const ran = await first();
    await rm(cache('blobs'), { recursive: true });
    const again = await runs.runAsSent(ran.job);
    await again.done;
    assert.equal(value(again), 72);
    for (const name of await readdir(cache('bundles'))) await rm(cache('bundles', name));
    const lost = await runs.runAsSent(ran.job);
    await assert.rejects(lost.done, { code: 'no-result', message: /^local has the code of this run no more/ });
    assert.equal(lost.record.state, 'failed');
  });

  test('is refused where nothing of the run ever reached a host', async () => {
    await rooms.write({ 'm.py': 'def f(:' });
    const ran = runs.run({
      entry: { file: path.join(rooms.workspace, 'm.py'), qualname: 'f', args: '' },
      workspace: rooms.workspace,
      host: 'local',
    });
    await assert.rejects(ran.done);
    await rooms.registry.save(ran.record);
    await assert.rejects(runs.runAsSent(ran.job), { code: 'no-result' });
  });
});

function pick({ record: { bundle, label, args, file } }: Run): object {
  return { bundle, label, args, file };
}
