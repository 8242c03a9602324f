import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');
const [seed, inputs] = [1, 3000];
const skip = process.platform !== 'linux' && 'what agents leave behind is found by means of Linux';

it('nothing that is sent to an agent harms, hangs or silences it', { skip, timeout: 300_000 }, async () => {
  const args = ['test/python/hostile.py', '--seed', String(seed), '--runs', String(inputs)];
  const env = { ...process.env, FARCALL_RUNTIME: path.join(root, 'dist/assets/runtime.gz') };
  const { stdout } = await promisify(execFile)('python3', args, { cwd: root, env });
  assert.match(stdout, new RegExp(`^${inputs} inputs of seed ${seed} `));
});
