import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { findPythons, type Python } from './pythons';

// The worker's own suite (unittest, no installs) under every Python ≥ 3.8 of this machine: all of it under the newest,
// what depends on the version under the others.

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
/** What travels to a host, made anew before the tests: they run the very bytes that ship. */
const runtime = path.join(root, 'dist/assets/runtime.gz');

async function runSuite(python: Python, scope: 'all' | 'compat'): Promise<string> {
  const args = ['-m', 'unittest', 'discover', '-s', path.join(root, 'test/python')];
  try {
    const { stderr } = await run(python.path, args, {
      cwd: root,
      env: { ...process.env, FARCALL_TESTS: scope, FARCALL_RUNTIME: runtime, PYTHONDONTWRITEBYTECODE: '1' },
      // It only ends a suite that hangs: beside others on a slow machine one takes minutes.
      timeout: 900_000,
      maxBuffer: 16 * 1024 * 1024,
    });
    return stderr;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`The worker's tests failed under Python ${python.version}:\n${said}`, { cause: error });
  }
}

void test(
  'the worker passes its tests under every Python',
  { concurrency: availableParallelism() },
  async (context) => {
    const pythons = await findPythons();
    assert.notEqual(pythons.length, 0, 'no Python ≥ 3.8 was found on PATH or in pyenv');
    await run(process.execPath, [path.join(root, 'scripts/assets.mjs')]);
    await Promise.all(
      pythons.map((python, index) => {
        const scope = index === 0 ? 'all' : 'compat';
        return context.test(`Python ${python.version} (${scope})`, async () => {
          const said = await runSuite(python, scope);
          assert.match(said, /\nOK/);
          assert.match(said, /Ran [1-9]\d+ tests/);
        });
      }),
    );
  },
);
