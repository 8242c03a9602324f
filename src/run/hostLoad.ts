import { formatBytes, formatCount } from '../base/format';
import type { LoadResult } from '../contract/agent';
import { idleGpus } from './gpus';

/** How busy a host is: its processor, then its memory where the system tells. */
export function loadParts({ average, memoryFree }: LoadResult, cores: number): readonly string[] {
  return [coresText(average, cores), ...(memoryFree === null ? [] : [`${formatBytes(memoryFree)} of memory free`])];
}

/** How many of its cores are busy; where more would be, that all are, and how much there is for them to do. */
export function coresText(average: number, cores: number): string {
  if (average <= cores) return `${average.toFixed(1)} of ${formatCount(cores, 'core')} busy`;
  return `${cores === 1 ? 'the core' : `all ${cores} cores`} busy (load ${average.toFixed(1)})`;
}

/** The same in one line, with the GPUs where there are any. */
export function loadText(load: LoadResult, cores: number): string {
  const gpus = load.gpus.split('\n').filter((line) => line.trim() !== '').length;
  const idle = idleGpus(load.gpus).length;
  return [...loadParts(load, cores), ...(gpus > 0 ? [`${idle} of ${formatCount(gpus, 'GPU')} free`] : [])].join(', ');
}
