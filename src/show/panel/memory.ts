import { t } from '@vscode/l10n';
import { formatBytes } from '../../base/format';
import type { ErrorLine, RunLine } from '../../contract/lines';

/** What can be done about memory that was not enough. */
export const lessMemory = t('Use less memory, or a larger host.');

/** Whether memory ran out, the machine's or a GPU's: `MemoryError` and what libraries derive from it. */
export function isOutOfMemory({ errorType, message }: Pick<ErrorLine, 'errorType' | 'message'>): boolean {
  return /(?:Memory|OutOfMemory)Error$/.test(errorType) || /\bCUDA out of memory\b/i.test(message);
}

/** How much memory the job was seen to use at most; undefined where it was never looked at. */
export function memoryText(lines: readonly RunLine[]): string | undefined {
  const samples = lines.filter((line) => line.type === 'usage');
  if (samples.length === 0) return undefined;
  const most = (values: readonly number[]): string => formatBytes(Math.max(...values));
  const gpu = samples.map(({ gpuMemory }) => gpuMemory).filter((bytes) => bytes !== undefined);
  const memory = most(samples.map((sample) => sample.memory));
  if (gpu.length === 0) return t('As far as was seen, it used up to {0} of memory.', memory);
  return t('As far as was seen, it used up to {0} of memory, and {1} of its GPU’s.', memory, most(gpu));
}
