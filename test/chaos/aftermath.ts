import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { JournalReader } from '../../src/run/journalReader';
import { processesOf } from './processTable';
import type { Output } from './writtenJob';

/** How long what has nothing left to do may take to end. */
const mostSeconds = 20;

/** Resolves once no process of that folder, or of these jobs, is left. */
export async function nobodyLeft(directory: string, jobs: readonly string[]): Promise<void> {
  const until = performance.now() + mostSeconds * 1000;
  for (;;) {
    const left = processesOf(directory, jobs);
    if (left.length === 0) return;
    if (performance.now() > until) {
      const listing = left.map(({ pid, parent, argv }) => `${pid} < ${parent} ${argv.join(' ').slice(0, 200)}`);
      assert.fail(`after ${mostSeconds} s there still run\n${listing.join('\n')}`);
    }
    await sleep(20);
  }
}

/** Files that are only on their way to be something, where a later transfer could not resume them. */
export function unfinishedIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => {
    if (file.startsWith(path.join('cache', 'blobs', 'partial'))) return false;
    const [top, second, third] = file.split(path.sep);
    const job = top === 'jobs' && second?.startsWith('.') === true;
    const runtime = top === 'cache' && second === 'runtime' && third?.includes('.') === true;
    return file.endsWith('.aside') || job || runtime;
  });
}

/** What the job's journal on the host holds of its output. */
export function journalOf(directory: string, job: string): Output {
  const pieces = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  for (const record of new JournalReader().push(readFileSync(path.join(directory, 'jobs', job, 'journal')))) {
    if (record.kind === 'output') pieces[record.stream].push(record.bytes);
  }
  return {
    stdout: Buffer.concat(pieces.stdout).toString(),
    stderr: Buffer.concat(pieces.stderr).toString(),
  };
}
