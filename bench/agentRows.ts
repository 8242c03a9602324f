import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bed, RowGroup } from './bed';
import { FarcallRooms } from './farcallRooms';
import { pause, round, type Row } from './measure';
import { scientificPython } from './pythonEnvironment';

/** In the environment of all that these rows start on the host. */
const mark = 'FARCALL_BENCH';
const idleSeconds = 10;
/** Long enough for a fork server and what stands by in it. */
const settleSeconds = 3;
const goneWithin = 60;

/** What the host bears: the agent's memory, what it does while nothing is to do, and how soon all of it is gone. */
export const agentRows: RowGroup = {
  ids: ['agent-memory', 'agent-idle-cpu', 'gone-after-closing', 'gone-after-a-cable-is-pulled'],
  measure: async (bed) => {
    const workspace = mkdtempSync(path.join(tmpdir(), 'farcall-agent-'));
    writeFileSync(path.join(workspace, 'job.py'), 'import numpy as np\n\n\ndef f():\n    print(np.ones(3).sum())\n');
    try {
      const { rows, gone } = await whileConnected(bed, workspace);
      return [...rows, goneRow('gone-after-closing', gone), await cutRow(bed, workspace)];
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  },
};

async function whileConnected(bed: Bed, workspace: string): Promise<{ rows: Row[]; gone: number }> {
  const { rooms, marked } = await busyRooms(bed, bed.sshd.port, workspace);
  try {
    const { pid } = await rooms.hello();
    const others = marked().filter((other) => other !== pid);
    const [agent, beside] = [memoryOf(pid), others.map(memoryOf)];
    const ticks = (): number => [pid, ...others].reduce((sum, each) => sum + ticksOf(each), 0);
    const before = ticks();
    await pause(idleSeconds * 1000);
    const percent = round(ticks() - before) / idleSeconds;
    const rows: Row[] = [
      {
        id: 'agent-memory',
        ours: agent.resident,
        unit: 'MB',
        peers: {
          'its proportional share': agent.share,
          'fork server and two that stand by, together': round(beside.reduce((sum, { share }) => sum + share, 0)),
        },
        target: '<= 18 resident',
        met: agent.resident <= 18,
      },
      {
        id: 'agent-idle-cpu',
        ours: percent,
        unit: '%',
        peers: {},
        target: `0 in ${idleSeconds} s, with all that it started`,
        met: percent === 0,
      },
    ];
    const closed = performance.now();
    await rooms.dispose();
    return { rows, gone: await secondsUntilNone(marked, closed) };
  } finally {
    await rooms.dispose();
  }
}

async function cutRow(bed: Bed, workspace: string): Promise<Row> {
  const line = await bed.newLine();
  const { rooms, marked } = await busyRooms(bed, line.port, workspace);
  try {
    const cut = performance.now();
    line.freeze();
    return goneRow('gone-after-a-cable-is-pulled', await secondsUntilNone(marked, cut));
  } finally {
    await rooms.dispose();
    line.stop();
  }
}

/** Connected, some jobs done, and a fork server ready. `marked` are the processes that this brought to the host. */
async function busyRooms(
  bed: Bed,
  port: number,
  workspace: string,
): Promise<{ rooms: FarcallRooms; marked: () => number[] }> {
  const token = `${mark}=${port}-${process.pid}`;
  const host = bed.addHost(port, { SetEnv: token });
  const rooms = await FarcallRooms.open(host, bed.sshd.configFile, { python: scientificPython() });
  for (let i = 0; i < 4; i += 1) {
    await rooms.run(workspace, 'job.py', 'f');
    await pause(500);
  }
  await pause(settleSeconds * 1000);
  return { rooms, marked: () => processesWith(token) };
}

function goneRow(id: string, seconds: number): Row {
  return {
    id,
    ours: round(seconds),
    unit: 's',
    peers: {},
    target: `no process of ours left within ${goneWithin}`,
    met: seconds <= goneWithin,
  };
}

async function secondsUntilNone(marked: () => number[], since: number): Promise<number> {
  const seconds = (): number => (performance.now() - since) / 1000;
  while (marked().length > 0 && seconds() < goneWithin + 5) await pause(100);
  return seconds();
}

function processesWith(variable: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && readProcess(pid, 'environ').split('\0').includes(variable));
}

/** Megabytes: what is resident, and that with each page shared by several counted in parts. */
function memoryOf(pid: number): { resident: number; share: number } {
  const text = readProcess(pid, 'smaps_rollup');
  const kilobytes = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]);
  return { resident: round(kilobytes('Rss') / 1024), share: round(kilobytes('Pss') / 1024) };
}

/** Hundredths of a second that it has run so far. */
function ticksOf(pid: number): number {
  const fields = readProcess(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** Empty where the process has ended. */
function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
