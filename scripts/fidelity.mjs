// `npm run fidelity [-- --warm] [--json] [WORD…]`: calls of other people's projects, or those whose id contains a word, locally
// and through Farcall on a real sshd. Not part of `npm test`.
import { ensureDependencies } from './dependencies.mjs';
import { main, root, run } from './process.mjs';
import { requireNode, requirePython } from './requirements.mjs';
import { ensure } from './system.mjs';

await main(async () => {
  requireNode();
  await requirePython();
  await ensureDependencies();
  await ensure(['openssh-server', 'openssh-client', 'python3-venv']);
  const { build } = await import('./build.mjs');
  await build();
  await run(process.execPath, ['--import', 'tsx', 'bench/fidelity/main.ts', ...process.argv.slice(2)], { cwd: root });
});
