// Packs dist/ and what users read into farcall.vsix; .vscodeignore lists what may go in.
import { createVSIX } from '@vscode/vsce';
import { build } from './build.mjs';
import { isStarted, main, root, vsix } from './process.mjs';

/** Packs what is built. Its modules are in the bundles, so no dependencies go along. */
export async function pack() {
  await createVSIX({
    cwd: root,
    packagePath: vsix,
    dependencies: false,
    allowMissingRepository: true,
    // There is no repository to link to; the picture goes along.
    rewriteRelativeLinks: false,
  });
}

if (isStarted(import.meta.url)) {
  await main(async () => {
    await build();
    await pack();
  });
}
