import type { ResultLine } from '../contract/lines';
import type { JobRecord } from '../contract/registry';

/** The type of a value that nobody wants to see or save. */
export const none = 'NoneType';

/** Whether a run left a value that can be fetched as a pickle and is worth it. */
export function hasSavableValue(result: ResultLine | null): boolean {
  return result !== null && result.valueType !== none && result.pickled !== false && result.unpicklable === undefined;
}

/** Whether "Save Result…" has something to offer: a value, or files that the job wrote. */
export function isSavable({ result }: Pick<JobRecord, 'result'>): boolean {
  return hasSavableValue(result) || (result !== null && result.artifacts.length > 0);
}
