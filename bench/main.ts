// Farcall beside what people use today, in one run on a real sshd. Words choose rows: those whose ids contain one of
// them. `--json`: the last line is one object (DESIGN 4.1).
import { activationRows } from './activationRows';
import { agentRows } from './agentRows';
import { Bed, type RowGroup } from './bed';
import { fetchRows } from './fetchRows';
import { firstContactRows } from './firstContactRows';
import { inspectionRows } from './inspectionRows';
import { formatTable, type Row } from './measure';
import { outputRows } from './outputRows';
import { outputViewRows } from './outputViewRows';
import { peerRows } from './peerRows';
import { projectRows } from './projectRows';
import { warmRows } from './warmRows';

const groups: readonly RowGroup[] = [
  projectRows,
  warmRows,
  peerRows,
  firstContactRows,
  outputRows,
  outputViewRows,
  activationRows,
  fetchRows,
  agentRows,
  // Last: where thousands of files were removed, ext4 takes half a millisecond for each new one for a while.
  {
    ids: [
      'inspect-sympy-cold',
      'inspect-sympy-after-an-edit',
      'inspect-longest-hold',
      'lenses-10000-lines',
      'hash-and-tar',
    ],
    measure: inspectionRows,
  },
];

async function main(): Promise<void> {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const wanted = (id: string): boolean => words.length === 0 || words.some((word) => id.includes(word));
  const chosen = groups.filter(({ ids }) => ids.some(wanted));
  if (chosen.length === 0) throw new Error(`No row has ${words.join(' or ')} in its id.`);
  const bed = await Bed.start();
  try {
    const rows: Row[] = [];
    for (const group of chosen) {
      const began = performance.now();
      rows.push(...(await group.measure(bed)).filter(({ id }) => wanted(id)));
      process.stderr.write(`${group.ids.join(', ')}: ${Math.round((performance.now() - began) / 1000)} s\n`);
    }
    process.stdout.write(`${formatTable(rows)}\n`);
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ rows })}\n`);
    process.exitCode = rows.every((row) => row.met) ? 0 : 1;
  } finally {
    await bed.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 70;
});
