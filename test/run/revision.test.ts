import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { shownEnvironment } from '../../src/run/environment';
import { readRevision } from '../../src/run/revision';
import { LocalRooms } from './localRooms';
import { Runs } from '../../src/run/runs';

test('a repository tells its commit, its branch and how many files differ; without one nothing is told', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-git-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  assert.equal(await readRevision(folder), undefined);
  git('init', '-q', '-b', 'trunk');
  assert.equal(await readRevision(folder), undefined);
  writeFileSync(path.join(folder, 'a.py'), '1\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  const commit = git('rev-parse', 'HEAD');
  assert.deepEqual(await readRevision(folder), { commit, branch: 'trunk', changed: 0 });
  writeFileSync(path.join(folder, 'a.py'), '2\n');
  writeFileSync(path.join(folder, 'b.py'), '2\n');
  git('checkout', '-q', '--detach');
  assert.deepEqual(await readRevision(folder), { commit, changed: 2 });
});

test('values of variables that look secret are not kept', () => {
  const shown = shownEnvironment({
    OMP_NUM_THREADS: '8',
    MONKEY: 'banana',
    KEYBOARD: 'qwerty',
    AWS_SECRET_ACCESS_KEY: 'x',
    WANDB_API_KEY: 'x',
    DB_PASSWORD: 'x',
    HF_TOKEN: 'x',
    apikey: 'x',
    DATABASE_URL: 'postgres://me:hunter2@db/x',
    LONG: 'x'.repeat(1000),
  });
  assert.deepEqual(
    Object.entries(shown).flatMap(([name, value]) => (value === null ? [name] : [])),
    ['AWS_SECRET_ACCESS_KEY', 'WANDB_API_KEY', 'DB_PASSWORD', 'HF_TOKEN', 'apikey', 'DATABASE_URL'],
  );
  assert.equal(shown['LONG']?.length, 200);
});

test('the commit and the host’s variables are kept with the run, unless it was deleted meanwhile', async (t) => {
  const rooms = await LocalRooms.create({ env: { COLOUR: 'green', MY_TOKEN: 'x' } });
  t.after(() => rooms.dispose());
  await rooms.write({ 'm.py': 'def f(): return 1\n' });
  let looked = (): void => undefined;
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  const asked = new Promise<void>((resolve) => (looked = resolve));
  const commit = '4f'.repeat(20);
  const revision = async (workspace: string): Promise<{ commit: string; changed: number }> => {
    assert.equal(workspace, rooms.workspace);
    looked();
    await given;
    return { commit, changed: 1 };
  };
  const runs = new Runs({ ...rooms.ports, revision }, rooms.registry, path.join(rooms.folder, 'state'));
  t.after(() => runs.dispose());
  const [kept, deleted] = [0, 1].map(() =>
    runs.run({
      entry: { file: path.join(rooms.workspace, 'm.py'), qualname: 'f', args: '' },
      workspace: rooms.workspace,
      host: 'local',
    }),
  );
  assert.ok(kept && deleted);
  await Promise.all([kept.done, deleted.done, asked]);
  assert.deepEqual(kept.record.environment, { COLOUR: 'green', MY_TOKEN: null });
  await runs.remove(deleted.job);
  const written = new Promise<void>((resolve) => {
    rooms.registry.onChanged(() => kept.record.revision && resolve());
  });
  give();
  await written;
  assert.deepEqual((await rooms.registry.find(kept.job))?.revision, { commit, changed: 1 });
  assert.equal(await rooms.registry.find(deleted.job), undefined);
});
