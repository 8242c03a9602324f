import type { JobRecord } from '../../../src/contract/registry';
import { record } from '../../run/records';

/** The record of a run of `train` in `/shop/forecast.py`, but for what is named. */
export function recordOf(change: Partial<JobRecord>): JobRecord {
  return record({
    host: 'gpu1',
    label: 'forecast:train',
    workspace: '/shop',
    file: '/shop/forecast.py',
    qualname: 'train',
    bundle: 'ab'.repeat(32),
    ...change,
  });
}
