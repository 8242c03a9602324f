import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import type { RunLine } from '../../src/contract/lines';
import type { Run } from '../../src/run/service';
import { outputOf, until } from './following';
import { LocalRooms } from './localRooms';

function one<T extends RunLine['type']>(run: Run, type: T): Extract<RunLine, { type: T }> {
  const found = run.lines.filter((line): line is Extract<RunLine, { type: T }> => line.type === type);
  assert.equal(found.length, 1, `one ${type} line`);
  return found[0] as Extract<RunLine, { type: T }>;
}

const gated = [
  'import os, time',
  'def f(gate, lines=20000):',
  '    for i in range(lines): print("before", i)',
  '    while not os.path.exists(gate): time.sleep(0.01)',
  '    for i in range(lines): print("after", i)',
  '    return lines',
  '',
].join('\n');

function expected(lines: number): string {
  return ['before', 'after'].flatMap((word) => Array.from({ length: lines }, (_, i) => `${word} ${i}\n`)).join('');
}

describe('a run', { timeout: 60_000 }, () => {
  let rooms: LocalRooms;
  let gates = 0;
  const gate = (): string => path.join(rooms.folder, `gate-${(gates += 1)}`);
  before(async () => {
    rooms = await LocalRooms.create();
    await rooms.write({ 'gated.py': gated, 'quick.py': 'def f(x):\n    return x\n' });
  });
  after(() => rooms.dispose());

  test('goes on when its connection is lost, and no byte is lost or told twice', async () => {
    const file = gate();
    const run = rooms.run('gated.py', 'f', JSON.stringify(file));
    await until(run, () => outputOf(run).includes('before 19999'));
    rooms.connections.disconnect('local');
    await until(run, () => run.phase === 'reconnecting');
    assert.equal(run.safe, true);
    await writeFile(file, '');
    const done = await run.done;
    assert.equal(done.state, 'succeeded');
    assert.equal(outputOf(run), expected(20000));
    assert.equal(one(run, 'result').json, 20000);
  });

  test('goes on when its agent is killed', async () => {
    const file = gate();
    const run = rooms.run('gated.py', 'f', `${JSON.stringify(file)}, 10`);
    await until(run, () => outputOf(run).includes('before 9'));
    const host = await rooms.ports.findHost('local', rooms.workspace);
    const link = await rooms.ports.connect(host, new AbortController().signal);
    process.kill(link.hello.pid, 'SIGKILL');
    await until(run, () => run.phase === 'reconnecting');
    await writeFile(file, '');
    assert.equal((await run.done).state, 'succeeded');
    assert.equal(outputOf(run), expected(10));
  });

  test('is told whole to a client that opens it later', async () => {
    const first = rooms.run('gated.py', 'f', `${JSON.stringify(gate())}, 5`);
    await writeFile(path.join(rooms.folder, `gate-${gates}`), '');
    await first.done;
    const other = await LocalRooms.create({ directory: path.join(rooms.folder, 'host') });
    try {
      await other.registry.save(first.record);
      const again = await other.runs.open(first.job);
      const done = await again.done;
      assert.equal(done.state, 'succeeded');
      assert.equal(outputOf(again), expected(5));
      assert.deepEqual(one(again, 'result'), one(first, 'result'));
    } finally {
      await other.dispose();
    }
  });

  test('is read from its host again once many others have ended since, and from here until then', async () => {
    const first = rooms.run('quick.py', 'f', '1');
    await first.done;
    assert.equal(await rooms.runs.open(first.job), first);
    for (let i = 0; i < 8; i += 1) await rooms.run('quick.py', 'f', '2').done;
    const again = await rooms.runs.open(first.job);
    assert.notEqual(again, first);
    assert.equal((await again.done).state, 'succeeded');
    assert.deepEqual(one(again, 'result'), one(first, 'result'));
  });

  test('ends its processes when it is cancelled', async () => {
    const run = rooms.run('gated.py', 'f', `${JSON.stringify(gate())}, 1`);
    await until(run, () => outputOf(run).includes('before 0'));
    await run.cancel();
    const done = await run.done;
    assert.equal(done.state, 'cancelled');
    assert.equal(run.record.state, 'cancelled');
    assert.equal((await rooms.registry.find(run.job))?.state, 'cancelled');
  });

  test('that is cancelled before the host has it never starts', async () => {
    const run = rooms.run('quick.py', 'f', '1');
    await run.cancel();
    await assert.rejects(run.done, (error) => error instanceof FarcallError && error.code === 'cancelled');
    assert.equal(await rooms.registry.find(run.job), undefined);
    assert.equal(run.safe, false);
  });

  test('sends again what the host has lost, whatever this client believes', async () => {
    const first = rooms.run('quick.py', 'f', '1');
    await first.done;
    await rm(path.join(rooms.folder, 'host', 'cache', 'bundles'), { recursive: true });
    await rm(path.join(rooms.folder, 'host', 'cache', 'blobs'), { recursive: true, force: true });
    const second = rooms.run('quick.py', 'f', '2');
    assert.equal((await second.done).state, 'succeeded');
    assert.equal(one(second, 'bundle').sentFiles, 1);
    const third = rooms.run('quick.py', 'f', '3');
    await third.done;
    assert.equal(one(third, 'bundle').sentBytes, 0);
  });

  test('sends one file where one was edited, in the breath of the start', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`many/m${i}.py`, `value = ${i}\n${'# filler\n'.repeat(20)}`]),
    );
    const imports = Array.from({ length: 40 }, (_, i) => `from many import m${i}`).join('\n');
    await rooms.write({ 'many/__init__.py': '', ...files, 'sum.py': `${imports}\ndef f():\n    return m7.value\n` });
    await rooms.run('sum.py', 'f').done;
    await rooms.write({ 'many/m7.py': 'value = 70\n' });
    const run = rooms.run('sum.py', 'f');
    await run.done;
    const bundle = one(run, 'bundle');
    assert.equal(bundle.sentFiles, 1);
    assert.ok(bundle.sentBytes < 1000, `${bundle.sentBytes} bytes`);
    assert.equal(one(run, 'result').json, 70);
  });

  test('tells a late listener everything', async () => {
    const run = rooms.run('quick.py', 'f', '"x"');
    await run.done;
    assert.deepEqual(
      run.lines.map((line) => line.type).filter((type) => type !== 'progress' && type !== 'usage'),
      ['closure', 'state', 'bundle', 'state', 'state', 'about', 'result', 'state', 'done'],
    );
    assert.equal(await rooms.runs.open(run.job), run);
  });
});

