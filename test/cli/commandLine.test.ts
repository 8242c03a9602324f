import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import { parseCommandLine } from '../../src/cli/commandLine';

function refused(...argv: string[]): void {
  assert.throws(
    () => parseCommandLine(argv),
    (error) => error instanceof FarcallError && error.exitStatus === 2 && error.next !== undefined,
    argv.join(' '),
  );
}

describe('the command line', () => {
  test('tells a function from a whole file', () => {
    const call = parseCommandLine(['run', 'pkg/mod.py:Class.method', '--args', '"a", n=3', '--host', 'gpu1', '--json']);
    assert.ok(call.verb === 'run');
    assert.deepEqual(call.target, { file: 'pkg/mod.py', qualname: 'Class.method' });
    assert.equal(call.args, '"a", n=3');
    assert.equal(call.host, 'gpu1');
    assert.equal(call.json, true);
    const atOne = parseCommandLine(['run', 'a.py:f', '--terminal']);
    assert.ok(atOne.verb === 'run' && atOne.terminal);

    const file = parseCommandLine(['run', 'train.py', '--timeout', '2.5', '--', '--epochs', '3', '--json']);
    assert.ok(file.verb === 'run');
    assert.deepEqual(file.target, { file: 'train.py', qualname: undefined });
    assert.deepEqual(file.argv, ['--epochs', '3', '--json']);
    assert.equal(file.timeout, 2.5);
    assert.equal(file.terminal, false);
    assert.equal(file.json, false);
  });

  test('tells a cell, and the lines of a file, from a file whose name has a colon', () => {
    for (const qualname of ['%3', '%12-18']) {
      const call = parseCommandLine(['run', `a.py:${qualname}`]);
      assert.ok(call.verb === 'run');
      assert.deepEqual(call.target, { file: 'a.py', qualname });
      refused('run', `a.py:${qualname}`, '--args', '1');
    }
    const file = parseCommandLine(['run', 'a:%12-.py']);
    assert.ok(file.verb === 'run');
    assert.deepEqual(file.target, { file: 'a:%12-.py', qualname: undefined });
  });

  test('removes as many jobs as it is told', () => {
    const command = parseCommandLine(['remove', '2026', '2025', '-y']);
    assert.deepEqual(command, { verb: 'remove', jobs: ['2026', '2025'], yes: true, here: false, json: false });
    refused('remove');
  });

  test('takes --include as often as it is given', () => {
    const command = parseCommandLine(['inspect', 'a.py:f', '--include', '*.txt', '--include', 'data/**']);
    assert.ok(command.verb === 'inspect');
    assert.deepEqual(command.include, ['*.txt', 'data/**']);
  });

  test('takes lines one by one or with commas, and paths', () => {
    const command = parseCommandLine([
      'run',
      'a.py:f',
      '--keep',
      '3,14',
      '--keep',
      '15',
      '--leave',
      '9',
      '--send',
      'a,b.bin',
      '--hold',
      'c/',
    ]);
    assert.ok(command.verb === 'run');
    assert.deepEqual(command.choices, { keep: ['3', '14', '15'], leave: ['9'], send: ['a,b.bin'], hold: ['c/'] });
  });

  test('refuses what it does not understand, with the next step', () => {
    refused('fly');
    refused('run');
    refused('run', 'a.py:f', 'b.py:g');
    refused('run', 'a.py:f', '--hots', 'x');
    refused('run', 'a.py:f', '--timeout', 'soon');
    refused('run', 'a.py:f', '--timeout', '0');
    refused('run', 'a.py:f', '--', 'x');
    refused('run', 'a.py', '--args', '3');
    refused('run', 'a.py:f', '--keep', 'some');
    refused('run', 'a.py:f', '--leave', 'all');
    refused('run', 'a.py:f', '--keep', '0');
    refused('pack', 'a.py:f');
    refused('hosts', 'test');
    refused('hosts', 'paint', 'x');
    refused('logs');
    refused('jobs', 'x');
  });
});
