import assert from 'node:assert/strict';
import { existsSync, watch } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { RecordRefresher } from '../../src/run/recordRefresher';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import { outputOf, until } from './following';
import { LocalRooms } from './localRooms';

const gated = [
  'import os, time',
  'def f(gate, word="later"):',
  '    print("before", flush=True)',
  '    while not os.path.exists(gate): time.sleep(0.01)',
  '    print(word)',
  '    if word == "fail": raise ValueError(word)',
  '',
].join('\n');

describe('a run that ends while nobody follows it', { timeout: 60_000 }, () => {
  let rooms: LocalRooms;
  let gates = 0;
  const gate = (): string => path.join(rooms.folder, `gate-${(gates += 1)}`);
  before(async () => {
    rooms = await LocalRooms.create();
    await rooms.write({ 'gated.py': gated });
  });
  after(() => rooms.dispose());

  const begin = async (file: string, word = 'later'): Promise<Run> => {
    const run = rooms.run('gated.py', 'f', `${JSON.stringify(file)}, ${JSON.stringify(word)}`);
    await until(run, () => outputOf(run).includes('before'));
    return run;
  };

  /** Opens the job's gate and waits for its end, by nothing but its folder. */
  const letEnd = async (job: string, file: string): Promise<void> => {
    const folder = path.join(rooms.folder, 'host', 'jobs', job);
    const ended = new Promise<void>((resolve) => {
      const watcher = watch(folder, () => {
        if (!existsSync(path.join(folder, 'end.json'))) return;
        watcher.close();
        resolve();
      });
    });
    await writeFile(file, '');
    await ended;
  };

  /** Another window, or this one after a restart: it shares nothing with this one but the records. */
  const otherWindow = (): Runs => new Runs(rooms.ports, rooms.registry, path.join(rooms.folder, 'state'));

  test('because its connection was cut is found to have ended, and says what was missed', async () => {
    const file = gate();
    let letIn: () => void = () => undefined;
    const allowed = new Promise<void>((resolve) => (letIn = resolve));
    let connections = 0;
    const runs = new Runs(
      {
        ...rooms.ports,
        connect: async (host, signal) => {
          if ((connections += 1) > 1) await allowed;
          return rooms.ports.connect(host, signal);
        },
      },
      rooms.registry,
      path.join(rooms.folder, 'state'),
    );
    const run = runs.run({
      entry: { file: path.join(rooms.workspace, 'gated.py'), qualname: 'f', args: JSON.stringify(file) },
      workspace: rooms.workspace,
      host: 'local',
    });
    await until(run, () => outputOf(run).includes('before'));
    rooms.connections.disconnect('local');
    await until(run, () => run.phase === 'reconnecting');
    await letEnd(run.job, file);
    assert.equal(run.endedAway, false);
    letIn();
    assert.equal((await run.done).state, 'succeeded');
    assert.equal(run.endedAway, true);
    assert.equal(outputOf(run), 'before\nlater\n');
    runs.dispose();
  });

  test('because its window was closed is found by the next, once', async () => {
    const file = gate();
    const run = await begin(file, 'fail');
    run.detach();
    await letEnd(run.job, file);
    const next = otherWindow();
    const again = await next.open(run.job);
    assert.equal((await again.done).state, 'failed');
    assert.equal(again.endedAway, true);
    assert.equal(outputOf(again), 'before\nfail\n');
    next.dispose();

    const states: string[] = [];
    const third = otherWindow();
    const known = await third.open(run.job);
    known.onChanged(() => states.push(known.state));
    await known.done;
    assert.equal(known.endedAway, false, 'that it had ended was in the records');
    assert.deepEqual([...new Set(states)], ['failed'], 'and it never seems to run again');
    third.dispose();
  });

  test('is told of by whoever refreshes the records, with how long it ran; what still runs is not', async () => {
    const files = [gate(), gate()] as const;
    const ends = await begin(files[0], 'fail');
    const goesOn = await begin(files[1]);
    ends.detach();
    goesOn.detach();
    await letEnd(ends.job, files[0]);
    const refresher = new RecordRefresher(rooms.ports, rooms.registry);
    const signal = new AbortController().signal;
    assert.deepEqual((await refresher.refresh(signal, goesOn.job)).ended, [], 'asked for another job alone');
    const { ended, unreached } = await refresher.refresh(signal);
    assert.deepEqual(
      ended.map(({ job, state }) => [job, state]),
      [[ends.job, 'failed']],
    );
    assert.deepEqual(unreached, []);
    const record = await rooms.registry.find(ends.job);
    assert.ok((record?.timings.run ?? 0) > 0);
    assert.deepEqual((await refresher.refresh(signal)).ended, [], 'once');

    const next = otherWindow();
    const open = await next.open(goesOn.job);
    await until(open, () => outputOf(open).includes('before'));
    await writeFile(files[1], '');
    await open.done;
    assert.equal(open.endedAway, false);
    next.dispose();
  });

  test('is lost where its folder was taken away, which another machine or folder does not prove', async () => {
    const file = gate();
    const run = await begin(file);
    run.detach();
    await letEnd(run.job, file);
    const [folder, aside] = ['jobs', 'aside'].map((name) => path.join(rooms.folder, 'host', name, run.job));
    assert.ok(folder && aside);
    await mkdir(path.dirname(aside));
    await rename(folder, aside);
    const record = await rooms.registry.resolve(run.job);
    assert.equal(record.state, 'running');
    assert.ok(record.taken);
    const refresher = new RecordRefresher(rooms.ports, rooms.registry);
    const signal = new AbortController().signal;
    for (const taken of [undefined, { ...record.taken, hostname: 'other' }, { ...record.taken, directory: '/other' }]) {
      await rooms.registry.save({ ...record, taken });
      assert.deepEqual((await refresher.refresh(signal)).ended, []);
    }
    await rooms.registry.save(record);
    const { ended } = await refresher.refresh(signal);
    assert.deepEqual(
      ended.map(({ job, state, error }) => [job, state, error?.code]),
      [[run.job, 'lost', 'lost']],
    );
    // What holds it was only not mounted.
    await rename(aside, folder);
    const [again] = (await refresher.refresh(signal)).ended;
    assert.deepEqual([again?.state, again?.error], ['succeeded', null]);
    await rooms.runs.remove(run.job);
    assert.equal(await rooms.registry.find(run.job), undefined);
  });
});