describe('what a run saves', { timeout: 60_000 }, () => {
  test('is the pickled value or an artifact, whole or not at all', async () => {
    const rooms = await LocalRooms.create();
    try {
      await rooms.write({
        'makes.py': 'def f():\n    open("big.bin", "wb").write(bytes(range(256)) * 20000)\n    return "v"\n',
      });
      const run = rooms.run('makes.py', 'f');
      await run.done;
      const target = path.join(rooms.folder, 'big.bin');
      const seen: number[] = [];
      await rooms.runs.save(run.job, { artifact: 'big.bin' }, target, { progress: (bytes) => seen.push(bytes) });
      const { readFile, readdir } = await import('node:fs/promises');
      assert.ok(
        (await readFile(target)).equals(
          Buffer.alloc(256 * 20000, Buffer.from(Array.from({ length: 256 }, (_, i) => i))),
        ),
      );
      assert.equal(seen.at(-1), 256 * 20000);
      await assert.rejects(
        rooms.runs.save(run.job, { artifact: '../../spec.json' }, path.join(rooms.folder, 'x')),
        FarcallError,
      );
      await assert.rejects(rooms.runs.save(run.job, { artifact: 'none' }, path.join(rooms.folder, 'x')), FarcallError);
      assert.deepEqual(
        (await readdir(rooms.folder)).filter((name) => name.includes('part') || name === 'x'),
        [],
      );
    } finally {
      await rooms.dispose();
    }
  });
});
