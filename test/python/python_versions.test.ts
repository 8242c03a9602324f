import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

// The worker's own suite (unittest, no installs) under every Python ≥ 3.8 of this machine: all of it under the newest,
// what depends on the version under the others.

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const oldest = 8;
/** What travels to a host, made anew before the tests: they run the very bytes that ship. */
const runtime = path.join(root, 'dist/assets/runtime.gz');

interface Python {
  readonly path: string;
  readonly version: string;
  readonly minor: number;
}

function candidates(): string[] {
  const found: string[] = [];
  const versions = path.join(process.env['PYENV_ROOT'] ?? path.join(homedir(), '.pyenv'), 'versions');
  if (existsSync(versions))
    for (const name of readdirSync(versions)) found.push(path.join(versions, name, 'bin/python3'));
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    if (!existsSync(folder) || folder.includes('shims')) continue;
    for (const name of readdirSync(folder)) if (/^python3(\.\d+)?$/.test(name)) found.push(path.join(folder, name));
  }
  return found.filter((file) => existsSync(file));
}

async function describePython(file: string): Promise<Python | undefined> {
  try {
    const { stdout } = await run(file, ['-c', 'import sys;print("%d.%d.%d" % sys.version_info[:3])']);
    const version = stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    return major === 3 && minor !== undefined && minor >= oldest ? { path: file, version, minor } : undefined;
  } catch {
    return undefined;
  }
}

/** One of each minor version, newest first. */
async function findPythons(): Promise<Python[]> {
  const byMinor = new Map<number, Python>();
  for (const file of candidates()) {
    const python = await describePython(file);
    if (python && !byMinor.has(python.minor)) byMinor.set(python.minor, python);
  }
  return [...byMinor.values()].sort((a, b) => b.minor - a.minor);
}

async function runSuite(python: Python, scope: 'all' | 'compat'): Promise<string> {
  const args = ['-m', 'unittest', 'discover', '-s', path.join(root, 'test/python')];
  try {
    const { stderr } = await run(python.path, args, {
      cwd: root,
      env: { ...process.env, FARCALL_TESTS: scope, FARCALL_RUNTIME: runtime, PYTHONDONTWRITEBYTECODE: '1' },
      timeout: 240_000,
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
