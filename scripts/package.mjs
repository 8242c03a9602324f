// Packs dist/ and what users read into farcall.vsix; .vscodeignore lists what may go in.
import { build } from './build.mjs';
import { isStarted, main, run, vsix } from './process.mjs';

/** Packs what is built. Its modules are in the bundles, so no dependencies go along. */
export async function pack({ quiet = true } = {}) {
  // There is no repository that the links of the README could lead to; its picture goes along.
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix];
  await run(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', ...options], { quiet });
}

if (isStarted(import.meta.url)) {
  await main(async () => {
    await build();
    await pack({ quiet: false });
  });
}
