import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bed, RowGroup } from './bed';
import { FarcallRooms, newInspector } from './farcallRooms';
import { inTurn, round, type Row } from './measure';

const rounds = 20;

/** From the request to the first output on a host that has no Farcall folder, the connection's making included. */
export const firstContactRows: RowGroup = {
  ids: ['first-contact', 'first-contact-far'],
  measure: async (bed) => {
    const workspace = mkdtempSync(path.join(tmpdir(), 'farcall-contact-'));
    writeFileSync(path.join(workspace, 'hello.py'), 'def f():\n    print("hello")\n');
    try {
      return [
        await rowOn(bed, 'box', 'first-contact', workspace),
        await rowOn(bed, 'far', 'first-contact-far', workspace),
      ];
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  },
};

async function rowOn(bed: Bed, host: 'box' | 'far', id: string, workspace: string): Promise<Row> {
  const inspector = newInspector();
  const times = await inTurn(rounds, {
    farcall: async () => {
      const rooms = await FarcallRooms.open(host, bed.sshd.configFile, {}, inspector);
      try {
        return (await rooms.run(workspace, 'hello.py', 'f')).firstOutput;
      } finally {
        await rooms.dispose();
      }
    },
    ssh: () => firstOutputOfSsh(bed.sshd.configFile, host),
  });
  const ours = round(times.farcall);
  const peer = round(times.ssh);
  return {
    id,
    ours,
    unit: 'ms',
    peers: { 'ssh python3 -c': peer },
    target: `<= ${peer} (the peer)`,
    met: ours <= peer,
  };
}

function firstOutputOfSsh(configFile: string, host: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', ['-F', configFile, host, `python3 -c 'print("hello")'`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let first: number | undefined;
    child.stdout.on('data', () => (first ??= performance.now() - began));
    child.on('error', reject);
    child.on('close', () => (first === undefined ? reject(new Error('ssh printed nothing.')) : resolve(first)));
  });
}
