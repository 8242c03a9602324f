import { t } from '@vscode/l10n';
import { formatBytes } from '../base/format';
import type { CleanResult } from '../contract/agent';
import type { Host } from '../ship/host';
import { AgentClient } from './agentClient';
import type { ConnectToHost } from './hostCheck';

const words: Readonly<Record<string, string>> = {
  blobs: t('files that were sent'),
  bundles: t('lists of files'),
  partial: t('uploads that were cut'),
  bytecode: t('compiled modules'),
  envs: t("the setup lines' environments"),
  runtime: t('earlier versions of Farcall'),
  copies: t('copies of sent files in the folders of ended jobs'),
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
    rest: t(
      '{0} of results and output stay, and {1} that is in use or was lately.',
      formatBytes(results),
      formatBytes(sum(kept)),
    ),
  };
}
