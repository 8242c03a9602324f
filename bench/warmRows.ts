import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Sshd } from '../test/hosts/sshd';
import { FarcallRooms } from './farcallRooms';
import { inTurn, round, type Row } from './measure';
import type { RsyncAndSsh } from './rsyncAndSsh';

const rounds = 20;
/** A fork server is ready well before so many runs. */
const runsToWarmUp = 6;
const versions = { numpy: '1.26.4', pandas: '2.2.2' };

const sources = {
  numpy: 'import numpy as np\n\n\ndef f():\n    print(np.ones(3).sum())\n',
  pandas: 'import pandas as pd\n\n\ndef f():\n    print(pd.Series([1, 2]).sum())\n',
};

/** From the request to the first output of a function that uses a library: after the first runs it is loaded ahead. */
export async function warmRows(sshd: Sshd, byHand: RsyncAndSsh): Promise<Row[]> {
  const python = await pythonWithLibraries();
  const workspace = mkdtempSync(path.join(tmpdir(), 'farcall-warm-'));
  const rooms = await FarcallRooms.open('box', sshd.configFile, { python });
  try {
    const rows: Row[] = [];
    for (const [library, most] of [
      ['numpy', 10],
      ['pandas', 16],
    ] as const) {
      writeFileSync(
        path.join(workspace, `${library}_job.py`),
        `${sources[library]}\n\nif __name__ == "__main__":\n    f()\n`,
      );
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
      const id = `warm-${library}`;
      rows.push({ id, ours, unit: 'ms', peers: { 'rsync+ssh': peer }, target: `<= ${most}`, met: ours <= most });
      if (library === 'numpy') {
        const times25 = round(peer / ours);
        rows.push({ id: `${id}-speedup`, ours: times25, unit: '×', peers: {}, target: '>= 25', met: times25 >= 25 });
      }
    }
    return rows;
  } finally {
    rooms.dispose();
    rmSync(workspace, { recursive: true, force: true });
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A virtual environment of this machine's python3 with the libraries, kept in the cache by their versions. */
async function pythonWithLibraries(): Promise<string> {
  const wanted = Object.entries(versions).map(([name, version]) => `${name}==${version}`);
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  const folder = path.join(cache, 'farcall', `bench-python-${wanted.join('-').replaceAll('==', '-')}`);
  const whole = path.join(folder, 'whole');
  const python = path.join(folder, 'bin/python');
  if (!existsSync(whole)) {
    process.stderr.write(`Installing ${wanted.join(' and ')} into ${folder} …\n`);
    rmSync(folder, { recursive: true, force: true });
    await mkdir(path.dirname(folder), { recursive: true });
    execFileSync('python3', ['-m', 'venv', folder]);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...wanted]);
    writeFileSync(whole, '');
  }
  return python;
}
