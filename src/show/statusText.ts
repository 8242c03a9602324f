import { clockText } from './clockText';
import { shortLabel } from './jobText';

/** What the status bar knows. */
export interface StatusFacts {
  readonly running: readonly { readonly label: string; readonly host: string; readonly since: number }[];
  /** Jobs that failed and that nobody has looked at. */
  readonly unseen: readonly { readonly label: string }[];
  readonly host: string | undefined;
  /** A Python file or project is open; with none, Farcall keeps out of sight while nothing runs. */
  readonly relevant: boolean;
}

export interface StatusTexts {
  readonly text: string;
  readonly tooltip: string;
  readonly alarming: boolean;
}

/** The status-bar item, or undefined where it is hidden. */
export function statusTexts({ running, unseen, host, relevant }: StatusFacts, now: number): StatusTexts | undefined {
  const [first] = running;
  if (first && running.length === 1) {
    const { label, host: where, since } = first;
    const text = `$(sync~spin) ${shortLabel(label)} on ${where} ${clockText(now - since)}`;
    return { text, tooltip: `Farcall: ${label} runs on ${where}. Click to see its output.`, alarming: false };
  }
  if (first) {
    const list = running.map(({ label, host: where }) => `${label} on ${where}`).join('\n');
    return { text: `$(sync~spin) ${running.length} running`, tooltip: `Farcall: running\n${list}`, alarming: false };
  }
  const failed = unseen.at(-1);
  if (failed) {
    const text = unseen.length === 1 ? `${shortLabel(failed.label)} failed` : `${unseen.length} runs failed`;
    return { text: `$(error) ${text}`, tooltip: 'Farcall: click to see what happened.', alarming: true };
  }
  if (!relevant) return undefined;
  return {
    text: `$(remote-explorer) ${host ?? 'Farcall'}`,
    tooltip: host === undefined ? 'Farcall: no host is chosen yet.' : `Farcall: runs go to ${host}.`,
    alarming: false,
  };
}
