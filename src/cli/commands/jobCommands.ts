import { FarcallError } from '../../base/errors';
import { formatBytes, formatDuration } from '../../base/format';
import { isEndState, type JobState } from '../../contract/jobStates';
import type { EndEvent } from '../../contract/journal';
import type { DoneLine, ErrorLine, ResultLine } from '../../contract/lines';
import type { JobRecord } from '../../contract/registry';
import { formatOf } from '../../run/conversion';
import { endsText } from '../../run/endings';
import type { JobRegistry } from '../../run/jobRegistry';
import type { RunPorts } from '../../run/ports';
import { RecordRefresher } from '../../run/recordRefresher';
import { absence } from '../../run/sending';
import { passes } from '../../run/retrying';
import type { Run, RunService } from '../../run/service';
import type { Command } from '../commandLine';
import type { Outlets } from '../outlets';
import type { RunRenderer, Terminal } from '../renderer';
import type { StatusLine } from '../statusLine';
import { exitStatus } from './runCommand';

export interface JobPorts {
  readonly runs: RunService;
  readonly registry: JobRegistry;
  readonly ports: RunPorts;
  readonly terminal: Terminal;
  readonly renderer: RunRenderer;
  readonly outlets: Outlets;
  readonly status: StatusLine;
  /** Asks a person for a line; undefined where nobody is there. */
  readonly ask: ((prompt: string) => Promise<string | undefined>) | undefined;
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
        took: job.end === null ? undefined : tookOf(job.end),
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
  const { done, lines, run } = await toldOf(record, command.save === undefined, on);
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
  let fetched = '';
  const progress = (bytes: number, all: number): void => {
    fetched = `: ${formatBytes(bytes)} of ${formatBytes(all)}`;
  };
  const format = formatOf(command.save);
  if (format && !result.formats?.includes(format)) {
    const fitting = (result.formats ?? []).map((one) => `.${one}`);
    throw new FarcallError('usage', `A ${result.valueType} cannot be saved as ${format}.`, {
      next: `Name a file that ends with ${[...fitting, '.pkl'].join(' or ')}.`,
    });
  }
  await on.status.during(
    () => `Fetching it from ${record.host}${fetched}…`,
    format
      ? on.runs.convert(record.job, format, command.save, undefined, progress)
      : on.runs.save(record.job, { value: true }, command.save, { progress }),
  );
  const pickle = ' (a pickle: load it with pickle.load, where its modules can be imported)';
  on.renderer.note(`saved to ${command.save}${format ? '' : pickle}`);
  return status;
}

export async function cancelCommand(command: Extract<Command, { verb: 'cancel' }>, on: JobPorts): Promise<number> {
  const record = await on.registry.resolve(command.job);
  if (isEndState(record.state) && record.sender === undefined) {
    if (command.json) on.renderer.line({ type: 'state', job: record.job, host: record.host, state: record.state });
    else on.renderer.note(`${record.job} has ended already: it ${endedAs(record.state)}`);
    return 0;
  }
  const run = await on.runs.open(record.job);
  await run.cancel();
  const done = await on.status.during('Waiting until all of its processes have ended…', run.done);
  if (command.json) on.renderer.line({ type: 'state', job: record.job, host: record.host, state: done.state });
  else
    on.renderer.note(
      done.state === 'cancelled'
        ? `${record.job} is cancelled`
        : `${record.job} ${endedAs(done.state)} before it could be cancelled`,
    );
  return 0;
}

/** Milliseconds; undefined where the host's clock was set back meanwhile. */
function tookOf({ started, ended }: EndEvent): number | undefined {
  return ended < started ? undefined : ended - started;
}

interface Told {
  readonly done: Pick<DoneLine, 'state' | 'reason'>;
  readonly lines: readonly (ResultLine | ErrorLine)[];
  readonly run: Pick<Run, 'record'>;
}

/** What became of a job, by its host; where that is not reached and `kept` will do, by its record. */
async function toldOf(record: JobRecord, kept: boolean, on: JobPorts): Promise<Told> {
  const run = await on.runs.open(record.job);
  try {
    const done = await on.status.during(`Reading what ${record.host} has of it…`, run.done);
    const lines = run.lines.filter((line) => line.type === 'result' || line.type === 'error');
    return { done, lines, run };
  } catch (error) {
    const { state, reason, sender, result } = record;
    const lines = [record.error, result].filter((line) => line !== null);
    const known = kept && sender === undefined && isEndState(state) && lines.length > 0;
    const awayOrGone = error instanceof FarcallError && (passes(error) || error.code === 'unknown-job');
    if (!known || !awayOrGone) throw error;
    on.renderer.note(`${error.message} This is what was kept here:`);
    return { done: { state, ...(reason === null ? {} : { reason }) }, lines, run: { record } };
  }
}

/** The record as its host has it now. */
export async function nowOf(record: JobRecord, on: JobPorts): Promise<JobRecord> {
  await new RecordRefresher(on.ports, on.registry).refresh(new AbortController().signal, record.job);
  return (await on.registry.find(record.job)) ?? record;
}

export function endedAs(state: JobState): string {
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
