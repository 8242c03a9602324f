import { t } from '@vscode/l10n';

/** How many there are of something, by two texts each: languages do not agree on how a plural is made. */

export function runCount(count: number): string {
  return count === 1 ? t('1 run') : t('{0} runs', count);
}

export function fileCount(count: number): string {
  return count === 1 ? t('1 file') : t('{0} files', count);
}
