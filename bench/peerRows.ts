import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bed, RowGroup } from './bed';
import { FarcallRooms } from './farcallRooms';
import { inTurn, pause, round, type Row } from './measure';
import { PeerCall } from './peerCall';
import { pythonEnvironment, scientificPython } from './pythonEnvironment';

const rounds = 20;
/** A peer that takes seconds is called less often. */
const slowRounds = 5;
const runsToWarmUp = 6;

interface Peer {
  readonly name: string;
  readonly label: string;
  readonly distributions: readonly string[];
  readonly rounds: number;
  /** Both ends need its libraries. */
  readonly onHostToo?: true;
  readonly about?: string;
}

const numpy = 'numpy==1.26.4';
const light = ['mitogen==0.3.54', 'execnet==2.1.2', 'fabric==3.2.3', numpy];
const heavy = ['covalent==0.240.0', 'covalent-ssh-plugin==0.24.1', numpy];

const peers: readonly Peer[] = [
  { name: 'mitogen', label: 'Mitogen 0.3.54', distributions: light, rounds },
  { name: 'execnet', label: 'execnet 2.1.2', distributions: light, rounds },
  { name: 'fabric', label: 'Fabric 3.2.3 + rsync', distributions: light, rounds },
  {
    name: 'covalent',
    label: 'covalent-ssh-plugin 0.24.1',
    distributions: heavy,
    rounds: slowRounds,
    onHostToo: true,
    about: `covalent-ssh-plugin in ${slowRounds} calls of its executor alone, without the server that a workflow goes through`,
  },
];

/** The same function of a local module that uses numpy, once all is warm, by what else calls functions on hosts. */
export const peerRows: RowGroup = {
  ids: ['warm-numpy-peers'],
  measure: async (bed) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'farcall-peers-'));
    const workspace = path.join(folder, 'workspace');
    const rooms = await FarcallRooms.open('box', bed.sshd.configFile, { python: scientificPython() });
    try {
      mkdirSync(workspace);
      writeFileSync(path.join(workspace, 'numpy_job.py'), source);
      return [await measured(bed, rooms, workspace)];
    } finally {
      await rooms.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measured(bed: Bed, rooms: FarcallRooms, workspace: string): Promise<Row> {
  const run = async (): Promise<number> => {
    const { firstOutput } = await rooms.run(workspace, 'numpy_job.py', 'f');
    // The next is forked once this one has ended.
    await pause(100);
    return firstOutput;
  };
  for (let i = 0; i < runsToWarmUp; i += 1) await run();
  const ours: number[] = [];
  const theirs: Record<string, number> = {};
  const notes: string[] = [];
  for (const peer of peers) {
    try {
      const times = await besideOurs(bed, peer, workspace, run);
      if (peer.rounds === rounds) ours.push(times.farcall);
      theirs[peer.label] = round(times.peer);
      if (peer.about !== undefined) notes.push(peer.about);
    } catch (error) {
      notes.push(`${peer.label} could not be called: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return {
    id: 'warm-numpy-peers',
    ours: round(Math.min(...ours)),
    unit: 'ms',
    peers: theirs,
    target: 'none: beside each other',
    met: true,
    note: `${bareCalls}${notes.map((note) => ` ${note}.`).join('')}`,
  };
}

const source = `import numpy as np


def f():
    print(np.ones(3).sum(), flush=True)
    return float(np.ones(3).sum())


if __name__ == "__main__":
    f()
`;

const bareCalls =
  'Mitogen and execnet call into one process that stays: quicker than any job, which gets a process, a working folder ' +
  'and a journal of its own and outlives the connection. Theirs do not, and are gone with it; Mitogen does not see an edit.';

async function besideOurs(
  bed: Bed,
  { name, distributions, rounds: times, onHostToo }: Peer,
  workspace: string,
  farcall: () => Promise<number>,
): Promise<{ farcall: number; peer: number }> {
  const environment = `bench-${distributions.join('-').replaceAll('==', '-')}`;
  const python = pythonEnvironment(environment, distributions);
  const onHost = onHostToo === true ? python : scientificPython();
  const peer = await PeerCall.open(name, python, bed.sshd, onHost, workspace);
  try {
    return await inTurn(times, { farcall, peer: () => peer.call() });
  } finally {
    peer.close();
  }
}
