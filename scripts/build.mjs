// Builds dist/: what travels to hosts and reads Python, the bundles, and with --tests the suite that runs inside VS Code.
import { collect, isStarted, main, run, ScriptError } from './process.mjs';

/** Without `tests`, nothing of the tests comes into dist/. */
export async function build({ tests = false } = {}) {
  await run(process.execPath, ['scripts/assets.mjs'], { quiet: true });
  const args = ['node_modules/webpack-cli/bin/cli.js', '--no-color', ...(tests ? ['--env', 'tests'] : [])];
  const { status, output } = await collect(process.execPath, args);
  if (status !== 0 || /warning/i.test(output)) console.error(output);
  if (status !== 0) throw new ScriptError(`The build ended with ${status}.`);
}

if (isStarted(import.meta.url)) {
  await main(() => build({ tests: process.argv.includes('--tests') }));
}
