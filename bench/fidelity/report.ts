import { formatBytes } from '../../src/base/format';
import { median } from '../measure';
import type { Row } from './measure';

/** The most that a bundle may weigh of what CPython loads from the project, in the median. */
const shareTarget = 1.3;

export interface Report {
  readonly rows: readonly Row[];
  /** Of `bundleBytes / loadedBytes`. */
  readonly medianShare: number;
  readonly falseAlarms: number;
  readonly lacking: number;
  readonly targets: readonly {
    readonly id: string;
    readonly target: string;
    readonly ours: number;
    readonly met: boolean;
  }[];
}

export function reportOf(rows: readonly Row[]): Report {
  const wrong = rows.filter((row) => !row.right).length;
  const medianShare = round(median(rows.flatMap((row) => (row.share === undefined ? [] : [row.share]))));
  const falseAlarms = rows.reduce((total, row) => total + row.falseAlarms.length, 0);
  const warm = rows.flatMap((row) => row.warm ?? []);
  const wrongWarm = warm.filter(({ reason }) => reason !== undefined).length;
  const lacking = rows.reduce((total, row) => total + row.lacking.length, 0);
  return {
    rows: rows.map((row) => (row.share === undefined ? row : { ...row, share: round(row.share) })),
    medianShare,
    falseAlarms,
    lacking,
    targets: [
      { id: 'not right', target: '0', ours: wrong, met: wrong === 0 },
      {
        id: 'bytes sent / bytes loaded, median',
        target: `<= ${shareTarget}`,
        ours: medianShare,
        met: medianShare <= shareTarget,
      },
      { id: 'false alarms', target: '0', ours: falseAlarms, met: falseAlarms === 0 },
      { id: 'modules lacking', target: '0', ours: lacking, met: lacking === 0 },
      ...(warm.length > 0 ? [{ id: 'not right when warm', target: '0', ours: wrongWarm, met: wrongWarm === 0 }] : []),
    ],
  };
}

export function formatRow(row: Row): string {
  const share = row.share === undefined ? '-' : `${round(row.share)}`;
  const sizes = `${formatBytes(row.bundleBytes)} of ${formatBytes(row.wholeBytes)}, loaded ${formatBytes(row.loadedBytes)} (${share})`;
  const inspect = row.inspectMs === undefined ? '-' : `${row.inspectMs} ms`;
  const lines = [
    `${row.right ? 'right' : 'WRONG'}  ${row.id.padEnd(36)} ${`${row.files} files`.padStart(9)}  ${sizes.padEnd(42)}  ${inspect}`,
  ];
  if (row.reason !== undefined) lines.push(`         ${row.reason.slice(0, 600)}`);
  if (row.asked.length > 0) lines.push(`         asked once, and sent: ${row.asked.join(', ')}`);
  if (row.falseAlarms.length > 0) lines.push(`         false alarms: ${row.falseAlarms.join(', ')}`);
  if (row.lacking.length > 0) lines.push(`         lacking: ${row.lacking.slice(0, 10).join(', ')}`);
  const { warm } = row;
  if (warm)
    lines.push(
      `         warm: ${warm.beginning}, ${warm.reason === undefined ? 'right' : `WRONG: ${warm.reason.slice(0, 600)}`}`,
    );
  return lines.join('\n');
}

export function formatSummary(report: Report): string {
  const projects = new Set(report.rows.map((row) => row.project)).size;
  const kinds = (['package', 'script', 'notebook'] as const).map(
    (kind) => `${report.rows.filter((row) => row.kind === kind).length} ${kind}`,
  );
  return [
    '',
    `${report.rows.length} calls (${kinds.join(', ')}) of ${projects} projects`,
    `asked about large data: ${report.rows.filter(({ asked }) => asked.length > 0).length}`,
    ...beginningsOf(report.rows),
    ...report.targets.map(({ id, ours, target, met }) => `${id}: ${ours} (${target}) ${met ? 'met' : 'MISSED'}`),
    '',
  ].join('\n');
}

/** Where the warm calls began. */
function beginningsOf(rows: readonly Row[]): string[] {
  const warm = rows.flatMap((row) => row.warm ?? []);
  const counts = (['forked', 'fresh by rule', 'fresh'] as const).map(
    (beginning) => `${warm.filter((one) => one.beginning === beginning).length} ${beginning}`,
  );
  return warm.length === 0 ? [] : [`called again: ${counts.join(', ')}`];
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000;
}
