// `npm run chaos [-- --seed N --runs N]`: jobs over a real sshd whose processes and ways are killed and cut at random.
// `npm run chaos -- hostile [--seed N --runs N]`: spoiled input at the agent's door.
import path from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { main, root, run } from './process.mjs';
import { requireNode, requirePython } from './requirements.mjs';
import { ensure } from './system.mjs';

await main(async () => {
  requireNode();
  await requirePython();
  await ensureDependencies();
  await run(process.execPath, ['scripts/assets.mjs'], { cwd: root });
  const words = process.argv.slice(2);
  if (words[0] === 'hostile') {
    const env = { ...process.env, FARCALL_RUNTIME: path.join(root, 'dist/assets/runtime.gz') };
    await run('python3', ['test/python/hostile.py', ...words.slice(1)], { cwd: root, env });
    return;
  }
  await ensure(['openssh-server', 'openssh-client']);
  await run(process.execPath, ['--import', 'tsx', 'test/chaos/main.ts', ...words], { cwd: root });
});
