import { t } from '@vscode/l10n';

/** Sizes, times and ids for people. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
}

/** Where a clock was set back in between, it took no time. */
export function formatDuration(between: number): string {
  const milliseconds = Math.max(0, between);
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `pkg/a.py:3:7`, or `nb.ipynb, cell 3, line 2` where the line is a notebook cell's. */
export function formatPlace(place: {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly cell?: number | undefined;
}): string {
  const { file, line, column, cell } = place;
  if (cell !== undefined) {
    return line === undefined ? t('{0}, cell {1}', file, cell) : t('{0}, cell {1}, line {2}', file, cell, line);
  }
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
