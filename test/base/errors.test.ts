import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { FarcallError, describe } from '../../src/base/errors';

test('an error of the system is told without its code, its call and the path, which whoever tells it has named', async () => {
  const missing = await readFile(path.join(__dirname, 'not, here')).catch((error: unknown) => error);
  assert.equal(describe(missing), 'no such file or directory');
  const folder = await readFile(__dirname).catch((error: unknown) => error);
  assert.equal(describe(folder), 'illegal operation on a directory');
  const [unknown] = await once(spawn('no such program'), 'error').catch((error: unknown) => [error]);
  assert.equal(describe(unknown), 'it was not found');
});

test('other errors are told in their own words', () => {
  assert.equal(describe(new Error('E2: something, else')), 'E2: something, else');
  assert.equal(describe('text'), 'text');
  assert.equal(describe(new FarcallError('usage', 'What?', { next: 'Say it.' })), 'What? Say it.');
});
