import { t } from '@vscode/l10n';
import { formatBytes, formatDuration } from '../base/format';
import { isEndState, type EndState, type JobState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import type { RunPhase } from '../run/service';
import { fileCount } from './counts';

/** How a person reads states, durations and sizes. Pure, so that every view says the same. */

export const stateWords: Record<JobState, string> = {
  shipping: t('Preparing'),
  queued: t('Queued'),
  starting: t('Starting'),
  running: t('Running'),
  succeeded: t('Succeeded'),
  failed: t('Failed'),
  cancelled: t('Cancelled'),
  lost: t('Lost'),
};

/** `just now`, `5 min ago`, `3 h ago`, `yesterday`, `4 days ago`, then the date. */
export function agoText(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return t('just now');
  if (minutes < 60) return t('{0} min ago', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t('{0} h ago', hours);
  const days = Math.floor(hours / 24);
  if (days === 1) return t('yesterday');
  if (days < 7) return t('{0} days ago', days);
  return new Date(then).toISOString().slice(0, 10);
}

/** Which run it was, as long as anybody looks: `fit 14:03:22`, with the day where that is another one. */
export function startedText({ label, created }: Pick<JobRecord, 'label' | 'created'>, now: number): string {
  const then = new Date(created);
  const today = then.toDateString() === new Date(now).toDateString();
  const when = then.toLocaleString(undefined, { ...(!today && { dateStyle: 'medium' }), timeStyle: 'medium' });
  return `${shortLabel(label)} ${when}`;
}

/** What is going on before output comes, as one line. */
export function phaseText(
  phase: RunPhase,
  host: string,
  sending: { files: number; bytes: number } | undefined,
): string {
  switch (phase) {
    case 'inspecting':
      return t('Finding what it needs…');
    case 'asking':
      return t('Waiting for your answer…');
    case 'packing':
      return t('Packing…');
    case 'connecting':
      return host === 'local' ? t('Starting the agent on this machine…') : t('Connecting to {0}…', host);
    case 'shipping':
      if (sending === undefined) return t('Comparing with what {0} has…', host);
      return t('Sending {0} ({1})…', fileCount(sending.files), formatBytes(sending.bytes));
    case 'starting':
      return t('Starting Python…');
    case 'following':
      return '';
    case 'reconnecting':
      return host === 'local'
        ? t('Reconnecting…')
        : t('The connection to {0} was lost; reconnecting. The job goes on.', host);
    case 'done':
      return '';
  }
}

export function safeText(host: string): string {
  return host === 'local'
    ? t('Safe to close the window: the job goes on by itself.')
    : t('Safe to close the laptop: the job runs on {0}.', host);
}

/** What ended while nobody followed it, in one sentence. */
export function awayText(ended: readonly Pick<JobRecord, 'label' | 'host' | 'state'>[]): string {
  const [first] = ended;
  if (first && ended.length === 1) return awayOf(shortLabel(first.label), first);
  const counts = (['succeeded', 'failed', 'cancelled', 'lost'] as const)
    .map((state) => ({ state, count: ended.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => endCount(state, count));
  return t('{0} runs ended while you were away: {1}.', ended.length, counts.join(', '));
}

function awayOf(name: string, { host, state }: Pick<JobRecord, 'host' | 'state'>): string {
  if (state === 'failed') return t('{0} on {1} failed while you were away.', name, host);
  if (state === 'cancelled') return t('{0} on {1} was cancelled while you were away.', name, host);
  if (state === 'lost') return t('{0} on {1} was lost while you were away.', name, host);
  return t('{0} on {1} succeeded while you were away.', name, host);
}

function endCount(state: EndState, count: number): string {
  switch (state) {
    case 'succeeded':
      return t('{0} succeeded', count);
    case 'failed':
      return t('{0} failed', count);
    case 'cancelled':
      return t('{0} cancelled', count);
    case 'lost':
      return t('{0} lost', count);
  }
}

/** Who started a run that takes longer does something else meanwhile; milliseconds. */
const longRun = 60_000;

/** What to say of a run that ended out of sight; undefined where it was short, or was ended by a person. */
export function longRunText({
  label,
  host,
  state,
  timings,
}: Pick<JobRecord, 'label' | 'host' | 'state' | 'timings'>): string | undefined {
  // Each by one clock: the host's is not this machine's.
  const took = timings.total ?? timings.run ?? 0;
  if (!isEndState(state) || state === 'cancelled' || took < longRun) return undefined;
  const parts = [shortLabel(label), host, formatDuration(took)] as const;
  if (state === 'lost') return t('{0} on {1} was lost after {2}.', ...parts);
  if (state === 'failed') return t('{0} on {1} failed after {2}.', ...parts);
  return t('{0} on {1} succeeded after {2}.', ...parts);
}

/** The function's own name, for places with little room: `pkg.mod:Class.f` → `Class.f`. */
export function shortLabel(label: string): string {
  const colon = label.lastIndexOf(':');
  if (colon !== -1) return label.slice(colon + 1);
  return label.slice(label.lastIndexOf('/') + 1);
}

/** What it was called with. */
export function callText({ args, argv }: Pick<JobRecord, 'args' | 'argv'>): string {
  return argv.length > 0 ? argv.join(' ') : args;
}

/** One line of at most so many characters; of a long text, only its beginning is looked at. */
export function shortened(text: string, most: number): string {
  const begun = text.slice(0, most * 4);
  const line = begun.replace(/\s+/g, ' ').trim();
  if (line.length <= most && begun.length === text.length) return line;
  // Half a character is none.
  const cut = line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '');
  return `${cut.trimEnd()}…`;
}
