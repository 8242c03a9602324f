import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { RowGroup } from './bed';
import { median, round } from './measure';

/** What the process that takes the output (outputProcess.ts) says at its end. */
export const outputMeasured = z.object({
  /** Milliseconds from the request to the last output, of each run. */
  times: z.array(z.number()),
  bytes: z.number(),
  /** Whether what arrived is what was written, by its hash. */
  whole: z.boolean(),
  /** Megabytes that the process grew by at most. */
  growth: z.number(),
  /** Milliseconds that `ssh cat` took, in turn with the runs. */
  cat: z.array(z.number()),
});

export type OutputMeasured = z.infer<typeof outputMeasured>;

const leastShare = 0.7;
const mostGrowth = 50;

/** 200 MB that a job prints. The client is a process of its own, whose memory nothing else is in. */
export const outputRows: RowGroup = {
  ids: ['output-200-mb', 'output-whole', 'output-memory'],
  measure: async (bed) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'farcall-output-'));
    try {
      const output = path.join(folder, 'output.txt');
      writeOutput(output);
      const workspace = path.join(folder, 'workspace');
      mkdirSync(workspace);
      writeFileSync(path.join(workspace, 'flood.py'), source(output));
      const child = path.join(import.meta.dirname, 'outputProcess.ts');
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--import',
        'tsx',
        child,
        bed.sshd.configFile,
        workspace,
        output,
        ...bed.byHand('box').command,
      ]);
      const { times, bytes, whole, growth, cat } = outputMeasured.parse(JSON.parse(stdout));
      const rate = (milliseconds: number): number => round(bytes / 1000 / milliseconds);
      const ours = rate(median(times));
      const peer = rate(median(cat));
      const least = round(peer * leastShare);
      return [
        {
          id: 'output-200-mb',
          ours,
          unit: 'MB/s',
          peers: { 'ssh cat over a master connection': peer },
          target: `>= ${least} (70 % of the peer)`,
          met: ours >= least,
        },
        {
          id: 'output-whole',
          ours: whole ? bytes : 0,
          unit: 'B',
          peers: {},
          target: 'every byte, by its hash',
          met: whole,
        },
        {
          id: 'output-memory',
          ours: round(growth),
          unit: 'MB',
          peers: {},
          target: `<= ${mostGrowth} more`,
          met: growth <= mostGrowth,
        },
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Lines of UTF-8, all different. */
function writeOutput(file: string): void {
  const target = openSync(file, 'w');
  for (let start = 0; start < 2_000_000; start += 10_000) {
    const line = (i: number): string => `${String(i).padStart(10)} ${'x'.repeat(86)}${i % 1000 === 0 ? 'é' : 'xx'}\n`;
    writeSync(target, Array.from({ length: 10_000 }, (_, i) => line(start + i)).join(''));
  }
  closeSync(target);
}

const source = (file: string): string => `
import sys


def small():
    print("small")


def flood():
    with open(${JSON.stringify(file)}, "rb") as file:
        while True:
            piece = file.read(1 << 16)
            if not piece:
                break
            sys.stdout.buffer.write(piece)
`;
