import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Farcall } from './farcall';

describe('farcall with the host auto', { timeout: 60_000 }, () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
    await mkdir(path.join(farcall.home, '.config', 'farcall'), { recursive: true });
    const hosts = Object.fromEntries(
      ['one', 'two'].map((name) => [name, { command: ['sh'], directory: path.join(farcall.home, name) }]),
    );
    await farcall.write({
      '../.config/farcall/hosts.json': JSON.stringify({ hosts: { ...hosts, off: { command: ['false'] } } }),
      'app.py': 'def f():\n    return 7\n',
    });
  });
  after(() => farcall.dispose());

  test('lists it among the hosts', async () => {
    const { stdout } = await farcall.call('hosts');
    assert.match(stdout.toString(), /^ {2}auto +the least busy of those that were added$/m);
  });

  test('runs on one of the added hosts and tells which, and why', async () => {
    const { status, stdout, stderr } = await farcall.call('run', 'app.py:f', '--host', 'auto');
    assert.equal(status, 0, stderr);
    assert.match(stdout.toString(), /7/);
    const [, name] =
      /auto chose (one|two), the least busy: (?:[\d.]+ of \d+|all \d+|the) cores? busy.*Not taken: .*off: /.exec(
        stderr,
      ) ?? [];
    assert.ok(name !== undefined, stderr);
    assert.match((await farcall.call('jobs')).stdout.toString(), new RegExp(`${name}.*app:f`));
  });

  test('tells it as a line of its own with --json', async () => {
    const told = await farcall.lines('run', 'app.py:f', '--host', 'auto');
    const { host, others } = told.one('chosen');
    assert.ok(['one', 'two'].includes(host));
    assert.equal(others.length, 2);
    assert.ok(told.all('state').every((line) => line.host === host));
  });

  test('cannot test it, since it is none itself', async () => {
    const { status, stderr } = await farcall.call('hosts', 'test', 'auto');
    assert.equal(status, 2);
    assert.match(stderr, /auto stands for whichever host is least busy/);
  });
});
