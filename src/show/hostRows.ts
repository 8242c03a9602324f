import { t } from '@vscode/l10n';
import { formatBytes } from '../base/format';
import { isEndState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import { coresText } from '../run/hostLoad';
import type { ListedHost } from '../ship/host';
import type { Known } from './hostWatch';
import { shortLabel } from './jobText';
import { sourceWords } from './sourceWords';

/** What the Hosts view shows: a row for each host and, below it, what is known of it and what runs there. Pure. */

export interface HostRow {
  readonly kind: 'host';
  readonly id: string;
  readonly source: ListedHost['source'];
  /** The Python that its options name; empty where they name none. */
  readonly python: string;
  readonly isDefault: boolean;
  /** Undefined where it is not connected. */
  readonly known: Known | undefined;
  readonly running: number;
}

interface FactRow {
  readonly kind: 'fact';
  readonly id: string;
  readonly host: string;
  /** The id of a codicon. */
  readonly icon: string;
  readonly text: string;
  readonly detail: string;
}

interface JobRow {
  readonly kind: 'job';
  /** The job. */
  readonly id: string;
  readonly host: string;
  readonly text: string;
  readonly record: JobRecord;
}

/** "Add Host…", where there is nothing but this machine. */
interface AddRow {
  readonly kind: 'add';
  readonly id: string;
}

export type HostsViewRow = HostRow | FactRow | JobRow | AddRow;

export interface HostsFacts {
  readonly listed: readonly ListedHost[];
  readonly defaultHost: string | undefined;
  readonly known: (host: string) => Known | undefined;
  readonly records: readonly JobRecord[];
}

/** The rows in their order, each host's own after it. */
export function hostRows({ listed, defaultHost, known, records }: HostsFacts): HostsViewRow[] {
  const open = records.filter(({ state }) => !isEndState(state));
  const rows = listed.flatMap(({ name, source, options }): HostsViewRow[] => {
    const jobs = open.filter(({ host }) => host === name);
    const row: HostRow = {
      kind: 'host',
      id: name,
      source,
      python: options.python ?? '',
      isDefault: name === defaultHost,
      known: copyOf(known(name)),
      running: jobs.length,
    };
    return [row, ...jobs.map((record) => jobRow(name, record)), ...factRows(name, row.known)];
  });
  return listed.every(({ source }) => source === 'built-in') ? [...rows, { kind: 'add', id: addRowId }] : rows;
}

/** No host's name has a space. */
const addRowId = '+ host';

/** What a row stands below; undefined at the top. */
export function parentOf(row: HostsViewRow): string | undefined {
  return row.kind === 'fact' || row.kind === 'job' ? row.host : undefined;
}

// What is known goes on changing in place, and rows are compared with those before.
function copyOf(known: Known | undefined): Known | undefined {
  return known && { status: known.status, diskUse: known.diskUse };
}

function jobRow(host: string, record: JobRecord): JobRow {
  return { kind: 'job', id: record.job, host, text: shortLabel(record.label), record };
}

function factRows(host: string, known: Known | undefined): FactRow[] {
  const fact = (name: string, icon: string, text: string, detail = ''): FactRow => ({
    kind: 'fact',
    id: `${host} ${name}`,
    host,
    icon,
    text,
    detail,
  });
  const { status, diskUse } = known ?? {};
  if (status === undefined) return [];
  const { python, executable, cores, average, memoryFree, gpus } = status;
  return [
    fact('processor', 'pulse', coresText(average, cores)),
    ...(memoryFree === null ? [] : [fact('memory', 'circuit-board', t('{0} of memory free', formatBytes(memoryFree)))]),
    ...(gpus.all === 0
      ? []
      : [
          fact(
            'gpus',
            'chip',
            gpus.all === 1 ? t('{0} of 1 GPU free', gpus.idle) : t('{0} of {1} GPUs free', gpus.idle, gpus.all),
          ),
        ]),
    ...(diskUse === undefined ? [] : [fact('disk', 'database', t('{0} kept by Farcall', formatBytes(diskUse)))]),
    fact('python', 'symbol-misc', t('Python {0}', python), executable),
  ];
}

/** What stands beside a host's name. */
export function hostDescription({ isDefault, source, known, running }: HostRow): string {
  const parts = [
    isDefault ? t('default') : '',
    running > 0 ? t('{0} running', running) : '',
    busyText(known),
    sourceWords[source],
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function busyText(known: Known | undefined): string {
  if (known?.status === undefined) return '';
  const { average, cores } = known.status;
  return t('{0}% busy', Math.min(100, Math.round((100 * average) / Math.max(1, cores))));
}

/** All that is known of a host, a line each. `facts` are those of its own rows. */
export function hostTooltip(row: HostRow): string {
  const facts = factRows(row.id, row.known).map(({ text, detail }) => (detail === '' ? text : `${text}, ${detail}`));
  return [
    row.id,
    row.known === undefined ? t('Not connected') : t('Connected'),
    ...(row.running > 0
      ? [row.running === 1 ? t('1 job running or waiting') : t('{0} jobs running or waiting', row.running)]
      : []),
    ...(facts.length > 0 || row.python === '' ? facts : [row.python]),
  ].join('\n');
}
