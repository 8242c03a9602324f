import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bed, RowGroup } from './bed';
import { FarcallRooms } from './farcallRooms';
import { inTurn, pause, round, type Row } from './measure';
import { scientificPython } from './pythonEnvironment';

const rounds = 20;
/** A fork server is ready well before so many runs. */
const runsToWarmUp = 6;

const sources = {
  numpy: 'import numpy as np\n\n\ndef f():\n    print(np.ones(3).sum())\n',
  pandas: 'import pandas as pd\n\n\ndef f():\n    print(pd.Series([1, 2]).sum())\n',
};
const targets = [
  ['numpy', 10],
  ['pandas', 16],
] as const;

/** From the request to the first output of a function that uses a library: after the first runs it is loaded ahead. */
export const warmRows: RowGroup = {
  ids: ['warm-numpy', 'warm-numpy-speedup', 'warm-pandas', 'warm-numpy-far', 'warm-pandas-far'],
  measure: async (bed) => {
    const workspace = mkdtempSync(path.join(tmpdir(), 'farcall-warm-'));
    for (const [library, source] of Object.entries(sources)) {
      writeFileSync(path.join(workspace, `${library}_job.py`), `${source}\n\nif __name__ == "__main__":\n    f()\n`);
    }
    try {
      return [...(await rowsOn(bed, 'box', workspace)), ...(await rowsOn(bed, 'far', workspace))];
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  },
};

async function rowsOn(bed: Bed, host: 'box' | 'far', workspace: string): Promise<Row[]> {
  const python = scientificPython();
  const roundTrip = host === 'far' ? round(await bed.line.roundTrip()) : 0;
  const byHand = bed.byHand(host);
  const rooms = await FarcallRooms.open(host, bed.sshd.configFile, { python });
  const rows: Row[] = [];
  try {
    for (const [library, atMost] of targets) {
      const run = async (): Promise<number> => {
        const { firstOutput } = await rooms.run(workspace, `${library}_job.py`, 'f');
        // The next is forked once this one has ended.
        await pause(100);
        return firstOutput;
      };
      for (let i = 0; i < runsToWarmUp; i += 1) await run();
      const times = await inTurn(rounds, {
        farcall: run,
        'rsync+ssh': () => byHand.run(workspace, `${python} -u ${library}_job.py`),
      });
      const ours = round(times.farcall);
      const peer = round(times['rsync+ssh']);
      const most = round(roundTrip + atMost);
      rows.push({
        id: host === 'far' ? `warm-${library}-far` : `warm-${library}`,
        ours,
        unit: 'ms',
        peers: { 'rsync+ssh': peer },
        target: host === 'far' ? `<= ${most} (1 round trip of ${roundTrip} + ${atMost})` : `<= ${most}`,
        met: ours <= most,
      });
      if (library === 'numpy' && host === 'box') {
        const times25 = round(peer / ours);
        rows.push({
          id: 'warm-numpy-speedup',
          ours: times25,
          unit: '×',
          peers: {},
          target: '>= 25',
          met: times25 >= 25,
        });
      }
    }
    return rows;
  } finally {
    await rooms.dispose();
  }
}
