// `npm run bench [-- --json]`: Farcall beside what people use today, on a real sshd, in one run. Not part of `npm test`.
import { build } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { main, root, run } from './process.mjs';
import { requireNode, requirePython } from './requirements.mjs';
import { ensure } from './system.mjs';

await main(async () => {
  requireNode();
  await requirePython();
  await ensureDependencies();
  await ensure(['openssh-server', 'openssh-client', 'rsync']);
  await build({ bench: true });
  await run(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)], { cwd: root });
});
