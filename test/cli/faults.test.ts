import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Farcall } from './farcall';

/** What goes wrong is one message with the next step, and a status of DESIGN 4.2; never a stack trace of Farcall's. */
describe('farcall says what is wrong', { timeout: 120_000 }, () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
    await farcall.write({
      'ends.py':
        'import os, signal, time\n\n\ndef leaves(status):\n    os._exit(status)\n\n\n' +
        'def dies():\n    os.kill(os.getpid(), signal.SIGSEGV)\n    time.sleep(60)\n\n\n' +
        'def waits():\n    print("begun", flush=True)\n    time.sleep(600)\n\n\ndef value():\n    return [1, 2]\n',
      'words.py': 'import sys\n\nprint(sys.argv[1:])\n',
    });
  });
  after(() => farcall.dispose());

  async function refused(status: number, pattern: RegExp, ...words: string[]): Promise<void> {
    const finished = await farcall.call(...words);
    assert.equal(finished.status, status, finished.stderr);
    assert.match(finished.stderr, pattern);
    assert.doesNotMatch(finished.stderr, /unexpected|at .*\.js/);
  }

  test('of a process that ended without Python, again when its result is asked for later', async () => {
    for (const [entry, args, pattern] of [
      ['leaves', '3', /exit status 3/],
      ['dies', '', /SIGSEGV/],
    ] as const) {
      const told = await farcall.lines('run', `ends.py:${entry}`, '--args', args);
      assert.equal(told.status, 1);
      assert.match(told.one('error').message, pattern);
      const later = await farcall.lines('result', told.one('done').job);
      assert.equal(later.status, 1);
      assert.match(later.one('error').message, pattern);
    }
  });

  test("of an entry's file that only the host's Python finds wrong: it is a request that cannot be run", async () => {
    await farcall.write({
      'tabs.py': 'def f():\n\tx = 1\n        return x\n',
      'names.py': 'def f():\n    nonlocal x\n    return x\n',
    });
    for (const [file, line, errorType] of [
      ['tabs.py', 3, 'TabError'],
      ['names.py', 2, 'SyntaxError'],
    ] as const) {
      for (const entry of [`${file}:f`, file]) {
        const told = await farcall.lines('run', entry);
        const error = told.one('error');
        assert.deepEqual([told.status, error.code, error.errorType], [2, 'syntax-error', errorType], entry);
        assert.deepEqual([error.traceback.at(-1)?.file, error.traceback.at(-1)?.line], [file, line]);
        assert.equal(told.one('done').reason, 'arguments');
      }
      await refused(
        2,
        new RegExp(`farcall: ${file}:${line}: [^()]+\\. Correct it, or choose another Python`),
        'run',
        file,
      );
    }
  });

  test('of a job whose supervisor was killed: it is lost, its output is kept', async () => {
    const child = farcall.spawn('run', 'ends.py:waits', '--json');
    let out = '';
    let killed = false;
    child.stdout?.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (killed || !out.includes('begun')) return;
      killed = true;
      const [, job = ''] = /"job":"([^"]+)"/.exec(out) ?? [];
      const file = path.join(farcall.home, '.farcall', 'jobs', job, 'supervisor.json');
      void readFile(file, 'utf8').then((text) => {
        const [, pid] = /"pid":\s*(\d+)/.exec(text) ?? [];
        process.kill(Number(pid), 'SIGKILL');
      });
    });
    assert.equal(await new Promise((resolve) => child.on('close', resolve)), 4, out);
    assert.match(out, /"code":"lost"/);
    const [, job = ''] = /"job":"([^"]+)"/.exec(out) ?? [];
    assert.equal((await farcall.call('logs', job)).stdout.toString(), 'begun\n');
    await refused(4, /supervisor on the host is gone/, 'result', job);
  });

  test('where a result or a tarball cannot be written, and leaves nothing half there', async () => {
    const job = (await farcall.lines('run', 'ends.py:value')).one('done').job;
    const before = await readdir(farcall.home);
    await refused(
      2,
      /cannot be written: it is there and no file.*another file/,
      'result',
      job,
      '--save',
      farcall.workspace,
    );
    await refused(2, /cannot be written.*another file/, 'result', job, '--save', '/nowhere/at/all.pkl');
    await refused(2, /cannot be written.*another file/, 'pack', 'ends.py:value', '-o', '/nowhere/at/all.tar.gz');
    await refused(2, /cannot be written.*another file/, 'pack', 'ends.py:value', '-o', farcall.workspace);
    assert.deepEqual(await readdir(farcall.home), before);
  });

  test('of a record that cannot be read, and goes on with the others', async () => {
    const kept = (await farcall.lines('run', 'ends.py:value')).one('done').job;
    const broken = (await farcall.lines('run', 'ends.py:value')).one('done').job;
    const file = path.join(farcall.home, '.local', 'state', 'farcall', 'jobs', `${broken}.json`);
    await writeFile(file, '{');
    await refused(2, /record of .* cannot be read/, 'logs', broken);
    const jobs = (await farcall.call('jobs')).stdout.toString();
    assert.ok(jobs.includes(kept) && !jobs.includes(broken));
    assert.equal(await readFile(file, 'utf8'), '{');
  });

  test('of a hosts.json that cannot be read, and never writes over it', async () => {
    await farcall.write({ '../.config/farcall/hosts.json': '{"hosts": {' });
    const file = path.join(farcall.home, '.config', 'farcall', 'hosts.json');
    await refused(2, /hosts\.json:1:\d+.*nothing was changed/, 'run', 'ends.py:value');
    assert.equal(await readFile(file, 'utf8'), '{"hosts": {');
    await farcall.write({ '../.config/farcall/hosts.json': '{"version":1,"hosts":{}}' });
  });

  test('and leaves the words after -- to the program', async () => {
    const finished = await farcall.call('run', 'words.py', '--', '--json', '--host', 'a b', '');
    assert.equal(finished.status, 0, finished.stderr);
    assert.equal(finished.stdout.toString(), "['--json', '--host', 'a b', '']\n");
  });

  test('with --json too: what keeps a run from starting is a sentence on standard error, once', async () => {
    await farcall.write({ 'cut.py': 'def f(:\n    return 1\n' });
    for (const [words, status, code, pattern] of [
      [['cut.py:f'], 2, 'syntax-error', /^farcall: cut\.py:1:\d+: .*Correct it and run again\.\n$/],
      [['ends.py:valeu'], 2, 'no-such-function', /^farcall: .*valeu.*\n$/],
    ] as const) {
      const told = await farcall.lines('run', ...words);
      assert.deepEqual([told.status, told.one('error').code], [status, code]);
      assert.match(told.stderr, pattern);
    }
    const raised = await farcall.lines('run', 'ends.py:value', '--args', '1');
    assert.equal(raised.one('error').code, 'bad-arguments');
    assert.equal(raised.stderr.match(/farcall:/g)?.length, 1, raised.stderr);
  });

  test('about a job that was left: with --json the last line names it', async () => {
    const finished = await farcall.call('run', 'ends.py:value', '--detach', '--json');
    assert.equal(finished.status, 0);
    const last = finished.stdout.toString().trimEnd().split('\n').at(-1) ?? '';
    assert.match(last, /"type":"state","job":"\d{8}-/);
  });
});
