import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { z } from 'zod';
import { browserOptions } from '../scripts/browser.mjs';
import { root } from '../scripts/process.mjs';
import { installWorkbench } from '../scripts/workbench.mjs';
import { chooseEditor } from '../test/vscode/editor';
import { isolatedHome } from '../test/vscode/isolatedHome';
import type { RowGroup } from './bed';
import { median, round } from './measure';

/** Windows, each of which loads the code for the first time. */
const windows = 5;
const most = 100;

const measuredSchema = z.object({ ours: z.number(), peer: z.number() });

/** The extension as it is shipped, in a real VS Code. */
export const activationRows: RowGroup = {
  ids: ['activation'],
  async measure() {
    const all: z.infer<typeof measuredSchema>[] = [];
    for (let i = 0; i < windows; i += 1) all.push(await activateOnce());
    const ours = round(median(all.map((one) => one.ours)));
    return [
      {
        id: 'activation',
        ours,
        unit: 'ms',
        peers: { "VS Code's own Markdown extension": round(median(all.map((one) => one.peer))) },
        target: `<= ${most}`,
        met: ours <= most,
      },
    ];
  },
};

async function activateOnce(): Promise<z.infer<typeof measuredSchema>> {
  const editor = await chooseEditor();
  if (editor.kind === 'browser') await Promise.all([installWorkbench(), browserOptions()]);
  const home = await isolatedHome();
  const file = path.join(home.folder, 'results.json');
  try {
    await runTests({
      ...(editor.kind === 'browser' && { vscodeExecutablePath: editor.launcher }),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(root, 'dist/bench/activation.js'),
      extensionTestsEnv: { ...home.env, FARCALL_BENCH_RESULTS: file },
      launchArgs: [path.join(root, 'examples')],
    });
    return measuredSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } finally {
    await home.dispose();
  }
}
