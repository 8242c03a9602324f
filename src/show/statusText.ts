import { t } from '@vscode/l10n';
import { clockText } from './clockText';
import { shortLabel } from './jobText';

/** What the status bar knows. */
export interface StatusFacts {
  readonly running: readonly RunningFacts[];
  /** Jobs that failed and that nobody has looked at. */
  readonly unseen: readonly { readonly label: string }[];
  readonly host: string | undefined;
  /** A Python file or project is open; with none, Farcall keeps out of sight while nothing runs. */
  readonly relevant: boolean;
}

interface RunningFacts {
  readonly label: string;
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Undefined where its output does not tell. */
  readonly percent: number | undefined;
}

export interface StatusTexts {
  readonly text: string;
  readonly tooltip: string;
  readonly alarming: boolean;
}

/** The status-bar item, or undefined where it is hidden. */
export function statusTexts({ running, unseen, host, relevant }: StatusFacts, now: number): StatusTexts | undefined {
  const [first] = running;
  if (first) {
    const what =
      running.length === 1 ? t('{0} on {1}', shortLabel(first.label), first.host) : t('{0} running', running.length);
    const since = Math.min(...running.map((run) => run.since));
    const parts = [what, percentText(meanOf(running)), clockText(now - since)].filter((part) => part !== '');
    const list = running.map((run) => runningText(run, now)).join('\n');
    return { text: `$(sync~spin) ${parts.join(' · ')}`, tooltip: `Farcall\n${list}`, alarming: false };
  }
  const failed = unseen.at(-1);
  if (failed) {
    const text = unseen.length === 1 ? t('{0} failed', shortLabel(failed.label)) : t('{0} runs failed', unseen.length);
    return { text: `$(error) ${text}`, tooltip: t('Farcall: click to see what happened.'), alarming: true };
  }
  if (!relevant) return undefined;
  return {
    text: `$(remote-explorer) ${host ?? 'Farcall'}`,
    tooltip: host === undefined ? t('Farcall: no host is chosen yet.') : t('Farcall: runs go to {0}.', host),
    alarming: false,
  };
}

/** `45%`, and nothing where it is not known. Never ahead of what is done. */
export function percentText(percent: number | undefined): string {
  return percent === undefined ? '' : `${Math.floor(percent)}%`;
}

function runningText({ label, host, since, percent }: RunningFacts, now: number): string {
  return [t('{0} on {1}', label, host), percentText(percent), clockText(now - since)]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Where one of several does not tell, nothing is known of all. */
function meanOf(running: readonly RunningFacts[]): number | undefined {
  const percents = running.map(({ percent }) => percent).filter((percent) => percent !== undefined);
  if (percents.length < running.length) return undefined;
  return percents.reduce((sum, percent) => sum + percent, 0) / percents.length;
}
