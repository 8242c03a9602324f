import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isolatedHome } from '../test/vscode/isolatedHome';
import { preparedEditor, runInside } from '../test/vscode/runInside';
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
  const editor = await preparedEditor();
  const home = await isolatedHome();
  const file = path.join(home.folder, 'results.json');
  try {
    await runInside(editor, home, 'dist/bench/activation.js', { FARCALL_BENCH_RESULTS: file });
    return measuredSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } finally {
    await home.dispose();
  }
}
