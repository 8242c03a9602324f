import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostOptions } from '../../src/contract/hosts';
import { terminalOf } from '../../src/run/jobTerminal';
import type { RunRequest } from '../../src/run/service';
import { LocalRooms } from './localRooms';

const looks = `import os


def f():
    return [os.environ["TERM"], os.environ["PAGER"], *os.get_terminal_size(1), *os.get_terminal_size(2)]
`;

test('a run gets a terminal where that is asked for it, or else where its host gives one to all', () => {
  const size = { columns: 80, rows: 30 };
  assert.deepEqual(terminalOf({ terminal: true }, {}), size);
  assert.deepEqual(terminalOf({ terminal: true }, { terminal: false }), size);
  assert.deepEqual(terminalOf({}, { terminal: true }), size);
  assert.equal(terminalOf({ terminal: false }, { terminal: true }), null);
  assert.equal(terminalOf({}, {}), null);
  const terminalSize = { columns: 77, rows: 33 };
  assert.deepEqual(terminalOf({ terminalSize }, { terminal: true }), terminalSize);
  assert.equal(terminalOf({ terminalSize }, {}), null);
});

describe('a function with a terminal', { timeout: 60_000 }, () => {
  const seen = async (options: HostOptions, more: Partial<RunRequest>): Promise<unknown> => {
    const rooms = await LocalRooms.create(options);
    try {
      await rooms.write({ 'looks.py': looks });
      const run = rooms.run('looks.py', 'f', '', more);
      assert.equal((await run.done).state, 'succeeded');
      return run.record.result?.json;
    } finally {
      await rooms.dispose();
    }
  };

  test('is told its kind and its size, and to wait for no key', async () => {
    const told = await seen({}, { terminal: true, terminalSize: { columns: 77, rows: 33 } });
    assert.deepEqual(told, ['xterm-256color', 'cat', 77, 33, 77, 33]);
  });

  test('finds there what its host is to be told', async () => {
    const told = await seen({ env: { TERM: 'vt100' } }, { terminal: true });
    assert.deepEqual(told, ['vt100', 'cat', 80, 30, 80, 30]);
  });
});
