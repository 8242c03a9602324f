import { FarcallError } from '../../base/errors';
import { formatDuration } from '../../base/format';
import { isEndState, type JobState } from '../../contract/jobStates';
import type { ErrorLine, ResultLine } from '../../contract/lines';
import type { JobRecord } from '../../contract/registry';
import { endsText } from '../../run/endings';
import { OutputDecoder } from '../../run/outputDecoder';
import { readOutput } from '../../run/jobOutput';
import type { JobRegistry } from '../../run/jobRegistry';
import type { RunPorts } from '../../run/ports';
import { RecordRefresher } from '../../run/recordRefresher';
import { absence } from '../../run/sending';
import type { RunService } from '../../run/service';
import type { Command } from '../commandLine';
import type { Outlets } from '../outlets';
import type { RunRenderer, Terminal } from '../renderer';
import { exitStatus } from './runCommand';

export interface JobPorts {
  readonly runs: RunService;
  readonly registry: JobRegistry;
  readonly ports: RunPorts;
  readonly terminal: Terminal;
  readonly renderer: RunRenderer;
  readonly outlets: Outlets;
  /** The workspace whose settings hold for hosts named on the command line. */
  readonly workspace: string;
}

export async function jobsCommand(command: Extract<Command, { verb: 'jobs' }>, on: JobPorts): Promise<number> {
  const refresher = new RecordRefresher(on.ports, on.registry);
  const never = new AbortController().signal;
  const rows: JobRow[] = [];
  if (command.host === undefined) {
    const { ended, unreached } = await refresher.refresh(never);
    for (const { host, error } of unreached) on.renderer.note(`${host} was not asked: ${error.text}`);
    const news = new Set(ended.map(({ job }) => job));
    for (const record of await on.registry.list()) rows.push(rowOf(record, news));
    const ends = endsText(ended.map(({ state }) => state).filter(isEndState));
    if (ends !== '') on.renderer.note(`Ended since you last looked: ${ends}${command.json ? '' : ', marked *'}.`);
  } else {
    const { host } = command;
    for (const job of await refresher.jobsOn(host, on.workspace, never)) {
      rows.push({
        job: job.job,
        host,
        state: job.state,
        label: job.label,
        created: job.created,
        ended: job.end?.ended ?? null,
        took: job.end === null ? undefined : job.end.ended - job.end.started,
        news: false,
      });
    }
  }
  const { stdout } = on.terminal;
  if (command.json) for (const row of rows) stdout.write(`${JSON.stringify(jobLine(row))}\n`);
  else if (rows.length === 0) on.renderer.note('No jobs yet.');
  else stdout.write(table(rows));
  return 0;
}

export async function logsCommand(command: Extract<Command, { verb: 'logs' }>, on: JobPorts): Promise<number> {
  const record = await on.registry.resolve(command.job);
  const absent = absence(
    await new RecordRefresher(on.ports, on.registry).confirm(record, new AbortController().signal),
  );
  if (absent) throw absent;
  const host = await on.ports.findHost(record.host, record.workspace);
  const { stdout, stderr } = on.terminal;
  const decoder = new OutputDecoder();
  const left = new AbortController();
  on.outlets.closed.addEventListener('abort', () => left.abort(new ReaderLeft()), { once: true });
  await readOutput(
    {
      job: record.job,
      toTheEnd: command.follow,
      connect: (signal) => on.ports.connect(host, signal),
      clock: on.ports.clock,
    },
    (records) => {
      for (const read of records) {
        if (read.kind !== 'output') continue;
        if (command.json) {
          const line = decoder.push(read.stream, read.offset, read.bytes);
          if (line) stdout.write(`${JSON.stringify(line)}\n`);
        } else {
          (read.stream === 'stdout' ? stdout : stderr).write(read.bytes);
        }
      }
      return on.outlets.drained();
    },
    left.signal,
  ).catch((error: unknown) => {
    if (!(error instanceof ReaderLeft)) throw error;
  });
  if (command.json) for (const line of decoder.end()) stdout.write(`${JSON.stringify(line)}\n`);
  return 0;
}

export async function resultCommand(command: Extract<Command, { verb: 'result' }>, on: JobPorts): Promise<number> {
  const record = await on.registry.resolve(command.job);
  if (!isEndState(record.state)) {
    const now = await nowOf(record, on);
    const absent = absence(now);
    if (absent) throw absent;
    if (!isEndState(now.state)) {
      throw new FarcallError('no-result', `${record.job} has no result yet: it is ${now.state}.`, {
        next: `farcall logs ${record.job} --follow waits for its end.`,
      });
    }
  }
  const run = await on.runs.open(record.job);
  const done = await run.done;
  const lines = run.lines.filter(
    (line): line is ResultLine | ErrorLine => line.type === 'result' || line.type === 'error',
  );
  for (const line of lines) on.renderer.line(line);
  const status = exitStatus(done, run);
  if (command.save === undefined) {
    if (lines.length === 0) on.renderer.note(`${record.job} ${endedAs(done.state)}; it has no result.`);
    return status;
  }
  const result = lines.find((line) => line.type === 'result');
  if (!result) throw new FarcallError('no-result', `${record.job} ${endedAs(done.state)} and has no result to save.`);
  if (result.pickled === false) {
    throw new FarcallError(
      'no-result',
      `The result of ${record.job}, a ${result.valueType}, could not be pickled; only its text was kept.`,
    );
  }
  await on.runs.save(record.job, { value: true }, command.save);
  on.renderer.note(`saved to ${command.save} (a pickle: load it with pickle.load, where its modules can be imported)`);
  return status;
}

export async function cancelCommand(command: Extract<Command, { verb: 'cancel' }>, on: JobPorts): Promise<number> {
  const record = await on.registry.resolve(command.job);
  const run = await on.runs.open(record.job);
  await run.cancel();
  const done = await run.done;
  if (command.json) on.renderer.line({ type: 'state', job: record.job, host: record.host, state: done.state });
  else
    on.renderer.note(
      done.state === 'cancelled'
        ? `${record.job} is cancelled`
        : `${record.job} ${endedAs(done.state)} before it could be cancelled`,
    );
  return 0;
}

/** Nobody reads standard output any more. */
class ReaderLeft extends Error {}

async function nowOf(record: JobRecord, on: JobPorts): Promise<JobRecord> {
  await new RecordRefresher(on.ports, on.registry).refresh(new AbortController().signal, record.job);
  return (await on.registry.find(record.job)) ?? record;
}

function endedAs(state: JobState): string {
  return state === 'cancelled' || state === 'lost' ? `was ${state}` : state;
}

interface JobRow {
  readonly job: string;
  readonly host: string;
  readonly state: JobState;
  readonly label: string;
  readonly created: number;
  readonly ended: number | null;
  /** Milliseconds by one clock: `created` may be this machine's, and `ended` the host's. */
  readonly took: number | undefined;
  /** It ended, and nobody was told of that yet. */
  readonly news: boolean;
}

function rowOf({ job, host, state, label, created, ended, timings }: JobRecord, news: ReadonlySet<string>): JobRow {
  return { job, host, state, label, created, ended, took: timings.run, news: news.has(job) };
}

function jobLine({ job, host, state, label, created, ended, news }: JobRow): object {
  return { type: 'job', job, host, state, label, created, ended, ...(news ? { news } : {}) };
}

function table(rows: readonly JobRow[]): string {
  const cells = rows.map((row) => [
    row.job,
    row.news ? `${row.state}*` : row.state,
    row.host,
    row.took === undefined ? '' : formatDuration(row.took),
    row.label,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
