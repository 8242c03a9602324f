import { FarcallError } from '../base/errors';
import type { JobSummary } from '../contract/agent';
import { isEndState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import { AgentClient } from './agentClient';
import { reasonOf } from './endings';
import type { JobRegistry } from './jobRegistry';
import type { RunPorts } from './ports';

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
    const link = await this.#ports.connect(await this.#ports.findHost(host, workspace), signal);
    return new AgentClient(link).jobs();
  }

  /** Asks each host that has an unfinished job in the records, or only that of one job. */
  async refresh(signal: AbortSignal, job?: string): Promise<Refreshed> {
    const open = (await this.#registry.list()).filter(
      (record) => !isEndState(record.state) && (job === undefined || record.job === job),
    );
    const byHost = new Map<string, JobRecord[]>();
    for (const record of open) byHost.set(record.host, [...(byHost.get(record.host) ?? []), record]);
    const answers = await Promise.all([...byHost].map(([host, records]) => this.#refreshHost(host, records, signal)));
    return { ended: answers.flatMap(({ ended }) => ended), unreached: answers.flatMap(({ unreached }) => unreached) };
  }

  async #refreshHost(host: string, records: readonly JobRecord[], signal: AbortSignal): Promise<Refreshed> {
    const ended: JobRecord[] = [];
    try {
      const there = new Map(
        (await this.jobsOn(host, records[0]?.workspace ?? '', signal)).map((summary) => [summary.job, summary]),
      );
      for (const record of records) {
        const summary = there.get(record.job);
        if (summary && summary.state !== record.state) {
          const now = toldBy(summary, record);
          await this.#registry.save(now);
          if (isEndState(now.state)) ended.push(now);
        } else if (!summary && record.state === 'shipping' && record.error) {
          // Its client gave up without knowing whether it had arrived: it had not.
          await this.#registry.save({ ...record, state: 'failed', ended: this.#ports.clock.now() });
        }
      }
      return { ended, unreached: [] };
    } catch (error) {
      if (error instanceof FarcallError) return { ended, unreached: [{ host, error }] };
      throw error;
    }
  }
}

function toldBy({ state, end }: JobSummary, record: JobRecord): JobRecord {
  if (end === null) return { ...record, state, error: null };
  const run = Math.max(0, end.ended - end.started);
  return {
    ...record,
    state,
    ended: end.ended,
    reason: reasonOf(end),
    timings: { ...record.timings, run },
    error: null,
  };
}
