import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { jobTerminal } from '../../src/cli/jobTerminal';

describe('a job that is followed here', () => {
  let plain: string;
  let set: string;
  before(async () => {
    plain = await mkdtemp(path.join(tmpdir(), 'farcall-terminal-'));
    set = path.join(plain, 'set');
    await mkdir(path.join(set, '.vscode'), { recursive: true });
    await writeFile(path.join(set, '.vscode', 'settings.json'), '{"farcall.terminal": true}');
  });
  after(() => rm(plain, { recursive: true }));
  const screen = { isTTY: true, columns: 132, rows: 50 };
  const terminalSize = { columns: 132, rows: 50 };

  test('gets a terminal as large as the one it is read on, where it is typed or set', async () => {
    assert.deepEqual(await jobTerminal(true, plain, screen), { terminal: true, terminalSize });
    assert.deepEqual(await jobTerminal(false, set, screen), { terminal: true, terminalSize });
  });

  test('has what its host says where neither is', async () => {
    assert.deepEqual(await jobTerminal(false, plain, screen), { terminalSize });
  });

  test('gets none where it is read by no person, unless that is typed', async () => {
    assert.deepEqual(await jobTerminal(false, set, {}), { terminal: false });
    assert.deepEqual(await jobTerminal(true, plain, {}), { terminal: true });
  });

  test('gets one of the usual size from a terminal that does not know its own', async () => {
    assert.deepEqual(await jobTerminal(true, plain, { isTTY: true, columns: 0, rows: 0 }), { terminal: true });
  });
});
