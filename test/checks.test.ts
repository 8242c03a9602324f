import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { collect, root } from '../scripts/process.mjs';
import { pythonTools } from '../scripts/pythonTools.mjs';

/** Runs one of the project's own tools over the project; what it complains of is the failure. */
async function passes(program: string, ...args: string[]): Promise<void> {
  const { status, output } = await collect(program, args, { env: { ...process.env, NO_COLOR: '1' } });
  assert.equal(status, 0, output);
}

const node = (script: string, ...args: string[]): Promise<void> =>
  passes(process.execPath, path.join(root, 'node_modules', script), ...args);

test('the TypeScript is well typed', () => node('typescript/bin/tsc', '--noEmit', '-p', '.'));

test('the TypeScript of the panel is well typed', () =>
  node('typescript/bin/tsc', '--noEmit', '-p', 'src/show/webview'));

test('eslint finds nothing', () => node('eslint/bin/eslint.js', '.'));

test('everything is formatted', () => node('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'));

test('nothing is dead: no unused file, export or dependency', () => node('knip/bin/knip.js', '--no-progress'));

test('the Python is clean', async (t) => {
  const tools = await pythonTools();
  if (tools === undefined) {
    if (process.env['CI'] !== undefined) throw new Error('ruff and mypy cannot be installed.');
    t.skip('ruff and mypy cannot be installed here: is PyPI within reach?');
    return;
  }
  const tests = existsSync(path.join(root, 'test/python')) ? ['test/python'] : [];
  await t.test('by ruff', () => passes(tools.ruff, 'check', 'python', 'examples', 'bench', ...tests));
  await t.test('by ruff format', () =>
    passes(tools.ruff, 'format', '--check', 'python', 'examples', 'bench', ...tests),
  );
  await t.test('by mypy --strict', () => passes(tools.mypy, 'python/farcall'));
});
