import { t } from '@vscode/l10n';
import { formatBytes } from '../../base/format';
import { isEndState } from '../../contract/jobStates';
import type { AboutLine, BundleLine, ClosureLine, ResultLine, Timings, UsageLine } from '../../contract/lines';
import type { Manifest } from '../../contract/manifest';
import type { JobRecord, Revision } from '../../contract/registry';
import { chosenText } from '../../run/chosenText';
import { fileCount } from '../counts';
import { reasonWords } from '../failureText';
import { callText, stateWords } from '../jobText';
import { timedSteps, type Details, type Fact, type SentList, type TimedStep, type UsageHistory } from './details';
import type { JobSource } from './jobStatus';

/** More are counted, not listed. */
export const mostFiles = 300;

/** @param listed What the host told of the files, once it was asked; null where it knows no more. */
export function detailsOf({ record, lines, refused }: DetailsSource, listed: Manifest | null | undefined): Details {
  const known = new Latest(lines);
  return {
    facts: facts(record, known),
    timings: timingsOf(record.timings),
    usage: usageOf(lines.filter((line) => line.type === 'usage')),
    sent: record.bundle === null ? { kind: 'none' } : sentList(known.closure, listed),
    distributions: distributions(known.about, known.closure),
    environment: Object.entries(record.environment ?? {}).map(([name, value]) => ({ name, value })),
    artifacts: (known.result ?? record.result)?.artifacts ?? [],
    again: record.bundle !== null && isEndState(record.state) && !refused,
  };
}

export interface DetailsSource extends Pick<JobSource, 'record' | 'lines'> {
  readonly refused: boolean;
}

/** The last line of each kind that there is one of. */
class Latest {
  readonly about: AboutLine | undefined;
  readonly bundle: BundleLine | undefined;
  readonly closure: ClosureLine | undefined;
  readonly result: ResultLine | undefined;
  readonly chosen: string | undefined;

  constructor(lines: DetailsSource['lines']) {
    for (const line of lines) {
      if (line.type === 'about') this.about = line;
      else if (line.type === 'bundle') this.bundle = line;
      else if (line.type === 'closure') this.closure = line;
      else if (line.type === 'result') this.result = line;
      else if (line.type === 'chosen') this.chosen = chosenText(line);
    }
  }
}

function facts(record: JobRecord, { about, bundle, chosen }: Latest): readonly Fact[] {
  const { label, host, gpus, python, bundle: id, revision, created, job, state, reason } = record;
  const args = callText(record);
  const machine = about && [about.hostname, about.system, about.cpus === 1 ? t('1 CPU') : t('{0} CPUs', about.cpus)];
  return [
    {
      name: t('Call'),
      value: args === '' ? label : `${label} (${args})`,
      copy: args === '' ? label : `${label}(${args})`,
    },
    { name: t('State'), value: reason === null ? stateWords[state] : `${stateWords[state]} (${reasonWords(reason)})` },
    { name: t('Host'), value: [host, ...(machine ?? []).filter((part) => part !== host)].join(' · ') },
    ...(chosen === undefined ? [] : [{ name: t('Chosen'), value: chosen }]),
    ...(gpus === undefined ? [] : [{ name: 'GPUs', value: gpus.join(', ') }]),
    ...(python === null ? [] : [{ name: t('Python'), value: python }]),
    { name: t('Engine'), value: t('direct: a process of the host itself') },
    ...(id === null
      ? []
      : [{ name: t('Bundle'), value: `${id.slice(0, shortId)}${sentText(bundle, host)}`, copy: id }]),
    ...(revision === undefined ? [] : [{ name: t('Commit'), value: revisionText(revision), copy: revision.commit }]),
    { name: t('Started'), value: new Date(created).toLocaleString() },
    { name: t('Job'), value: job, copy: job },
  ];
}

/** So many characters of an id tell it from others. */
const shortId = 12;

function sentText(bundle: BundleLine | undefined, host: string): string {
  if (bundle === undefined) return '';
  const whole = `${fileCount(bundle.files)}, ${formatBytes(bundle.bytes)}`;
  const sent = `${fileCount(bundle.sentFiles)}, ${formatBytes(bundle.sentBytes)}`;
  return ` · ${bundle.sentFiles === 0 ? t('{0}, all of which {1} had', whole, host) : t('{0}; sent: {1}', whole, sent)}`;
}

function revisionText({ commit, branch, changed }: Revision): string {
  const short = commit.slice(0, 10);
  const state = changed === 0 ? t('nothing changed') : t('{0} changed', fileCount(changed));
  return `${branch === undefined ? short : t('{0} on {1}', short, branch)} · ${state}`;
}

const stepNames: Record<TimedStep, string> = {
  inspect: t('Finding what it needs'),
  pack: t('Packing'),
  connect: t('Connecting'),
  ship: t('Sending'),
  start: t('Starting'),
  run: t('Running'),
};

function timingsOf(timings: Timings): Details['timings'] {
  return timedSteps.flatMap((key) => {
    const ms = timings[key];
    return ms === undefined ? [] : [{ key, step: stepNames[key], ms: Math.max(0, ms) }];
  });
}

function usageOf(samples: readonly UsageLine[]): UsageHistory | undefined {
  const [first] = samples;
  if (first === undefined) return undefined;
  return {
    times: samples.map(({ time }) => Math.max(0, time - first.time)),
    cpu: samples.map(({ cpuPercent }) => cpuPercent),
    memory: samples.map(({ memory }) => memory),
    gpu: samples.flatMap(({ gpuPercent }) => gpuPercent ?? []),
    gpuMemory: samples.flatMap(({ gpuMemory }) => gpuMemory ?? []),
  };
}

function sentList(closure: ClosureLine | undefined, listed: Manifest | null | undefined): SentList {
  const files = closure?.files ?? listed?.files;
  if (files === undefined) return { kind: listed === null ? 'gone' : 'unknown' };
  return {
    kind: 'files',
    files: files.slice(0, mostFiles).map((file) => ({
      path: file.path,
      size: file.size,
      because: 'because' in file ? (file.because ?? '') : '',
    })),
    count: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}

function distributions(about: AboutLine | undefined, closure: ClosureLine | undefined): Details['distributions'] {
  const here = new Map(closure?.thirdParty.map(({ name, version }) => [plainName(name), version]));
  return Object.entries(about?.distributions ?? {})
    .map(([name, version]) => {
      const local = here.get(plainName(name));
      return { name, version, here: local === version ? undefined : local };
    })
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

/** As indexes of packages compare names. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
