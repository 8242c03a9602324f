import { FarcallError } from '../base/errors';
import type { JobSummary } from '../contract/agent';
import { isEndState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import { AgentClient } from './agentClient';
import type { JobRegistry } from './jobRegistry';
import type { RunPorts } from './ports';

/** Why a host's jobs could not be asked for. */
export interface Unreached {
  readonly host: string;
  readonly error: FarcallError;
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

  /** Asks each host that has an unfinished job in the records; returns the hosts that could not be asked. */
  async refresh(signal: AbortSignal): Promise<readonly Unreached[]> {
    const open = (await this.#registry.list()).filter((record) => !isEndState(record.state));
    const byHost = new Map<string, JobRecord[]>();
    for (const record of open) byHost.set(record.host, [...(byHost.get(record.host) ?? []), record]);
    const unreached = await Promise.all([...byHost].map(([host, records]) => this.#refreshHost(host, records, signal)));
    return unreached.filter((one) => one !== undefined);
  }

  async #refreshHost(host: string, records: readonly JobRecord[], signal: AbortSignal): Promise<Unreached | undefined> {
    try {
      const there = new Map(
        (await this.jobsOn(host, records[0]?.workspace ?? '', signal)).map((summary) => [summary.job, summary]),
      );
      for (const record of records) {
        const summary = there.get(record.job);
        if (summary && summary.state !== record.state) {
          await this.#registry.save({
            ...record,
            state: summary.state,
            ended: summary.end?.ended ?? null,
            error: null,
          });
        } else if (!summary && record.state === 'shipping' && record.error) {
          // Its client gave up without knowing whether it had arrived: it had not.
          await this.#registry.save({ ...record, state: 'failed', ended: this.#ports.clock.now() });
        }
      }
      return undefined;
    } catch (error) {
      if (error instanceof FarcallError) return { host, error };
      throw error;
    }
  }
}
