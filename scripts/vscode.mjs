// `npm run vscode`: VS Code on the examples with the extension in it. The desktop's where `code` is on PATH, else
// VS Code in the browser, until Ctrl-C.
import path from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { main, root, run, ScriptError, vsix, which } from './process.mjs';
import { requireNode } from './requirements.mjs';

const examples = path.join(root, 'examples');

await main(async () => {
  requireNode();
  await ensureDependencies();
  const { build } = await import('./build.mjs');
  console.log('Building …');
  await build();
  const code = which('code');
  if (code !== undefined) {
    await run(code, [`--extensionDevelopmentPath=${root}`, examples]);
    return;
  }
  const { startWorkbench, workbenchSupported } = await import('./workbench.mjs');
  if (!workbenchSupported) {
    throw new ScriptError(
      "VS Code's `code` is not on PATH. Run \"Shell Command: Install 'code' command in PATH\" in VS Code.",
    );
  }
  const { pack } = await import('./package.mjs');
  await pack();
  const workbench = await startWorkbench({ data: path.join(root, '.vscode-test/workbench'), extensions: [vsix] });
  console.log(
    `\nVS Code with Farcall is at\n\n  ${workbench.url(examples)}\n\nOpen pi.py there and click "Run on remote" above a function. Ctrl-C ends it.`,
  );
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  await workbench.stop();
});
