import { t } from '@vscode/l10n';
/** Whole seconds for a running clock, so that it ticks and does not flicker: `0 s`, `12 s`, `3 min 05 s`, `2 h 07 min`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('{0} min {1} s', minutes, two(seconds % 60));
  return t('{0} h {1} min', Math.floor(minutes / 60), two(minutes % 60));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
