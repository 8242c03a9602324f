import { t } from '@vscode/l10n';
import { formatDuration } from '../base/format';
import { isEndState, type JobState } from '../contract/jobStates';
import type { JobMarks, JobRecord } from '../contract/registry';
import { runCount } from './counts';
import { errorText, failureWords } from './failureText';
import { agoText, callText, shortened, stateWords } from './jobText';

/** What the Results view shows of the records, in which order and under which headings. Pure. */

export const groupings = ['none', 'function', 'host', 'day', 'state'] as const;
export type Grouping = (typeof groupings)[number];

export interface ResultRow {
  readonly record: JobRecord;
  readonly marks: JobMarks;
  /** False where the job runs, as far as is known, and this window has no connection to it. */
  readonly connected: boolean;
  /** Undefined where it stands at the top level. */
  readonly group: ResultGroup | undefined;
}

/** A heading. Two rows with the same id stand under the same one. */
export interface ResultGroup {
  /** No job's id looks like it. */
  readonly id: string;
  readonly label: string;
  readonly kind: Exclude<Grouping, 'none'> | 'pinned';
}

export interface Arrangement {
  readonly grouping: Grouping;
  /** Words that must all be found in what is known of a run; empty for all runs. */
  readonly filter: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How many are shown at most, the newest; pinned ones are always. */
  readonly most: number;
  /** In which days are named, as a BCP 47 tag. */
  readonly language: string;
}

type Found = Omit<ResultRow, 'group'>;

/** The rows that are shown, each with its heading, in the order of the view. `found` is newest first. */
export function arrange(found: readonly Found[], { grouping, filter, now, most, language }: Arrangement): ResultRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = found.filter((row) => words.every((word) => searchText(row).includes(word)));
  let room = most;
  const dayName = (time: number): string => dayText(time, now, language);
  const shown = matching.filter(({ marks }) => marks.pinned || (room -= 1) >= 0);
  const rows = shown.map((row) => ({ ...row, group: groupOf(row, grouping, dayName) }));
  // In the order in which the groups' newest runs stand, but for states, which have one of their own.
  const order = new Map<string | undefined, number>([[pinnedGroup.id, -1]]);
  if (grouping === 'state') stateGroups.forEach(({ id }, at) => order.set(id, at));
  for (const { group } of rows) if (!order.has(group?.id)) order.set(group?.id, order.size);
  const rank = ({ group }: ResultRow): number => order.get(group?.id) ?? 0;
  return rows.sort((a, b) => rank(a) - rank(b));
}

const pinnedGroup: ResultGroup = { id: 'group:pinned', label: t('Pinned'), kind: 'pinned' };

const stateGroups = (['running', 'failed', 'lost', 'cancelled', 'succeeded'] as const).map((state) => ({
  id: `group:state:${state}`,
  label: stateWords[state],
  kind: 'state' as const,
  state,
}));

function groupOf(
  { record, marks }: Found,
  grouping: Grouping,
  dayName: (time: number) => string,
): ResultGroup | undefined {
  if (marks.pinned) return pinnedGroup;
  switch (grouping) {
    case 'none':
      return undefined;
    case 'function':
      // The same name in another file is another function.
      return { id: `group:function:${record.file}:${record.qualname}`, label: record.label, kind: grouping };
    case 'host':
      return { id: `group:host:${record.host}`, label: record.host, kind: grouping };
    case 'day':
      return { id: `group:day:${dayOf(record.created)}`, label: dayName(record.created), kind: grouping };
    case 'state': {
      const state = isEndState(record.state) ? record.state : 'running';
      const { id, label } = stateGroups.find((group) => group.state === state) ?? pinnedGroup;
      return { id, label, kind: grouping };
    }
  }
}

/** Midnight of a time's day on this machine, in milliseconds since the epoch. */
function dayOf(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

function dayText(time: number, now: number, language: string): string {
  // A day has 23 to 25 hours.
  const days = Math.round((dayOf(now) - dayOf(time)) / 86_400_000);
  if (days === 0) return t('Today');
  if (days === 1) return t('Yesterday');
  const form: Intl.DateTimeFormatOptions =
    days > 1 && days < 7 ? { weekday: 'long' } : { year: 'numeric', month: 'long', day: 'numeric' };
  return new Date(time).toLocaleDateString(language, form);
}

function searchText({ record, marks, connected }: Found): string {
  const { label, host, state, reason, error, job, file } = record;
  const parts = [label, marks.name, marks.note, host, callText(record), stateWords[state], reason, job, file];
  if (!connected) parts.push(t('not connected'));
  if (error !== null) parts.push(failureWords(record), errorText(error));
  return parts.join('\n').toLowerCase();
}

/** What stands beside a row's name: how it was called, where, what came of it, when. What its heading says is left out. */
export function rowDescription({ record, connected, group }: ResultRow, now: number): string {
  const { host, created } = record;
  const parts = [
    shortened(callText(record), mostOfCall),
    group?.kind === 'host' ? '' : host,
    outcomeText(record, connected),
  ];
  return [...parts, agoText(created, now)].filter((part) => part !== '').join(' · ');
}

/** All that is known in short, a line each. */
export function rowTooltip({ record, marks, connected }: ResultRow): string {
  const { label, host, state, error, created, job } = record;
  const call = callText(record);
  return [
    ...(marks.name === '' ? [] : [marks.name]),
    call === '' ? label : `${label}  (${call})`,
    t('{0} on {1}', connected ? stateWords[state] : t('Not connected'), host),
    ...(error === null ? [] : [errorText(error)]),
    ...(marks.note === '' ? [] : [t('Note: {0}', marks.note)]),
    t('Started {0}', new Date(created).toLocaleString()),
    job,
  ].join('\n');
}

export function groupDescription(rows: readonly ResultRow[]): string {
  const ends = rows.map(({ record }) => record.state);
  const count = (state: JobState): number => ends.filter((one) => one === state).length;
  const failed = count('failed') + count('lost');
  const mixed = rows[0]?.group?.kind !== 'state' && failed > 0;
  return [runCount(rows.length), ...(mixed ? [t('{0} failed', failed)] : [])].join(' · ');
}

function outcomeText(record: JobRecord, connected: boolean): string {
  const { state, timings } = record;
  if (!connected) return t('not connected');
  if (!isEndState(state)) return stateWords[state].toLowerCase();
  if (state === 'cancelled') return t('cancelled');
  if (state === 'failed') return failureWords(record);
  return timings.run === undefined ? '' : formatDuration(timings.run);
}

const mostOfCall = 32;
