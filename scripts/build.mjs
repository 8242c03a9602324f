// Builds dist/: what travels to hosts and reads Python, the bundles, with --tests the suite that runs inside VS Code, and
// for the benchmarks what they measure as it is shipped.
import { collect, isStarted, main, run, ScriptError } from './process.mjs';

/** Without `tests` and `bench`, nothing of theirs comes into dist/. */
export async function build({ tests = false, bench = false } = {}) {
  await run(process.execPath, ['scripts/assets.mjs'], { quiet: true });
  const wanted = Object.entries({ tests, bench }).filter(([, on]) => on);
  const args = ['node_modules/webpack-cli/bin/cli.js', '--no-color', ...wanted.flatMap(([name]) => ['--env', name])];
  const { status, output } = await collect(process.execPath, args);
  if (status !== 0 || /warning/i.test(output)) console.error(output);
  if (status !== 0) throw new ScriptError(`The build ended with ${status}.`);
}

if (isStarted(import.meta.url)) {
  await main(() => build({ tests: process.argv.includes('--tests') }));
}
