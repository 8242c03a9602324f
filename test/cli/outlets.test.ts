import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Farcall } from './farcall';

/** What reads standard output may be slow, full, or gone. */
describe('standard output', { timeout: 120_000 }, () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
    await farcall.write({
      'out.py':
        'import os, sys, time\n\n\ndef flood(mb):\n    for _ in range(mb):\n        sys.stdout.buffer.write(b"0123456789abcde\\n" * 65536)\n\n\n' +
        'def until(gate):\n    while not os.path.exists(gate):\n        print("here", flush=True)\n        time.sleep(0.01)\n    print("through")\n',
    });
  });
  after(() => farcall.dispose());

  test('that nobody reads any more leaves the job running, and says how to come back', async () => {
    const gate = path.join(farcall.home, 'gate');
    const child = farcall.spawn('run', 'out.py:until', '--args', JSON.stringify(gate), '--json');
    const said: Buffer[] = [];
    child.stderr?.on('data', (piece: Buffer) => said.push(piece));
    let heard = '';
    child.stdout?.on('data', (piece: Buffer) => {
      heard += piece.toString();
      if (heard.includes('here')) child.stdout?.destroy();
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    const text = Buffer.concat(said).toString();
    assert.equal(status, 0, text);
    const [, job] = /Left running\. Come back with: farcall logs (\S+) --follow/.exec(text) ?? [];
    assert.ok(job, text);
    assert.doesNotMatch(text, /EPIPE|at .*\.js/);
    const following = farcall.call('logs', job, '--follow');
    await farcall.write({ '../gate': '' });
    assert.match((await following).stdout.toString(), /here\nthrough\n$/);
  });

  test('that nobody reads any more ends logs quietly', async () => {
    const job = (await farcall.lines('run', 'out.py:flood', '--args', '4')).one('done').job;
    const child = farcall.spawn('logs', job);
    let said = '';
    child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()));
    child.stdout?.once('data', () => child.stdout?.destroy());
    assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
    assert.equal(said, '');
  });

  test('that is full is one clear failure', { skip: !existsSync('/dev/full') }, async () => {
    const words = ['run', 'out.py:flood', '--args', '1'];
    const child = spawn('/bin/sh', ['-c', '"$0" "$@" >/dev/full', process.execPath, farcall.program, ...words], {
      cwd: farcall.workspace,
      env: farcall.environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
    assert.equal(await new Promise((resolve) => child.on('close', resolve)), 3);
    assert.match(said, /Standard output cannot be written: .*no space/);
    assert.doesNotMatch(said, /at .*\.js/);
  });

  test(
    'that is read slowly is waited for, so that no output piles up here',
    { skip: !existsSync('/proc') },
    async () => {
      const megabytes = 200;
      const child = farcall.spawn('run', 'out.py:flood', '--args', String(megabytes));
      let received = 0;
      let paused = false;
      let most = 0;
      child.stdout?.on('data', (piece: Buffer) => {
        received += piece.length;
        if (paused || received < 1_000_000) return;
        paused = true;
        child.stdout?.pause();
        // The host is done when nothing more comes of it; until then the client's memory is watched.
        void residentUntilSteady(child.pid ?? 0).then((resident) => {
          most = resident;
          child.stdout?.resume();
        });
      });
      assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0);
      assert.ok(received >= megabytes * 1024 * 1024, String(received));
      assert.ok(paused);
      assert.ok(most < 250, `${most} MB`);
    },
  );
});

/** Megabytes, once they have not grown for half a second. */
async function residentUntilSteady(pid: number): Promise<number> {
  let most = 0;
  for (let steady = 0; steady < 10; steady += 1) {
    const text = await readFile(`/proc/${pid}/status`, 'utf8');
    const resident = Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? 0) / 1024;
    if (resident > most + 1) steady = 0;
    most = Math.max(most, resident);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return most;
}

describe('the record of a job', () => {
  test('is on disk before the job starts, or nothing is started', async () => {
    // Where a file stands in the way not even root can write.
    const farcall = await Farcall.create();
    try {
      await farcall.write({ 'f.py': 'def f():\n    return 1\n', '../.local/state': 'a file' });
      const told = await farcall.lines('run', 'f.py:f');
      assert.equal(told.status, 2);
      assert.match(told.one('error').message, /record of the job cannot be written/);
      assert.match(told.one('error').next ?? '', /XDG_STATE_HOME/);
      assert.equal(existsSync(path.join(farcall.home, '.farcall', 'jobs', told.one('state').job)), false);
    } finally {
      await farcall.dispose();
    }
  });
});
