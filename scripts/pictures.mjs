// `npm run pictures [-- --out FOLDER] [--theme NAME] [--zoom FACTOR] [WORD…]`: pictures of all that a person sees of Farcall,
// in four themes and at 100 % and 200 %, to be looked at. Not part of `npm test`.
import { build } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { pack } from './package.mjs';
import { main, root, run } from './process.mjs';
import { requireNode, requirePython } from './requirements.mjs';

await main(async () => {
  requireNode();
  await requirePython();
  await ensureDependencies();
  await build();
  await pack();
  await run(process.execPath, ['--import', 'tsx', 'test/pictures/main.ts', ...process.argv.slice(2)], { cwd: root });
});
