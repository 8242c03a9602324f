import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Sshd, sshdMissing } from '../hosts/sshd';
import { Farcall } from './farcall';

const app = [
  'import os, time',
  '',
  '',
  'def f(gate=None):',
  '    print("before", flush=True)',
  '    while gate and not os.path.exists(gate): time.sleep(0.01)',
  '    print("after", flush=True)',
  '    return 42',
  '',
  '',
  'def g(gate=None):',
  '    f(gate)',
  '    raise ValueError("no such day")',
  '',
].join('\n');

/** The job is the host's: what a person is told where the way there is gone for a while, or for good. */
describe('a host that cannot be reached any more', { skip: sshdMissing(), timeout: 120_000 }, () => {
  let sshd: Sshd;
  let farcall: Farcall;
  let gate: string;
  before(async () => {
    sshd = await Sshd.start();
    sshd.trust();
  });
  after(() => sshd.stop());
  beforeEach(async () => {
    farcall = await Farcall.create({ FARCALL_SSH_CONFIG: sshd.configFile, FARCALL_SSH: 'ssh2' });
    gate = path.join(farcall.home, 'gate');
    const settings = { 'farcall.hosts': { box: { directory: path.join(farcall.home, 'host') } } };
    await farcall.write({ 'app.py': app, '.vscode/settings.json': JSON.stringify(settings) });
  });
  afterEach(() => farcall.dispose());

  /** All that was said on standard error, and the exit status; `then` is called once what was printed matches. */
  const watch = async (child: ChildProcess, pattern: RegExp, then: () => void): Promise<[string, number | null]> => {
    let out = '';
    let said = '';
    let waiting = true;
    child.stdout?.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (waiting && pattern.test(out)) {
        waiting = false;
        then();
      }
    });
    child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()));
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    assert.equal(waiting, false, said);
    return [said, status];
  };
  const detached = async (name: string): Promise<string> => {
    const words = ['run', `app.py:${name}`, '--host', 'box', '--args', JSON.stringify(gate), '--detach'];
    const { stdout, stderr, status } = await farcall.call(...words);
    assert.equal(status, 0, stderr);
    return stdout.toString().trim();
  };

  test('keeps the job of a run that is let in no more, and the run says how to come back', async () => {
    const keys = path.join(sshd.folder, 'authorized_keys');
    const child = farcall.spawn('run', 'app.py:f', '--host', 'box', '--args', JSON.stringify(gate));
    const before = readFileSync(keys, 'utf8');
    const [said, status] = await watch(child, /before/, () => {
      writeFileSync(keys, '');
      sshd.cutConnections();
    });
    writeFileSync(keys, before);
    assert.equal(status, 3);
    assert.match(said, /The connection is lost; the job goes on\. Connecting again…/);
    const [, job] =
      /box did not let root in.*\nThe job goes on at box\. Come back with: farcall logs (\S+) --follow\n$/s.exec(
        said,
      ) ?? assert.fail(said);
    await writeFile(gate, '');
    const logs = await farcall.call('logs', job ?? '', '--follow');
    assert.equal(logs.stdout.toString(), 'before\nafter\n');
  });

  test('and is reached again is told of by the run, which misses nothing', async () => {
    const again = /is lost.*Connecting again…\nbox is reached again\.\n/;
    const child = farcall.spawn('run', 'app.py:f', '--host', 'box', '--args', JSON.stringify(gate));
    const [said, status] = await watch(child, /before/, () => {
      sshd.cutConnections();
      void writeFile(gate, '');
    });
    assert.equal(status, 0, said);
    assert.match(said, again);
    assert.match(said, /succeeded in/);
  });

  test('gives what was kept of a result', async () => {
    const ran = await farcall.call('run', 'app.py:f', '--host', 'box');
    const [, job = ''] = /job (\S+) is on box/.exec(ran.stderr) ?? [];
    sshd.addHost('box', { Port: 1 });
    const result = await farcall.call('result', job);
    assert.equal(result.status, 0, result.stderr);
    assert.match(result.stderr, /box.*refused.* This is what was kept here:/);
    assert.match(result.stdout.toString(), /Result \(int\): 42/);
    const saved = await farcall.call('result', job, '--save', path.join(farcall.home, 'x.pkl'));
    assert.equal(saved.status, 3, 'the value itself is on the host');
    sshd.addHost('box');
  });

  test('is not asked to cancel what is known to have ended', async () => {
    const ran = await farcall.call('run', 'app.py:g', '--host', 'box');
    const [, job = ''] = /job (\S+) is on box/.exec(ran.stderr) ?? [];
    sshd.addHost('box', { Port: 1 });
    const cancel = await farcall.call('cancel', job);
    sshd.addHost('box');
    assert.deepEqual([cancel.status, cancel.stderr], [0, `${job} has ended already: it failed\n`]);
  });

  test('is told of by logs --follow, which then says how the job ended', async () => {
    const job = await detached('g');
    const [said, status] = await watch(farcall.spawn('logs', job, '--follow'), /before/, () => {
      sshd.cutConnections();
      void writeFile(gate, '');
    });
    assert.equal(status, 0);
    assert.equal(
      said,
      'The connection to box is lost. Connecting again…\nbox is reached again.\n' +
        `${job} failed (ValueError: no such day). See: farcall result ${job}\n`,
    );
  });
});
