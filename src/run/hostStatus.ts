import type { AgentLink, GreetedLink } from '../ship/link';
import { AgentClient } from './agentClient';
import { idleGpus } from './gpus';

/** How a host that is connected is doing. */
export interface HostStatus {
  readonly python: string;
  /** Absolute. */
  readonly executable: string;
  readonly cores: number;
  /** Processes that ran or waited to run, over the last minute. */
  readonly average: number;
  /** Bytes; null where the system does not tell. */
  readonly memoryFree: number | null;
  readonly gpus: { readonly idle: number; readonly all: number };
}

/** Asks for what can be told at once. */
export async function readHostStatus(link: GreetedLink): Promise<HostStatus> {
  const { python, executable, cores } = link.hello;
  const { average, memoryFree, gpus } = await new AgentClient(link).load();
  const all = gpus.split('\n').filter((line) => line.trim() !== '').length;
  return { python, executable, cores, average, memoryFree, gpus: { idle: idleGpus(gpus).length, all } };
}

/** The bytes of all that Farcall keeps on a host. The host looks at each file for it. */
export async function readDiskUse(link: AgentLink): Promise<number> {
  const { freed, kept, results } = await new AgentClient(link).clean(true);
  return [...Object.values(freed), ...Object.values(kept), results].reduce((sum, bytes) => sum + bytes, 0);
}
