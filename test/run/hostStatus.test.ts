import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { test } from 'node:test';
import { readDiskUse, readHostStatus } from '../../src/run/hostStatus';
import { LocalRooms } from './localRooms';

test('a connected host tells how it is doing and what Farcall keeps there, and when it goes', async (t) => {
  const rooms = await LocalRooms.create();
  t.after(() => rooms.dispose());
  const { connections } = rooms;
  let changes = 0;
  connections.onChanged(() => (changes += 1));
  assert.deepEqual([connections.connected, connections.peek('local'), changes], [[], undefined, 0]);

  await rooms.write({ 'f.py': 'def f():\n    return 42\n' });
  await rooms.run('f.py', 'f').done;
  assert.deepEqual([connections.connected, changes], [['local'], 1]);
  const link = connections.peek('local');
  assert.ok(link);
  const status = await readHostStatus(link);
  assert.match(status.python, /^3\.\d+\.\d+/);
  assert.equal(status.executable, link.hello.executable);
  assert.ok(status.cores >= 1 && status.cores <= cpus().length);
  assert.ok(status.average >= 0 && status.gpus.idle <= status.gpus.all);
  assert.ok((await readDiskUse(link)) > 0);

  connections.disconnect('local');
  assert.deepEqual([connections.connected, connections.peek('local'), changes], [[], undefined, 2]);
});
