import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bed, RowGroup } from './bed';
import { FarcallRooms } from './farcallRooms';
import { inTurn, median, pause, round, type Row } from './measure';
import { writeProject } from './project';

const rounds = 20;
const files = 300;
/** One of the five that the entry imports. */
const edited = 'lab/m3.py';

/** A project of 300 files, of which the entry imports five: what is sent, and how soon it runs. */
export const projectRows: RowGroup = {
  ids: [
    'sent-first-run',
    'sent-second-run',
    'sent-one-file-edited',
    'unchanged-first-output',
    'edited-first-output',
    'edited-first-output-far',
    'edited-bytes',
  ],
  measure: async (bed) => {
    const workspace = mkdtempSync(path.join(tmpdir(), 'farcall-project-'));
    const near = await FarcallRooms.open('box', bed.sshd.configFile);
    const far = await FarcallRooms.open('far', bed.sshd.configFile);
    try {
      await writeProject(workspace, files);
      return [
        ...(await sentRows(near, workspace)),
        await firstOutputRow(near, bed, workspace),
        ...(await editedRows(near, far, bed, workspace)),
      ];
    } finally {
      await near.dispose();
      await far.dispose();
      rmSync(workspace, { recursive: true, force: true });
    }
  },
};

/** Bytes that the transfer put on the channel. */
async function sentRows(rooms: FarcallRooms, workspace: string): Promise<Row[]> {
  const first = (await rooms.run(workspace, 'entry.py', 'f')).bundle;
  const second = (await rooms.run(workspace, 'entry.py', 'f')).bundle;
  await writeFile(path.join(workspace, edited), 'VALUE = 33\n');
  const third = (await rooms.run(workspace, 'entry.py', 'f')).bundle;
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
    row('sent-one-file-edited', third, 'one file', third.sentFiles === 1),
  ];
}

/** From the request, connection open and nothing changed, to the first output. */
async function firstOutputRow(rooms: FarcallRooms, bed: Bed, workspace: string): Promise<Row> {
  const byHand = bed.byHand('box');
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

/** The same after one imported file was edited: how much later, near and far, and what was sent. */
async function editedRows(near: FarcallRooms, far: FarcallRooms, bed: Bed, workspace: string): Promise<Row[]> {
  const rows: Row[] = [];
  const excess: number[] = [];
  const before = await readFile(path.join(workspace, 'lab/m2.py'), 'utf8');
  for (const [id, rooms, roundTrip] of [
    ['edited-first-output', near, 0],
    ['edited-first-output-far', far, round(await bed.line.roundTrip())],
  ] as const) {
    const run = async (): Promise<number> => {
      const { firstOutput } = await rooms.run(workspace, 'entry.py', 'f');
      // The host makes ready for the next once this one has ended.
      await pause(100);
      return firstOutput;
    };
    for (let i = 0; i < 4; i += 1) await run();
    const { unchanged, afterEdit } = await inTurn(rounds, {
      unchanged: run,
      afterEdit: async () => {
        const text = before.replace(/\d+/, `0x${randomBytes(7).toString('hex')}`);
        await writeFile(path.join(workspace, edited), text);
        const { firstOutput, bundle } = await rooms.run(workspace, 'entry.py', 'f');
        excess.push(bundle.sentBytes - gzipSync(text).length);
        await pause(100);
        return firstOutput;
      },
    });
    const ours = round(afterEdit - unchanged);
    const most = round(roundTrip + 8);
    const target = roundTrip === 0 ? '<= 8 more' : `<= ${most} more (1 round trip of ${roundTrip} + 8)`;
    rows.push({ id, ours, unit: 'ms', peers: { unchanged: round(unchanged) }, target, met: ours <= most });
  }
  const ours = median(excess);
  return [
    ...rows,
    {
      id: 'edited-bytes',
      ours,
      unit: 'B',
      peers: {},
      target: '<= 1024 more than the file, gzipped',
      met: ours <= 1024,
    },
  ];
}
