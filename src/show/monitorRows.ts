import { t } from '@vscode/l10n';
import { isEndState, type JobState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import { clockText } from './clockText';
import { failureWords } from './failureText';
import { agoText, shortLabel, stateWords } from './jobText';
import { percentText } from './statusText';

/** What the monitor lists of the runs: in which sections, in which order, in which words. Pure. */

/** So many that have ended are listed; the Results view has the others. */
const recentShown = 10;

export interface MonitorFacts {
  /** Runs that this window follows. */
  readonly followed: readonly { readonly record: JobRecord; readonly percent: number | undefined }[];
  /** All that are known, newest first. */
  readonly records: readonly JobRecord[];
  /** Jobs that failed and that nobody has looked at. */
  readonly unseen: ReadonlySet<string>;
}

export interface MonitorRow {
  readonly job: string;
  /** The id of a codicon. */
  readonly icon: string;
  readonly name: string;
  readonly description: string;
  /** What can be done with it besides showing it. */
  readonly action: 'cancel' | 'rerun';
}

export interface MonitorSection {
  readonly title: string;
  readonly rows: readonly MonitorRow[];
}

/** The sections that have runs. What is likeliest looked for stands first: what runs, then what failed unseen. */
export function monitorSections({ followed, records, unseen }: MonitorFacts, now: number): MonitorSection[] {
  const here = new Map(followed.map((run) => [run.record.job, run]));
  // What has not reached a host yet may be in no record.
  const known = records.map((record) => here.get(record.job)?.record ?? record);
  const jobs = new Set(known.map(({ job }) => job));
  const all = [...followed.map(({ record }) => record).filter(({ job }) => !jobs.has(job)), ...known];
  const ended = all.filter(({ state }) => isEndState(state));
  const sections = [
    { title: t('Running'), records: all.filter(({ state }) => !isEndState(state)) },
    { title: t('Failed'), records: ended.filter(({ job }) => unseen.has(job)) },
    { title: t('Recent'), records: ended.filter(({ job }) => !unseen.has(job)).slice(0, recentShown) },
  ];
  return sections
    .filter((section) => section.records.length > 0)
    .map((section) => ({
      title: section.title,
      rows: section.records.map((record) => rowOf(record, here.get(record.job), now)),
    }));
}

const icons: Record<JobState, string> = {
  shipping: 'sync~spin',
  queued: 'clock',
  starting: 'sync~spin',
  running: 'sync~spin',
  succeeded: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
  lost: 'question',
};

/** Of a failure, what it was. */
function endWords(record: JobRecord): string {
  return record.state === 'failed' ? failureWords(record) : stateWords[record.state].toLowerCase();
}

function rowOf(record: JobRecord, here: MonitorFacts['followed'][number] | undefined, now: number): MonitorRow {
  const { job, state, host, created } = record;
  const name = shortLabel(record.label);
  const describe = (...parts: readonly string[]): string => [host, ...parts].filter((part) => part !== '').join(' · ');
  if (isEndState(state)) {
    const description = describe(endWords(record), agoText(created, now));
    return { job, icon: icons[state], name, description, action: 'rerun' };
  }
  if (here === undefined)
    return { job, icon: 'debug-disconnect', name, description: describe(t('not connected')), action: 'cancel' };
  const words = state === 'running' ? '' : stateWords[state].toLowerCase();
  const description = describe(words, percentText(here.percent), clockText(now - created));
  return { job, icon: icons[state], name, description, action: 'cancel' };
}
