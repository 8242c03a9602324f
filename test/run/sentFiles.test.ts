import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { LocalRooms } from './localRooms';

const source = 'def f(over=False):\n    if over: open("m.py", "w").write("changed")\n    return 1\n';

describe('what was sent with a job', { timeout: 60_000 }, () => {
  let rooms: LocalRooms;
  const cache = (...names: string[]): string => path.join(rooms.folder, 'host', 'cache', ...names);
  const content = async (job: string): Promise<string | undefined> => {
    const sent = await rooms.runs.sent(job);
    const file = sent?.manifest.files.find((one) => one.path === 'm.py');
    const bytes = file && (await sent?.read(file));
    return bytes && Buffer.from(bytes).toString();
  };
  before(async () => {
    rooms = await LocalRooms.create();
    await rooms.write({ 'm.py': source });
  });
  after(() => rooms.dispose());

  test('comes back though the file has changed here and there, from the host’s cache or from the job’s folder', async () => {
    const [kept, changed] = [rooms.run('m.py', 'f'), rooms.run('m.py', 'f', 'over=True')];
    await Promise.all([kept.done, changed.done]);
    await rooms.write({ 'm.py': `${source}# edited\n` });
    assert.equal(await content(kept.job), source);
    assert.equal(await content(changed.job), source);
    await rm(cache('blobs'), { recursive: true });
    assert.equal(await content(kept.job), source);
    // The job has written over its copy: what is there is not what was sent.
    assert.equal(await content(changed.job), undefined);
    for (const name of await readdir(cache('bundles'))) await rm(cache('bundles', name));
    assert.equal(await rooms.runs.sent(kept.job), undefined);
  });
});
