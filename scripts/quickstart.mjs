// `npm run quickstart`, in a fresh clone: installs, builds, and runs an example function on this machine, the way it
// would run on any other. Imports nothing from node_modules, since nothing may be there yet.
import { ensureDependencies } from './dependencies.mjs';
import { main, root, run } from './process.mjs';
import { requireNode, requirePython } from './requirements.mjs';

await main(async () => {
  requireNode();
  await requirePython();
  await ensureDependencies();
  const { build } = await import('./build.mjs');
  console.log('Building …');
  await build();
  const call = ['run', 'examples/pi.py:estimate', '--args', 'samples=200_000', '--host', 'local'];
  console.log(`\n$ node dist/cli.js ${call.join(' ')}\n`);
  await run(process.execPath, ['dist/cli.js', ...call], { cwd: root });
  console.log('\nTo click "Run on remote" above it in VS Code: npm run vscode');
});
