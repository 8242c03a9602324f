import { formatBytes } from '../base/format';
import type { CleanResult } from '../contract/agent';
import type { Host } from '../ship/host';
import { AgentClient } from './agentClient';
import type { ConnectToHost } from './hostCheck';

const words: Readonly<Record<string, string>> = {
  blobs: 'files that were sent',
  bundles: 'lists of files',
  partial: 'uploads that were cut',
  bytecode: 'compiled modules',
  envs: "the setup lines' environments",
  runtime: 'earlier versions of Farcall',
  copies: 'copies of sent files in the folders of ended jobs',
};

/** What "Clean Host" says of a host. */
export interface Cleaned {
  readonly bytes: number;
  /** One line for each kind of what goes, the largest first. */
  readonly lines: readonly string[];
  /** What stays. */
  readonly rest: string;
}

/** Frees the host's caches, or tells what that would free where `dry`. Results, artifacts and output stay. */
export async function cleanHost(
  connect: ConnectToHost,
  host: Host,
  dry: boolean,
  signal: AbortSignal,
): Promise<Cleaned> {
  return describeCleaning(await new AgentClient(await connect(host, signal)).clean(dry));
}

export function describeCleaning({ freed, kept, results }: CleanResult): Cleaned {
  const sum = (bytes: Readonly<Record<string, number>>): number => Object.values(bytes).reduce((a, b) => a + b, 0);
  return {
    bytes: sum(freed),
    lines: Object.entries(freed)
      .sort(([, a], [, b]) => b - a)
      .map(([kind, bytes]) => `${formatBytes(bytes)}: ${words[kind] ?? kind}`),
    rest: `${formatBytes(results)} of results and output stay, and ${formatBytes(sum(kept))} that is in use or was lately.`,
  };
}
