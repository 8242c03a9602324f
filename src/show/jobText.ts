import { formatBytes, formatCount, formatDuration } from '../base/format';
import { isEndState, type JobState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import { endsText } from '../run/endings';
import type { RunPhase } from '../run/service';

/** How a person reads states, durations and sizes. Pure, so that every view says the same. */

export const stateWords: Record<JobState, string> = {
  shipping: 'Preparing',
  queued: 'Queued',
  starting: 'Starting',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  lost: 'Lost',
};

/** `just now`, `5 min ago`, `3 h ago`, `yesterday`, `4 days ago`, then the date. */
export function agoText(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  if (days === 1) return 'yesterday';
  if (days < 7) return `${days} days ago`;
  return new Date(then).toISOString().slice(0, 10);
}

/** What is going on before output comes, as one line. */
export function phaseText(
  phase: RunPhase,
  host: string,
  sending: { files: number; bytes: number } | undefined,
): string {
  switch (phase) {
    case 'inspecting':
      return 'Finding what it needs…';
    case 'asking':
      return 'Waiting for your answer…';
    case 'packing':
      return 'Packing…';
    case 'connecting':
      return host === 'local' ? 'Starting the agent on this machine…' : `Connecting to ${host}…`;
    case 'shipping':
      if (sending === undefined) return `Comparing with what ${host} has…`;
      return `Sending ${formatCount(sending.files, 'file')} (${formatBytes(sending.bytes)})…`;
    case 'starting':
      return 'Starting Python…';
    case 'following':
      return '';
    case 'reconnecting':
      return host === 'local' ? 'Reconnecting…' : `The connection to ${host} was lost; reconnecting. The job goes on.`;
    case 'done':
      return '';
  }
}

export function safeText(host: string): string {
  return host === 'local'
    ? 'Safe to close the window: the job goes on by itself.'
    : `Safe to close the laptop: the job runs on ${host}.`;
}

/** What ended while nobody followed it, in one sentence. */
export function awayText(ended: readonly Pick<JobRecord, 'label' | 'host' | 'state'>[]): string {
  const [first] = ended;
  if (first && ended.length === 1) {
    const { label, host, state } = first;
    const how = state === 'cancelled' || state === 'lost' ? `was ${state}` : state;
    return `${shortLabel(label)} on ${host} ${how} while you were away.`;
  }
  const ends = endsText(ended.map(({ state }) => state).filter(isEndState));
  return `${ended.length} runs ended while you were away: ${ends}.`;
}

/** Who started a run that takes longer does something else meanwhile; milliseconds. */
const longRun = 60_000;

/** What to say of a run that ended out of sight; undefined where it was short, or was ended by a person. */
export function longRunText({
  label,
  host,
  state,
  created,
  ended,
}: Pick<JobRecord, 'label' | 'host' | 'state' | 'created' | 'ended'>): string | undefined {
  if (!isEndState(state) || state === 'cancelled' || ended === null || ended - created < longRun) return undefined;
  const how = state === 'lost' ? 'was lost' : state;
  return `${shortLabel(label)} on ${host} ${how} after ${formatDuration(ended - created)}.`;
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
