// `npm test [-- PATH…]`, in a fresh clone: installs what the tests need, builds, and runs them all, or those whose path
// contains one of the given words. Types, lint, format and dead code are tests too: test/checks.test.ts.
import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { main, root, ScriptError } from './process.mjs';
import { requireNode, requirePython } from './requirements.mjs';
import { ensure } from './system.mjs';

const systemPackages = [
  'openssh-server',
  'openssh-client',
  'rsync',
  'chromium',
  'python3-venv',
  ...['zsh', 'ksh', 'fish', 'tcsh'],
];

await main(async () => {
  requireNode();
  await requirePython();
  const words = process.argv.slice(2);
  const files = (await testFiles()).filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
  if (files.length === 0) throw new ScriptError(`No test file has ${words.join(' or ')} in its path.`);
  await ensureDependencies();
  await ensure(systemPackages).catch((error) => {
    if (process.env.CI !== undefined || !(error instanceof ScriptError)) throw error;
    console.log(`${error.message}\nWithout them some tests are skipped.`);
  });
  const [{ build }, { pack }, { installWorkbench, workbenchSupported }] = await Promise.all([
    import('./build.mjs'),
    import('./package.mjs'),
    import('./workbench.mjs'),
  ]);
  if (workbenchSupported) await installWorkbench();
  console.log('Building …');
  await build({ tests: true });
  await pack();
  await rm(path.join(root, 'test-output'), { recursive: true, force: true });
  console.log(`Running ${files.length} test files …`);
  process.exitCode = await runTests(files);
});

/** Every `*.test.ts`; Node 20 does not expand globs itself. */
async function testFiles() {
  const entries = await readdir(path.join(root, 'test'), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(path.join('test', 'workspaces')))
    .sort(longestFirst);
}

/** Files of whole windows and whole-project checks take longest: begun first, they do not run alone at the end. */
function longestFirst(a, b) {
  const long = ['test/checks', 'test/ui/', 'test/vscode/', 'test/hosts/'];
  const rank = (file) => (long.findIndex((start) => file.startsWith(start)) + long.length + 1) % (long.length + 1);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** One process per file, two at a time (the machine that matters has two cores); one that hangs is given up in the end. */
function runTests(files) {
  const args = [
    '--import',
    'tsx',
    '--test',
    '--test-concurrency=2',
    // For what hangs alone: how long a file takes is the machine's doing.
    '--test-timeout=1800000',
    '--test-reporter=spec',
    ...files,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, NO_COLOR: '1' } });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
