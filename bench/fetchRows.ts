import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bed, RowGroup } from './bed';
import { FarcallRooms } from './farcallRooms';
import { inTurn, median, pause, round, type Row } from './measure';
import { scientificPython } from './pythonEnvironment';

const rounds = 20;
const runsToWarmUp = 6;
const leastShare = 0.9;
const mostDelay = 30;
const megabytes = 500;
const artifact = 'large.bin';

/** A large file that a job wrote, fetched to this machine, and what that costs who starts a job meanwhile. */
export const fetchRows: RowGroup = {
  ids: ['fetch-500-mb', 'fetch-whole', 'start-while-fetching'],
  measure: async (bed) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'farcall-fetch-'));
    writeFileSync(path.join(folder, 'job.py'), source);
    const rooms = await FarcallRooms.open('box', bed.sshd.configFile, { python: scientificPython() });
    try {
      const { job } = await rooms.run(folder, 'job.py', 'write');
      const transfer = new Transfer(bed, rooms, job, path.join(folder, 'fetched'));
      return [...(await transferRows(transfer)), await startRow(rooms, folder, transfer)];
    } finally {
      await rooms.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The file on its way to this machine. What came is removed each time: none is written over another. */
class Transfer {
  readonly #bed: Bed;
  readonly #rooms: FarcallRooms;
  readonly #job: string;
  readonly #target: string;

  constructor(bed: Bed, rooms: FarcallRooms, job: string, target: string) {
    this.#bed = bed;
    this.#rooms = rooms;
    this.#job = job;
    this.#target = target;
  }

  async fetch(): Promise<number> {
    const milliseconds = await this.#rooms.save(this.#job, artifact, this.#target);
    await rm(this.#target);
    return milliseconds;
  }

  async scp(over: 'master' | 'own'): Promise<number> {
    const milliseconds = await this.#bed.byHand('box').scp(this.#original, this.#target, over);
    await rm(this.#target);
    return milliseconds;
  }

  /** Whether what is fetched is what the job wrote, by its hash. */
  async isWhole(): Promise<boolean> {
    await this.#rooms.save(this.#job, artifact, this.#target);
    const [written, fetched] = [await hashOf(this.#original), await hashOf(this.#target)];
    await rm(this.#target);
    return written === fetched;
  }

  get #original(): string {
    return path.join(this.#rooms.folderOf(this.#job), 'work', artifact);
  }
}

async function transferRows(transfer: Transfer): Promise<Row[]> {
  const whole = await transfer.isWhole();
  const times = await inTurn(rounds, {
    farcall: () => transfer.fetch(),
    master: () => transfer.scp('master'),
    scp: () => transfer.scp('own'),
  });
  const rate = (milliseconds: number): number => round((megabytes * 1000) / milliseconds);
  const ours = rate(times.farcall);
  const [master, scp] = [rate(times.master), rate(times.scp)];
  const least = round(Math.max(master, scp) * leastShare);
  return [
    {
      id: 'fetch-500-mb',
      ours,
      unit: 'MB/s',
      peers: { 'scp over a master connection': master, scp },
      target: `>= ${least} (90 % of the quicker)`,
      met: ours >= least,
    },
    {
      id: 'fetch-whole',
      ours: whole ? megabytes * 1_000_000 : 0,
      unit: 'B',
      peers: {},
      target: 'every byte, by its hash',
      met: whole,
    },
  ];
}

/** How much later the first output of a warm job comes while the file is fetched. */
async function startRow(rooms: FarcallRooms, folder: string, transfer: Transfer): Promise<Row> {
  const start = async (): Promise<number> => {
    const { firstOutput } = await rooms.run(folder, 'job.py', 'small');
    // The next is forked once this one has ended.
    await pause(100);
    return firstOutput;
  };
  for (let i = 0; i < runsToWarmUp; i += 1) await start();
  const alone: number[] = [];
  const meanwhile: number[] = [];
  while (meanwhile.length < rounds) {
    const began = meanwhile.length;
    let over = false;
    const isOver = (): boolean => over;
    const fetched = transfer.fetch().finally(() => (over = true));
    await pause(100);
    while (!isOver()) {
      const firstOutput = await start();
      // Where the file was there in the meantime, it was started beside part of the fetch alone.
      if (!isOver()) meanwhile.push(firstOutput);
    }
    await fetched;
    for (let i = began; i < meanwhile.length; i += 1) alone.push(await start());
  }
  const ours = round(median(meanwhile) - median(alone));
  return {
    id: 'start-while-fetching',
    ours,
    unit: 'ms',
    peers: { alone: round(median(alone)), 'the slowest of them': round(Math.max(...meanwhile)) },
    target: `<= ${mostDelay} more`,
    met: ours <= mostDelay,
  };
}

async function hashOf(file: string): Promise<string> {
  const found = createHash('sha256');
  for await (const piece of createReadStream(file)) found.update(piece as Buffer);
  return found.digest('hex');
}

const source = `
import os
import numpy as np


def write():
    with open("${artifact}", "wb") as file:
        for _ in range(${megabytes}):
            file.write(os.urandom(1000000))
    print("written")


def small():
    print(np.ones(3).sum())
`;
