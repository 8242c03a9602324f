import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { pythonWith } from '../../scripts/pythonTools.mjs';
import { findPythons } from './pythons';

// What is shown of the values of libraries, with the real ones, under the oldest Python and one that is newer.

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const suites = [
  { name: 'display-3.8', minor: 8, wanted: ['numpy==1.24.4', 'pandas==2.0.3', 'matplotlib==3.7.5'] },
  {
    name: 'display-3.11',
    minor: 11,
    wanted: ['numpy==2.2.6', 'pandas==2.2.3', 'polars==1.30.0', 'matplotlib==3.10.3', 'pyarrow==20.0.0'],
  },
  // The build without the libraries of GPUs, of gigabytes, is not at every registry.
  { name: 'display-torch', minor: 11, wanted: ['numpy==2.2.6', 'torch==2.13.0+cpu'], rare: true },
];

void test('what is shown of the values of libraries', { concurrency: true }, async (context) => {
  const pythons = await findPythons();
  for (const { name, minor, wanted, rare = false } of suites) {
    const base = pythons.find((python) => python.minor === minor);
    await context.test(
      `with ${wanted.join(', ')} under Python 3.${minor}`,
      { skip: !base && `Python 3.${minor} is not here` },
      async (t) => {
        const python = base && (await pythonWith(name, base.path, wanted));
        if (!python) {
          if (process.env['CI'] !== undefined && !rare) throw new Error(`${wanted.join(', ')} cannot be installed.`);
          t.skip('they cannot be installed here: is PyPI within reach?');
          return;
        }
        const args = ['-m', 'unittest', 'discover', '-s', path.join(root, 'test/python'), '-p', 'test_libraries.py'];
        const { stderr } = await run(python, args, { cwd: root, timeout: 300_000, maxBuffer: 16 * 1024 * 1024 });
        assert.match(stderr, /\nOK/);
        assert.match(stderr, /Ran [1-9]\d+ tests/);
      },
    );
  }
});
