import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { Farcall } from './farcall';

const sized = 'stty cols 77 rows 33; exec "$@"';
const atTerminal = `import os, pty, sys; sys.exit(os.WEXITSTATUS(pty.spawn(["sh", "-c", '${sized}', "sh", *sys.argv[1:]])))`;

describe('farcall at a terminal', { timeout: 60_000 }, () => {
  let farcall: Farcall;
  before(async () => {
    farcall = await Farcall.create({ TERM: 'xterm' });
    const slowly = { command: ['sh', '-c', 'sleep 2; exec sh'] };
    await farcall.write({
      'app.py': 'import time\ntime.sleep(2)\n\n\ndef f():\n    print("said")\n    time.sleep(2)\n    return 1\n',
      '.vscode/settings.json': JSON.stringify({ 'farcall.hosts': { slowly } }),
    });
  });
  after(() => farcall.dispose());

  const call = async (environment: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<string> => {
    const child = spawn('python3', ['-c', atTerminal, process.execPath, farcall.program, ...words], {
      cwd: farcall.workspace,
      env: { ...farcall.environment, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
    assert.equal(await new Promise((resolve) => child.on('close', resolve)), 0, said);
    return said;
  };

  test('says what it waits for, and leaves none of that behind', async () => {
    const said = await call({}, 'run', 'app.py:f', '--host', 'slowly', '--keep', 'all');
    for (const line of ['Connecting to slowly…', 'Python on slowly starts, and loads what the code imports…'])
      assert.ok(said.includes(`${line}\r\x1b[K`), said);
    assert.ok(!said.slice(said.indexOf('said\r\n')).includes('\x1b[K'), 'what the code says is not disturbed');
  });

  test('gives a function one of its own size, and is left as it was before that drew on it', async () => {
    const draws = 'print("\\x1b[?25l\\x1b[31m", *os.get_terminal_size(1), sys.stderr.isatty())';
    await farcall.write({ 'draws.py': `import os, sys\n\n\ndef f():\n    ${draws}\n` });
    const said = await call({}, 'run', 'draws.py:f', '--host', 'local', '--terminal');
    assert.match(said, /77 33 True\r\n/);
    assert.ok(said.endsWith('\x1b[?25h\x1b[m'), said);
    assert.ok(!(await call({}, 'run', 'app.py:f', '--host', 'local', '--terminal')).includes('\x1b[?25h'));
  });

  test('is where a person says whether jobs may be removed', async () => {
    await farcall.write({ 'quick.py': 'def f(): return 1\n' });
    const { stdout } = await farcall.call('run', 'quick.py:f', '--json');
    const [, job = ''] = /"job":"([^"]+)"/.exec(stdout.toString()) ?? [];
    const removed = async (answer: string): Promise<string> => {
      const child = spawn('python3', ['-c', atTerminal, process.execPath, farcall.program, 'remove', job], {
        cwd: farcall.workspace,
        env: farcall.environment,
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (piece: Buffer) => {
        if (!said.includes('(yes/no)') && (said + piece.toString()).includes('(yes/no)')) child.stdin.write(answer);
        said += piece.toString();
      });
      const status = await new Promise((resolve) => child.on('close', resolve));
      child.stdin.destroy();
      assert.ok(said.includes(`${job}  quick:f on local, succeeded`), said);
      return `${String(status)} ${said}`;
    };
    assert.match(await removed('no\r'), /^130 /);
    assert.match((await farcall.call('jobs')).stdout.toString(), new RegExp(job));
    assert.match(await removed('yes\r'), new RegExp(`^0 [^]*${job} is removed`));
    assert.doesNotMatch((await farcall.call('jobs')).stdout.toString(), new RegExp(job));
  });

  test('that cannot erase is not written to', async () => {
    assert.doesNotMatch(await call({ TERM: 'dumb' }, 'run', 'app.py:f', '--host', 'slowly'), /…/);
  });
});
