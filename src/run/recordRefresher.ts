import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import type { JobSummary } from '../contract/agent';
import { isEndState } from '../contract/jobStates';
import type { ErrorLine } from '../contract/lines';
import type { JobRecord } from '../contract/registry';
import type { GreetedLink } from '../ship/link';
import { AgentClient } from './agentClient';
import { errorLineOf, reasonOf } from './endings';
import type { JobRegistry } from './jobRegistry';
import type { RunPorts } from './ports';
import { isLeft, leftBehind } from './sending';

/** What a client sent last may arrive this much later than it ended, in milliseconds: the host is asked again then. */
const arrivesWithin = 1000;
/** For how long a job that did not arrive is looked for all the same; milliseconds. */
const lookedForFor = 600_000;
/** And one whose folder was gone: what holds it may only not have been mounted. */
const missedFor = 24 * 3_600_000;

/** Why a host's jobs could not be asked for. */
export interface Unreached {
  readonly host: string;
  readonly error: FarcallError;
}

/** What became of the jobs that were left running. */
export interface Refreshed {
  /** Those that are found to have ended, as their records now are. */
  readonly ended: readonly JobRecord[];
  readonly unreached: readonly Unreached[];
}

/** Brings the records of jobs that were left running up to what their hosts say. */
export class RecordRefresher {
  readonly #ports: RunPorts;
  readonly #registry: JobRegistry;

  constructor(ports: RunPorts, registry: JobRegistry) {
    this.#ports = ports;
    this.#registry = registry;
  }

  /** All jobs in a host's folder, whoever started them. */
  async jobsOn(host: string, workspace: string, signal: AbortSignal): Promise<readonly JobSummary[]> {
    return new AgentClient(await this.#link(host, workspace, signal)).jobs();
  }

  async #link(host: string, workspace: string, signal: AbortSignal): Promise<GreetedLink> {
    return this.#ports.connect(await this.#ports.findHost(host, workspace), signal);
  }

  /** Asks each host that has an unfinished job in the records, or only that of one job. */
  async refresh(signal: AbortSignal, job?: string): Promise<Refreshed> {
    const now = this.#ports.clock.now();
    const open = (await this.#registry.list()).filter(
      (record) => (job === undefined || record.job === job) && mayHaveChanged(record, now),
    );
    const byHost = new Map<string, JobRecord[]>();
    for (const record of open) byHost.set(record.host, [...(byHost.get(record.host) ?? []), record]);
    const answers = await Promise.all([...byHost].map(([host, records]) => this.#refreshHost(host, records, signal)));
    return { ended: answers.flatMap(({ ended }) => ended), unreached: answers.flatMap(({ unreached }) => unreached) };
  }

  /** The record of a job that may never have reached its host, as it stands after asking there. */
  async confirm(record: JobRecord, signal: AbortSignal): Promise<JobRecord> {
    if (record.sender === undefined) return record;
    const { unreached } = await this.refresh(signal, record.job);
    if (unreached[0]) throw unreached[0].error;
    return (await this.#registry.find(record.job)) ?? record;
  }

  async #refreshHost(host: string, records: readonly JobRecord[], signal: AbortSignal): Promise<Refreshed> {
    const ended: JobRecord[] = [];
    const keep = async (record: JobRecord): Promise<void> => {
      await this.#registry.save(record);
      if (isEndState(record.state)) ended.push(record);
    };
    try {
      const left = await this.#takeOver(host, records, keep, signal);
      if (left.length > 0) {
        await this.#ports.clock.sleep(arrivesWithin, signal);
        for (const record of await this.#takeOver(host, left, keep, signal)) {
          await keep({ ...record, state: 'failed', ended: this.#ports.clock.now(), error: leftBehind(record) });
        }
      }
      return { ended, unreached: [] };
    } catch (error) {
      if (error instanceof FarcallError) return { ended, unreached: [{ host, error }] };
      throw error;
    }
  }

  /** Keeps what the host says. Resolves to the records of jobs that it does not have, and that nobody brings it. */
  async #takeOver(
    host: string,
    records: readonly JobRecord[],
    keep: (record: JobRecord) => Promise<void>,
    signal: AbortSignal,
  ): Promise<readonly JobRecord[]> {
    const now = this.#ports.clock.now();
    const link = await this.#link(host, records[0]?.workspace ?? '', signal);
    const there = new Map((await new AgentClient(link).jobs()).map((summary) => [summary.job, summary]));
    const left: JobRecord[] = [];
    for (const record of records) {
      const summary = there.get(record.job);
      if (summary === undefined) {
        if (record.state === 'shipping' && isLeft(record, now)) left.push(record);
        else if (isTakenBy(link, record))
          await keep({ ...record, state: 'lost', ended: now, error: takenAway(record) });
      } else if (summary.state !== record.state || record.sender !== undefined) {
        await keep(toldBy(summary, record));
      }
    }
    return left;
  }
}

/** Another machine behind the same name, or another folder there, proves nothing by not having a job. */
function isTakenBy({ hello }: GreetedLink, { state, sender, taken }: JobRecord): boolean {
  if (isEndState(state) || sender !== undefined || taken === undefined) return false;
  return taken.hostname === hello.hostname && taken.directory === hello.directory;
}

function takenAway({ host }: JobRecord): ErrorLine {
  return errorLineOf(
    new FarcallError('lost', t('{0} has nothing of it any more: somebody removed its folder there.', host), {
      next: t('Run it again.'),
    }),
  );
}

function mayHaveChanged({ state, sender, error, reason, ended }: JobRecord, now: number): boolean {
  if (!isEndState(state)) return true;
  const since = now - (ended ?? 0);
  // A host that proves it says how.
  if (state === 'lost' && reason === null) return since < missedFor;
  // What failed otherwise was told so by whoever sent it, who knew.
  return sender !== undefined && error?.code === 'never-sent' && since < lookedForFor;
}

function toldBy({ state, end }: JobSummary, record: JobRecord): JobRecord {
  if (end === null) return { ...record, state, error: null, sender: undefined, ended: null };
  const run = Math.max(0, end.ended - end.started);
  return {
    ...record,
    state,
    ended: end.ended,
    reason: reasonOf(end),
    timings: { ...record.timings, run },
    error: null,
    sender: undefined,
  };
}
