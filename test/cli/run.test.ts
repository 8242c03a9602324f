import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { Farcall } from './farcall';

/** `farcall run` as a real process, on the host `local`: the agent, supervisor and job are the real ones. */
describe('farcall run', () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
  });
  after(() => farcall.dispose());

  test('tells a run from the closure to the end', async () => {
    await farcall.write({
      'pkg/__init__.py': '',
      'pkg/mod.py': 'from .help import double\n\n\ndef f(x=4):\n    print("working on", x)\n    return double(x)\n',
      'pkg/help.py': 'def double(x):\n    return 2 * x\n',
      'pkg/unused.py': 'raise RuntimeError\n',
    });
    const told = await farcall.lines('run', 'pkg/mod.py:f', '--args', 'x=21');
    assert.equal(told.status, 0, told.stderr);
    const closure = told.one('closure');
    assert.equal(closure.entry, 'pkg.mod:f');
    assert.deepEqual(
      closure.files.map((file) => file.path),
      ['pkg/__init__.py', 'pkg/help.py', 'pkg/mod.py'],
    );
    const bundle = told.one('bundle');
    assert.equal(bundle.sentFiles, 3);
    assert.ok(bundle.sentBytes > 0);
    assert.equal(told.output('stdout'), 'working on 21\n');
    const result = told.one('result');
    assert.equal(result.json, 42);
    assert.equal(result.valueType, 'int');
    assert.deepEqual(
      told.lines
        .filter(({ type }) => type !== 'progress' && type !== 'usage')
        .map((line) => ('state' in line ? line.state : line.type)),
      ['closure', 'shipping', 'bundle', 'starting', 'running', 'output', 'about', 'result', 'succeeded', 'succeeded'],
    );
    const done = told.one('done');
    assert.equal(done.state, 'succeeded');
    for (const step of ['inspect', 'pack', 'connect', 'ship', 'start', 'run', 'total'] as const) {
      assert.equal(typeof done.timings[step], 'number', step);
    }
  });

  test('sends no file when nothing changed, and one when one was edited', async () => {
    await farcall.write({
      'again/a.py': 'import b\n\n\ndef f():\n    return b.value\n',
      'again/b.py': 'value = 1\n',
    });
    const first = await farcall.lines('run', 'again/a.py:f');
    assert.equal(first.one('bundle').sentFiles, 2);
    const second = await farcall.lines('run', 'again/a.py:f');
    assert.deepEqual([second.one('bundle').sentFiles, second.one('bundle').sentBytes], [0, 0]);
    assert.equal(second.one('bundle').id, first.one('bundle').id);
    await farcall.write({ 'again/b.py': 'value = 2\n' });
    const third = await farcall.lines('run', 'again/a.py:f');
    assert.equal(third.one('bundle').sentFiles, 1);
    assert.equal(third.one('result').json, 2);
  });

  test('runs a whole file as python would, with its arguments', async () => {
    await farcall.write({
      'script.py': 'import sys\nprint(__name__, sys.argv)\nif __name__ == "__main__":\n    sys.exit(len(sys.argv))\n',
    });
    const told = await farcall.lines('run', 'script.py', '--', '--epochs', '3');
    assert.equal(told.output('stdout'), "__main__ ['script.py', '--epochs', '3']\n");
    assert.equal(told.status, 1);
    assert.equal(told.one('error').errorType, 'SystemExit');
  });

  test('runs the statements in some lines of a file', async () => {
    await farcall.write({ 'parts.py': 'print("not this")\nhalf = 21\n(half\n + half)\nprint("nor this")\n' });
    const ran = await farcall.lines('run', 'parts.py:%2-3');
    assert.equal(ran.status, 0, ran.stderr);
    assert.equal(ran.one('result').json, 42);
    assert.equal(ran.all('output').length, 0);
  });

  test('keeps with a run the commit that its code stands on, also where it is left at once', async () => {
    await farcall.write({ 'kept/one.py': 'def f(): return 1\n' });
    const kept = path.join(farcall.workspace, 'kept');
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: kept, encoding: 'utf8' });
    git('init', '-q', '-b', 'trunk');
    git('add', '.');
    git('commit', '-qm', 'first');
    const commit = git('rev-parse', 'HEAD').trim();
    await farcall.write({ 'kept/two.py': 'x = 1\n' });
    for (const way of [[], ['--detach']]) {
      const { stdout } = await farcall.call('run', 'kept/one.py:f', '--json', ...way);
      const [, job = ''] = /"job":"([^"]+)"/.exec(stdout.toString()) ?? [];
      const record = path.join(farcall.home, '.local/state/farcall/jobs', `${job}.json`);
      const { revision } = z.object({ revision: z.unknown() }).parse(JSON.parse(await readFile(record, 'utf8')));
      assert.deepEqual(revision, { commit, branch: 'trunk', changed: 1 });
    }
  });

  test('runs a class by its main method, awaits a coroutine and lists a generator', async () => {
    await farcall.write({
      'kinds.py': [
        'import asyncio',
        'class Job:',
        '    def __init__(self, n=2): self.n = n',
        '    def main(self): return self.n * 10',
        'async def later():',
        '    await asyncio.sleep(0)',
        '    return "done"',
        'def count(n):',
        '    yield from range(n)',
        '',
      ].join('\n'),
    });
    assert.equal((await farcall.lines('run', 'kinds.py:Job', '--args', 'n=4')).one('result').json, 40);
    assert.equal((await farcall.lines('run', 'kinds.py:later')).one('result').json, 'done');
    const counted = await farcall.lines('run', 'kinds.py:count', '--args', '3');
    assert.deepEqual(counted.one('result').json, [0, 1, 2]);
    assert.deepEqual(
      counted.all('item').map((item) => [item.index, item.json]),
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    );
  });

  test('tells an exception with the frames of the workspace', async () => {
    await farcall.write({
      'fails.py': 'def f():\n    return g()\n\n\ndef g():\n    raise ValueError("no such day")\n',
    });
    const told = await farcall.lines('run', 'fails.py:f');
    assert.equal(told.status, 1);
    const error = told.one('error');
    assert.equal(error.errorType, 'ValueError');
    assert.equal(error.message, 'no such day');
    assert.deepEqual(
      error.traceback.map(({ file, line, local }) => [file, line, local]),
      [
        ['fails.py', 2, true],
        ['fails.py', 6, true],
      ],
    );
    assert.match(error.text ?? '', /File "fails\.py", line 6, in g/);
  });

  test('keeps what the job wrote, and the value, for later', async () => {
    await farcall.write({
      'writes.py': 'def f():\n    open("out.txt", "w").write("kept")\n    return {"a": [1.5, None]}\n',
    });
    const told = await farcall.lines('run', 'writes.py:f');
    assert.deepEqual(told.one('result').artifacts, [{ path: 'out.txt', size: 4 }]);
    const { job } = told.one('done');
    const target = path.join(farcall.home, 'value.pkl');
    const saved = await farcall.lines('result', job, '--save', target);
    assert.equal(saved.status, 0, saved.stderr);
    assert.deepEqual(saved.one('result').json, { a: [1.5, null] });
    assert.equal((await readFile(target))[0], 0x80, 'a pickle');
  });

  test('names the first of many files that a job wrote, and how many more there are', async () => {
    await farcall.write({
      'many.py': 'def f():\n    for i in range(60):\n        open(f"{i:02}.txt", "w").close()\n    return "all"\n',
    });
    const told = await farcall.call('run', 'many.py:f');
    const wrote = told.stderr.split('\n').filter((line) => line.startsWith('wrote '));
    assert.deepEqual(
      [wrote.length, wrote[0], wrote.at(-2), wrote.at(-1)],
      [21, 'wrote 00.txt (0 B)', 'wrote 19.txt (0 B)', 'wrote 40 more files (--json names all)'],
    );
  });

  test('shows the repr of a value that cannot be pickled and names what is at fault', async () => {
    await farcall.write({
      'locked.py': 'import threading\n\n\ndef f():\n    return {"model": [1, threading.Lock()]}\n',
    });
    const told = await farcall.lines('run', 'locked.py:f');
    assert.equal(told.status, 0, told.stderr);
    const result = told.one('result');
    assert.match(result.previews['text/plain'] ?? '', /unlocked _thread\.lock/);
    assert.equal(result.pickled, false);
    assert.match(result.unpicklable?.path ?? '', /model.*1/);
    assert.match(result.unpicklable?.valueType ?? '', /lock/);
    const saved = await farcall.call('result', told.one('done').job, '--save', path.join(farcall.home, 'x.pkl'));
    assert.notEqual(saved.status, 0);
    assert.match(saved.stderr, /could not be pickled/);
  });

  test('leaves a job running with --detach, which logs --follow then waits for', async () => {
    await farcall.write({
      'slow.py':
        'import os, time\n\n\ndef f(gate):\n    print("begun")\n    while not os.path.exists(gate):\n        time.sleep(0.01)\n    print("ended")\n',
    });
    const gate = path.join(farcall.home, 'gate');
    const left = await farcall.call('run', 'slow.py:f', '--args', JSON.stringify(gate), '--detach');
    assert.equal(left.status, 0, left.stderr);
    const job = left.stdout.toString().trim().split('\n').at(-1) ?? '';
    assert.match(job, /^\d{8}-\d{6}-[0-9a-f]{8}$/);
    const unfinished = await farcall.call('result', job);
    assert.equal(unfinished.status, 3);
    assert.match(unfinished.stderr, /has no result yet/);
    const following = farcall.call('logs', job, '--follow');
    await farcall.write({ '../gate': '' });
    const logs = await following;
    assert.equal(logs.stdout.toString(), 'begun\nended\n');
    assert.equal((await farcall.call('logs', job)).stdout.toString(), 'begun\nended\n');
    const jobs = await farcall.call('jobs', '--json');
    assert.match(jobs.stdout.toString(), new RegExp(`"job":"${job}".*"state":"succeeded"`));
  });

  test('writes the very bytes of the output with logs', async () => {
    await farcall.write({
      'bytes.py':
        'import sys\n\n\ndef f():\n    sys.stdout.buffer.write(bytes(range(256)))\n    sys.stderr.write("e")\n',
    });
    const told = await farcall.lines('run', 'bytes.py:f');
    const logs = await farcall.call('logs', told.one('done').job);
    assert.deepEqual(logs.stdout, Buffer.from(Array.from({ length: 256 }, (_, i) => i)));
    assert.equal(logs.stderr, 'e');
  });

  test('ends the job at Ctrl-C', { timeout: 60_000 }, async () => {
    await farcall.write({ 'waits.py': 'import time\n\n\ndef f():\n    print("begun")\n    time.sleep(600)\n' });
    const child = farcall.spawn('run', 'waits.py:f', '--json');
    let out = '';
    let interrupted = false;
    child.stdout?.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (out.includes('begun') && !interrupted) interrupted = child.kill('SIGINT');
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(status, 130);
    assert.match(out, /"type":"done".*"state":"cancelled"/);
  });

  test('ends a job that runs longer than its limit', async () => {
    const told = await farcall.lines('run', 'waits.py:f', '--timeout', '0.5');
    assert.equal(told.status, 4);
    assert.equal(told.one('done').reason, 'timeout');
    assert.equal(told.output('stdout'), 'begun\n');
  });
});

