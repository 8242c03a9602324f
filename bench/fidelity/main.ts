// Calls of other people's projects, locally and through Farcall, `--warm`: once more with its libraries
// loaded ahead. `--json`: the last line is one object (DESIGN 4.1).
import { Sshd } from '../../test/hosts/sshd';
import type { Case } from './cases/case';
import { notebookCases } from './cases/notebooks';
import { packageCases } from './cases/packages';
import { scriptCases } from './cases/scripts';
import { measure, type Row } from './measure';
import { formatRow, formatSummary, reportOf } from './report';
import { formatSweep, holds, monteCarloSweep } from './sweep';

/** Calls under way at once; the machine that matters has two cores. */
const workers = 2;

async function main(): Promise<void> {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const all = [...packageCases, ...scriptCases, ...notebookCases];
  const cases = all.filter(({ id }) => words.length === 0 || words.some((word) => id.includes(word)));
  if (cases.length === 0) throw new Error(`No case has ${words.join(' or ')} in its id.`);
  const sshd = await Sshd.start();
  sshd.trust();
  try {
    const alsoWarm = process.argv.includes('--warm');
    const report = reportOf(await measureAll(cases, sshd, alsoWarm));
    process.stdout.write(formatSummary(report));
    const sweep = alsoWarm ? await monteCarloSweep(sshd) : undefined;
    if (sweep) process.stdout.write(formatSweep(sweep));
    if (process.argv.includes('--json'))
      process.stdout.write(`${JSON.stringify({ ...report, ...(sweep && { sweep }) })}\n`);
    process.exitCode = report.targets.every(({ met }) => met) && (!sweep || holds(sweep)) ? 0 : 1;
  } finally {
    await sshd.stop();
  }
}

/** In the order of the cases; each is told as soon as it is known. */
async function measureAll(cases: readonly Case[], sshd: Sshd, alsoWarm: boolean): Promise<Row[]> {
  const rows = new Map<Case, Row>();
  const waiting = [...cases];
  const work = async (): Promise<void> => {
    for (let each = waiting.shift(); each; each = waiting.shift()) {
      const row = await measure(each, sshd, alsoWarm);
      rows.set(each, row);
      process.stdout.write(`${formatRow(row)}\n`);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return cases.flatMap((each) => rows.get(each) ?? []);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 70;
});
