// Farcall beside what people use today, in one run on a real sshd. `--json`: the last line is one object (DESIGN 4.1).
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Sshd } from '../test/hosts/sshd';
import { FarcallRooms } from './farcallRooms';
import { inspectionRows } from './inspectionRows';
import { formatTable, inTurn, round, type Row } from './measure';
import { writeProject } from './project';
import { RsyncAndSsh } from './rsyncAndSsh';
import { warmRows } from './warmRows';

const rounds = 20;
const files = 300;

async function main(): Promise<void> {
  const workspace = mkdtempSync(path.join(tmpdir(), 'farcall-project-'));
  const sshd = await Sshd.start();
  sshd.trust();
  await writeProject(workspace, files);
  const rooms = await FarcallRooms.open('box', sshd.configFile);
  const byHand = new RsyncAndSsh(sshd);
  try {
    const rows = [
      ...(await inspectionRows()),
      ...(await sentRows(rooms, workspace)),
      await firstOutputRow(rooms, byHand, workspace),
      ...(await warmRows(sshd, byHand)),
    ];
    process.stdout.write(`${formatTable(rows)}\n`);
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ rows })}\n`);
    process.exitCode = rows.every((row) => row.met) ? 0 : 1;
  } finally {
    byHand.dispose();
    rooms.dispose();
    await sshd.stop();
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** Bytes that the transfer put on the channel. */
async function sentRows(rooms: FarcallRooms, workspace: string): Promise<Row[]> {
  const first = (await rooms.run(workspace, 'entry.py', 'f')).bundle;
  const second = (await rooms.run(workspace, 'entry.py', 'f')).bundle;
  await writeFile(path.join(workspace, 'lab/m3.py'), 'VALUE = 33\n');
  const edited = (await rooms.run(workspace, 'entry.py', 'f')).bundle;
  const row = (id: string, bundle: typeof first, target: string, met: boolean): Row => ({
    id,
    ours: bundle.sentBytes,
    unit: 'B',
    peers: { bundle: bundle.bytes },
    target,
    met,
  });
  return [
    row('sent-first-run', first, '< the bundle', first.sentBytes < first.bytes),
    row('sent-second-run', second, 'no file', second.sentFiles === 0),
    row('sent-one-file-edited', edited, 'one file', edited.sentFiles === 1),
  ];
}

/** From the request, connection open and nothing changed, to the first output. */
async function firstOutputRow(rooms: FarcallRooms, byHand: RsyncAndSsh, workspace: string): Promise<Row> {
  const times = await inTurn(rounds, {
    farcall: async () => (await rooms.run(workspace, 'entry.py', 'f')).firstOutput,
    'rsync+ssh': () => byHand.run(workspace, 'python3 -u entry.py'),
  });
  const ours = round(times.farcall);
  const peer = round(times['rsync+ssh']);
  return {
    id: 'unchanged-first-output',
    ours,
    unit: 'ms',
    peers: { 'rsync+ssh': peer },
    target: `<= ${round(peer / 2)} (half of rsync+ssh)`,
    met: ours <= peer / 2,
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 70;
});
