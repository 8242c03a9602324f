import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import type { JobSummary } from '../contract/agent';
import { isEndState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import type { Host } from '../ship/host';
import type { AgentClient } from './agentClient';
import { isLeft } from './sending';

const visible = 'CUDA_VISIBLE_DEVICES';

/** The numbers of the GPUs with next to nothing in their memory, by lines such as `12, 24576`. */
export function idleGpus(listing: string): readonly number[] {
  return listing.split('\n').flatMap((line, number) => {
    const [used = NaN, total = NaN] = line.split(',').map(Number);
    return line.trim() !== '' && used <= total / 20 ? [number] : [];
  });
}

/** What a job sees of a host's GPUs. nvidia-smi counts them by their bus, and so shall CUDA. */
export function gpuEnvironment(gpus: readonly number[]): Record<string, string> {
  return gpus.length === 0 ? {} : { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', [visible]: gpus.join(',') };
}

/** How many GPUs a call asks for on a host; none where the host's own variables say which are seen. */
export function gpusWanted(asked: number | undefined, { env = {}, gpus = 0 }: Host['options']): number {
  return visible in env ? 0 : (asked ?? gpus);
}

/** Which GPUs nobody has, by what nvidia-smi and the host's jobs tell. */
type GpuClaims = (listing: string, jobs: readonly Pick<JobSummary, 'job' | 'state'>[]) => readonly number[];

interface LedgerPorts {
  readonly records: () => Promise<readonly JobRecord[]>;
  readonly now: () => number;
  /** Does the work while no other process of this account does such work for the host. */
  readonly alone: (host: string, work: () => Promise<void>) => Promise<void>;
}

/**
 * Which GPUs of a host nobody has. A job holds its own from the moment it is sent there until it ends, whether or not
 * it has put anything into their memory yet. Jobs of other accounts are known by that memory alone.
 */
export class GpuLedger {
  readonly #ports: LedgerPorts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
  }

  /**
   * What the records say of a host's GPUs now. To be read before the host is asked: a job that arrives in between is then
   * in both, never in neither.
   */
  async claims(host: string): Promise<GpuClaims> {
    const now = this.#ports.now();
    const claiming = (await this.#ports.records()).filter(
      (record) => record.host === host && record.gpus !== undefined,
    );
    return (listing, jobs) => {
      const there = new Map(jobs.map(({ job, state }) => [job, state]));
      const held = claiming
        .filter((record) => {
          const known = there.get(record.job);
          return known === undefined ? record.state === 'shipping' && !isLeft(record, now) : !isEndState(known);
        })
        .flatMap(({ gpus = [] }) => gpus);
      return idleGpus(listing).filter((gpu) => !held.includes(gpu));
    };
  }

  /**
   * Chooses free ones for a job. `hold` writes its record: until that is done nobody else is given any.
   * Throws `no-host-fits` where there are too few.
   */
  assign(
    host: string,
    agent: Pick<AgentClient, 'load' | 'jobs'>,
    count: number,
    hold: (gpus: readonly number[]) => Promise<void>,
  ): Promise<void> {
    const assigned = this.#last.then(() =>
      this.#ports.alone(host, async () => {
        const unclaimed = await this.claims(host);
        const [{ gpus: listing }, jobs] = await Promise.all([agent.load(), agent.jobs()]);
        const free = unclaimed(listing, jobs);
        if (free.length < count) throw tooFew(host, listing, free.length, count);
        await hold(free.slice(0, count));
      }),
    );
    this.#last = assigned.catch(() => undefined);
    return assigned;
  }
}

function tooFew(host: string, listing: string, free: number, count: number): FarcallError {
  const all = listing.split('\n').filter((line) => line.trim() !== '').length;
  const asked = count === 1 ? t('one is asked for') : t('{0} are asked for', count);
  const message =
    all === 0
      ? t('{0} has no GPU that nvidia-smi tells of, and {1}.', host, asked)
      : all === 1
        ? t('{0} has {1} of its 1 GPU free, and {2}.', host, free, asked)
        : t('{0} has {1} of its {2} GPUs free, and {3}.', host, free, all, asked);
  const next =
    all < count ? t('Name another host, or ask for fewer.') : t('Wait until one is free, or name another host.');
  return new FarcallError('no-host-fits', message, { next });
}

/** Which GPUs a job has, for people. */
export function gpusText(host: string, gpus: readonly number[]): string {
  const numbers = gpus.join(', ');
  return gpus.length === 1
    ? t('It has the GPU {0} of {1}.', numbers, host)
    : t('It has the GPUs {0} of {1}.', numbers, host);
}
