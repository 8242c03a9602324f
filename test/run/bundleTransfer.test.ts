import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { JobRegistry } from '../../src/run/jobRegistry';
import { Runs } from '../../src/run/runs';
import { silentLogger } from '../../src/base/logging';
import type { AgentLink } from '../../src/ship/link';
import { LocalRooms, assets } from './localRooms';

const source = 'import lab.one\nimport lab.two\n\n\ndef f():\n    return lab.one.VALUE\n';
const project = { 'entry.py': source, 'lab/__init__.py': '', 'lab/two/__init__.py': '', 'lab/one.py': 'VALUE = 1\n' };

/** Runs on `local` whose requests are written down. */
async function recorded(
  t: TestContext,
  given?: LocalRooms,
): Promise<{ rooms: LocalRooms; asked: string[]; run: () => Promise<number>; sent: () => number }> {
  const rooms = given ?? (await LocalRooms.create());
  if (!given) {
    t.after(() => rooms.dispose());
    await rooms.write(project);
  }
  let sentBytes = 0;
  const asked: string[] = [];
  const state = path.join(rooms.folder, 'state');
  const watched = new WeakSet<AgentLink>();
  const connect: typeof rooms.ports.connect = async (host, signal) => {
    const link = await rooms.ports.connect(host, signal);
    const request = link.request.bind(link);
    if (!watched.has(link)) {
      watched.add(link);
      Object.assign(link, {
        request: (...call: Parameters<AgentLink['request']>) => {
          asked.push(call[0]);
          return request(...call);
        },
      });
    }
    return link;
  };
  const runs = new Runs({ ...rooms.ports, connect }, new JobRegistry(state, silentLogger), state);
  t.after(() => runs.dispose());
  const run = async (): Promise<number> => {
    const started = runs.run({
      entry: { file: path.join(rooms.workspace, 'entry.py'), qualname: 'f', args: '' },
      workspace: rooms.workspace,
      host: 'local',
    });
    assert.equal((await started.done).state, 'succeeded');
    const sent = started.lines.filter((line) => line.type === 'bundle');
    sentBytes += sent.reduce((sum, line) => sum + line.sentBytes, 0);
    return sent.reduce((sum, line) => sum + line.sentFiles, 0);
  };
  return { rooms, asked, run, sent: () => sentBytes };
}

describe('a bundle on its way to a host', () => {
  it('goes to a bare host in one breath, each content once', async (t) => {
    const { asked, run } = await recorded(t);
    assert.equal(await run(), 3);
    assert.deepEqual(asked, ['put', 'blobs', 'start', 'follow']);
  });

  it('takes along what shows its result, once for each host', async (t) => {
    const { rooms, asked, run, sent } = await recorded(t);
    await run();
    const display = await readFile(path.join(assets, 'display.gz'));
    const first = sent();
    assert.ok(first > display.length, `${first} bytes`);
    await rooms.write({ 'lab/one.py': 'VALUE = 2\n' });
    assert.equal(await run(), 1);
    assert.ok(sent() - first < display.length / 2, `${sent() - first} bytes`);
    asked.length = 0;
    await run();
    assert.deepEqual(asked, ['start', 'follow']);
  });

  it('that a host holds goes there with what shows its result, where another version of that was sent', async (t) => {
    const { rooms, asked, run } = await recorded(t);
    await run();
    const folder = path.join(rooms.folder, 'state/hosts');
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      writeFileSync(file, readFileSync(file, 'utf8').replace(/"display":"\w+"/, `"display":"${'0'.repeat(64)}"`));
    }
    asked.length = 0;
    const again = await recorded(t, rooms);
    assert.equal(await again.run(), 0);
    assert.deepEqual(again.asked, ['blobs', 'start', 'follow']);
  });

  it('that a host has lost in part is made whole by what its refusal names', async (t) => {
    const { rooms, asked, run } = await recorded(t);
    await run();
    asked.length = 0;
    rmSync(path.join(rooms.folder, 'host/cache/blobs'), { recursive: true });
    assert.equal(await run(), 3);
    assert.deepEqual(asked, ['start', 'follow', 'blobs', 'start', 'follow']);
  });

  it('that a host has lost whole is put there again', async (t) => {
    const { rooms, asked, run } = await recorded(t);
    await run();
    asked.length = 0;
    for (const folder of ['blobs', 'bundles'])
      rmSync(path.join(rooms.folder, 'host/cache', folder), { recursive: true });
    assert.equal(await run(), 3);
    assert.deepEqual(asked, ['start', 'follow', 'put', 'blobs', 'start', 'follow']);
  });
});