describe('a request that cannot be run', () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create();
    await farcall.write({
      'good.py': 'def function(a, b=2):\n    return a\n',
      'broken.py': 'x = 1\ndef f():\n    return (1 +\n\ndef g():\n    pass\n',
      'lacks.py': 'import pkg.nowhere\n\n\ndef f():\n    pass\n',
      'pkg/__init__.py': '',
      'asks.py': 'def f():\n    return input("name? ")\n',
    });
  });
  after(() => farcall.dispose());

  async function refused(status: number, pattern: RegExp, ...args: string[]) {
    const told = await farcall.lines(...args);
    assert.equal(told.status, status, told.stderr);
    const { message, next, text } = told.one('error');
    assert.match(`${message} ${text ?? ''}`, pattern);
    return { told, next };
  }

  test('is told with line and column where the file has a syntax error, before anything is sent', async () => {
    const { told } = await refused(2, /syntax|never closed|expected/i, 'run', 'broken.py:f');
    const [at] = told.one('error').traceback;
    assert.equal(at?.file, 'broken.py');
    assert.equal(at.line, 3);
    assert.deepEqual(told.all('bundle'), []);
  });

  test('names the nearest functions where there is no such one', async () => {
    const { next } = await refused(2, /funktion/, 'run', 'good.py:funktion');
    assert.match(next ?? '', /\bfunction\b/);
  });

  test('names the file where there is none', async () => {
    await refused(2, /nothing\.py/, 'run', 'nothing.py:f');
  });

  test('names the import of a local module that is not there', async () => {
    const { told } = await refused(2, /pkg\.nowhere/, 'run', 'lacks.py:f');
    assert.deepEqual(
      told.one('error').traceback.map(({ file, line }) => [file, line]),
      [['lacks.py', 1]],
    );
  });

  test('refuses arguments that do not parse, before anything is sent', async () => {
    const { told } = await refused(2, /argument/i, 'run', 'good.py:function', '--args', '1, b=');
    assert.deepEqual(told.all('bundle'), []);
  });

  test('says that arguments do not evaluate, and that variables of this machine are not visible', async () => {
    await refused(2, /df/, 'run', 'good.py:function', '--args', 'df');
    await refused(2, /division/, 'run', 'good.py:function', '--args', '1/0');
  });

  test('says what to do instead of input()', async () => {
    const told = await farcall.lines('run', 'asks.py:f');
    assert.equal(told.status, 1);
    assert.match(told.one('error').message, /argument/);
  });

  test('is usage where the words are wrong', async () => {
    const finished = await farcall.call('run');
    assert.equal(finished.status, 2);
    assert.match(finished.stderr, /farcall --help/);
  });

  test('leaves no record of a job that never was', async () => {
    assert.equal((await farcall.call('run', 'broken.py:f')).status, 2);
    const jobs = await farcall.call('jobs', '--json');
    assert.doesNotMatch(jobs.stdout.toString(), /broken/);
  });
});
