import { t } from '@vscode/l10n';
import { formatBytes } from '../base/format';
import type { LoadResult } from '../contract/agent';
import { idleGpus } from './gpus';

/** How busy a host is: its processor, then its memory where the system tells. */
export function loadParts({ average, memoryFree }: LoadResult, cores: number): readonly string[] {
  return [
    coresText(average, cores),
    ...(memoryFree === null ? [] : [t('{0} of memory free', formatBytes(memoryFree))]),
  ];
}

/** How many of its cores are busy; where more would be, that all are, and how much there is for them to do. */
export function coresText(average: number, cores: number): string {
  const load = average.toFixed(1);
  if (average <= cores) return cores === 1 ? t('{0} of 1 core busy', load) : t('{0} of {1} cores busy', load, cores);
  return cores === 1 ? t('the core busy (load {0})', load) : t('all {0} cores busy (load {1})', cores, load);
}

/** The same in one line, with the GPUs where there are any. */
export function loadText(load: LoadResult, cores: number): string {
  const gpus = load.gpus.split('\n').filter((line) => line.trim() !== '').length;
  const idle = idleGpus(load.gpus).length;
  return [
    ...loadParts(load, cores),
    ...(gpus > 0 ? [gpus === 1 ? t('{0} of 1 GPU free', idle) : t('{0} of {1} GPUs free', idle, gpus)] : []),
  ].join(', ');
}
