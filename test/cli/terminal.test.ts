import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { Farcall } from './farcall';

const atTerminal = 'import os, pty, sys; sys.exit(os.WEXITSTATUS(pty.spawn(sys.argv[1:])))';

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

  test('that cannot erase is not written to', async () => {
    assert.doesNotMatch(await call({ TERM: 'dumb' }, 'run', 'app.py:f', '--host', 'slowly'), /…/);
  });
});
