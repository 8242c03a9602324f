import assert from 'node:assert/strict';
import { access, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Farcall } from './farcall';

describe('farcall jobs', { timeout: 60_000 }, () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
    await farcall.write({
      'gated.py':
        'import os, time\ndef f(gate):\n    while not os.path.exists(gate): time.sleep(0.01)\n' +
        'def g(gate):\n    f(gate)\n    raise ValueError(gate)\n',
    });
  });
  after(() => farcall.dispose());

  const detached = async (name: string, gate: string): Promise<string> => {
    const { stdout, stderr, status } = await farcall.call(
      ...['run', `gated.py:${name}`, '--args', JSON.stringify(gate), '--detach'],
    );
    assert.equal(status, 0, stderr);
    return stdout.toString().trim();
  };
  /** By nothing but the job's folder: nobody follows it. */
  const ended = async (job: string): Promise<void> => {
    const end = path.join(farcall.home, '.farcall', 'jobs', job, 'end.json');
    while (
      !(await access(end).then(
        () => true,
        () => false,
      ))
    )
      await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test('tells once of those that ended since they were last looked at', async () => {
    const gate = path.join(farcall.home, 'gate');
    const never = path.join(farcall.home, 'never');
    const good = await detached('f', gate);
    const bad = await detached('g', gate);
    const open = await detached('f', never);
    await writeFile(gate, '');
    await Promise.all([good, bad].map(ended));

    const first = await farcall.call('jobs');
    assert.match(first.stderr, /^Ended since you last looked: 1 succeeded, 1 failed, marked \*\.$/m);
    const rows = first.stdout.toString();
    assert.match(rows, new RegExp(`^${good} +succeeded\\* +local +[\\d.]+ m?s +gated:f$`, 'm'));
    assert.match(rows, new RegExp(`^${bad} +failed\\* `, 'm'));
    assert.match(rows, new RegExp(`^${open} +running +local +gated:f$`, 'm'));

    const second = await farcall.call('jobs');
    assert.equal(second.stderr, '');
    assert.doesNotMatch(second.stdout.toString(), /\*/);

    await writeFile(never, '');
    await ended(open);
    const lines = (await farcall.call('jobs', '--json')).stdout.toString().trim().split('\n');
    const news = lines.filter((line) => line.includes('"news":true'));
    assert.equal(news.length, 1);
    assert.match(news[0] ?? '', new RegExp(`"job":"${open}"`));
  });

  test('and a job that has printed nothing is not met with silence', async () => {
    const gate = path.join(farcall.home, 'later');
    const job = await detached('f', gate);
    const waiting = await farcall.call('logs', job);
    assert.deepEqual([waiting.status, waiting.stdout.toString()], [0, '']);
    assert.match(
      waiting.stderr,
      new RegExp(`^${job} is \\w+ and has printed nothing yet\\. To wait .*logs ${job} --follow\n$`),
    );
    await writeFile(gate, '');
    await ended(job);
    assert.equal(
      (await farcall.call('logs', job)).stderr,
      `${job} succeeded; it printed nothing. See: farcall result ${job}\n`,
    );
    const followed = await farcall.call('logs', job, '--follow', '--json');
    assert.match(followed.stdout.toString(), new RegExp(`^{"type":"state","job":"${job}".*"state":"succeeded"}\n$`));
  });

  test('and cleaning a host leaves them, and says where they are', async () => {
    const { stdout, status } = await farcall.call('hosts', 'clean', 'local');
    assert.equal(status, 0);
    const folder = path.join(farcall.home, '.farcall', 'jobs');
    assert.match(stdout.toString(), /of results and output stay/);
    assert.ok(stdout.toString().includes(`Each job has a folder below ${folder} there`), stdout.toString());
  });

  test('removes ended ones with all that their host has of them, once a person said so', async () => {
    const gate = path.join(farcall.home, 'gate');
    const open = await detached('f', path.join(farcall.home, 'shut'));
    const [one, other] = [await detached('f', gate), await detached('g', gate)];
    await Promise.all([one, other].map(ended));
    const folderOf = (job: string): string => path.join(farcall.home, '.farcall', 'jobs', job);

    const unasked = await farcall.call('remove', one, other);
    assert.equal(unasked.status, 2);
    assert.match(unasked.stderr, /--yes/);
    const running = await farcall.call('remove', one, open, '--yes');
    assert.equal(running.status, 2);
    assert.match(running.stderr, new RegExp(`${open} has not ended: .*farcall cancel ${open}`));
    for (const job of [one, other, open]) await access(folderOf(job));

    const removed = await farcall.call('remove', one, other, '--yes', '--json');
    assert.deepEqual([removed.status, removed.stderr], [0, '']);
    assert.deepEqual(
      removed.stdout.toString(),
      [one, other].map((job) => `${JSON.stringify({ type: 'removed', job, host: 'local' })}\n`).join(''),
    );
    for (const job of [one, other]) await assert.rejects(access(folderOf(job)));
    const listed = (await farcall.call('jobs')).stdout.toString();
    assert.ok(!listed.includes(one) && listed.includes(open), listed);
    await writeFile(path.join(farcall.home, 'shut'), '');
    await ended(open);
    assert.equal((await farcall.call('remove', open, '--yes')).status, 0);
  });

  test('tells a job whose folder is gone as lost, and forgets one that goes on where it is to', async () => {
    const [gate, later] = ['gate-gone', 'gate-kept'].map((name) => path.join(farcall.home, name)) as [string, string];
    const [gone, kept] = [await detached('f', gate), await detached('f', later)];
    const folderOf = (job: string): string => path.join(farcall.home, '.farcall', 'jobs', job);
    await writeFile(gate, '');
    await ended(gone);
    await rm(folderOf(gone), { recursive: true, maxRetries: 20, retryDelay: 100 });
    assert.match((await farcall.call('jobs')).stdout.toString(), new RegExp(`^${gone} +lost\\* `, 'm'));
    const result = await farcall.call('result', gone);
    assert.equal(result.status, 4, result.stderr);
    assert.match(result.stderr, /no job .*kept here:\n.*somebody removed its folder/);
    assert.equal((await farcall.call('remove', gone, '--yes')).status, 0);

    assert.match((await farcall.call('remove', kept, '--yes')).stderr, /has not ended.* --here/);
    assert.equal((await farcall.call('remove', kept, '--here', '--yes')).status, 0);
    assert.equal((await farcall.call('jobs')).stdout.toString().includes(kept), false);
    await access(folderOf(kept));
    await writeFile(later, '');
  });

  test('asks no host for a job that could not be brought there, and tells later why', async () => {
    await farcall.write({
      '.vscode/settings.json': JSON.stringify({ 'farcall.hosts': { gone: { command: ['/nowhere/at/all'] } } }),
    });
    const run = await farcall.call('run', 'gated.py:f', '--host', 'gone');
    assert.equal(run.status, 3, run.stderr);
    const { stdout, stderr } = await farcall.call('jobs');
    assert.equal(stderr, '');
    const [job] = /^\S+(?= +failed +gone )/m.exec(stdout.toString()) ?? [];
    assert.ok(job !== undefined, stdout.toString());
    for (const verb of ['logs', 'result']) {
      const asked = await farcall.call(verb, job);
      assert.equal(asked.status, 3);
      assert.ok(run.stderr.includes(asked.stderr), `${asked.stderr} after ${run.stderr}`);
    }
  });
});
