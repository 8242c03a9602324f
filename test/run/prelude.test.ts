import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, watch, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ClosureLine, RunLine } from '../../src/contract/lines';
import { leftOutName } from '../../src/run/leftOutNames';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import { LocalRooms } from './localRooms';

const source = [
  'import sys',
  'from part import two',
  'import fetching',
  'limits = fetching.limits("https://example.org")',
  'def f():',
  '    return two()',
  'def g():',
  '    return getattr(sys.modules[g.__module__], "limit" + "s")',
  '',
].join('\n');

const closureOf = (run: Run): ClosureLine | undefined => run.lines.find((line) => line.type === 'closure');

describe('what was said of a run before its host had it', { timeout: 60_000 }, () => {
  let rooms: LocalRooms;
  let preludes: string;
  before(async () => {
    rooms = await LocalRooms.create();
    await rooms.write({
      'm.py': source,
      'part.py': 'def two():\n    return 2\n',
      'fetching.py': 'def limits(url):\n    print(url)\n    return 1\n',
    });
    preludes = path.join(rooms.folder, 'state', 'preludes');
    await mkdir(preludes, { recursive: true });
  });
  after(() => rooms.dispose());

  const written = async (job: string): Promise<string> => {
    const file = path.join(preludes, `${job}.json.gz`);
    const enough = new AbortController();
    const changes = watch(preludes, { signal: enough.signal });
    // The watch is there once it is asked for the first change.
    const next = changes[Symbol.asyncIterator]();
    let change = next.next();
    while (!existsSync(file)) {
      await change;
      change = next.next();
    }
    change.catch(() => undefined);
    enough.abort();
    return file;
  };
  const ran = async (qualname: string): Promise<Run> => {
    const run = rooms.run('m.py', qualname);
    await run.done.catch(() => undefined);
    return run;
  };
  /** As another window opens it. */
  const opened = async (job: string, heard: RunLine[] = []): Promise<Run> => {
    const others = new Runs(rooms.ports, rooms.registry, path.join(rooms.folder, 'state'));
    const run = await others.open(job);
    run.onLine((line) => heard.push(line));
    await run.done;
    others.dispose();
    return run;
  };

  test('is known to whoever opens it later, who is not told of it anew', async () => {
    const run = await ran('f');
    await written(run.job);
    const heard: RunLine[] = [];
    const again = await opened(run.job, heard);
    const closure = closureOf(again);
    assert.deepEqual(closure, closureOf(run));
    assert.match(closure?.files.find(({ path: file }) => file === 'part.py')?.because ?? '', /m\.py/);
    assert.deepEqual(
      again.lines.filter(({ type }) => type === 'bundle'),
      run.lines.filter(({ type }) => type === 'bundle'),
    );
    assert.deepEqual(
      heard.filter(({ type }) => type === 'closure' || type === 'bundle'),
      [],
    );
  });

  test('tells which statement to run with where a name was missing', async () => {
    const run = await ran('g');
    assert.equal(run.state, 'failed');
    await written(run.job);
    const name = leftOutName((await opened(run.job)).lines);
    assert.deepEqual([name?.name, name?.line], ['limits', 4]);
  });

  test('goes with the same code run again, but not what was sent', async () => {
    const run = await ran('f');
    await written(run.job);
    const again = await rooms.runs.runAsSent(run.job);
    await again.done;
    await written(again.job);
    const later = await opened(again.job);
    assert.deepEqual(closureOf(later), closureOf(run));
    assert.deepEqual(
      later.lines.filter((line) => line.type === 'bundle').map(({ sentFiles }) => sentFiles),
      [0],
    );
  });

  test('is deleted with it', async () => {
    const run = await ran('f');
    const file = await written(run.job);
    await rooms.runs.remove(run.job);
    assert.ok(!existsSync(file));
    assert.deepEqual(
      (await readdir(preludes)).filter((name) => !name.endsWith('.json.gz')),
      [],
    );
  });

  test('is passed over where it cannot be read', async () => {
    const run = await ran('f');
    const file = await written(run.job);
    for (const broken of ['', 'not gzip', Buffer.from('1f8b0800000000000003ab5600a2', 'hex')]) {
      await writeFile(file, broken);
      const again = await opened(run.job);
      assert.equal(again.state, 'succeeded');
      assert.equal(closureOf(again), undefined);
    }
  });
});
