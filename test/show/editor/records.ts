import type { JobRecord } from '../../../src/contract/registry';

const began = Date.UTC(2026, 0, 5, 9, 30);

/** The record of a run of `train` in `/shop/forecast.py`, but for what is named. */
export function recordOf(change: Partial<JobRecord>): JobRecord {
  return {
    version: 1,
    job: '20260105-093000-3f9a0c2b',
    host: 'gpu1',
    label: 'forecast:train',
    workspace: '/shop',
    file: '/shop/forecast.py',
    qualname: 'train',
    args: '',
    argv: [],
    bundle: 'ab'.repeat(32),
    state: 'running',
    created: began,
    ended: null,
    python: null,
    reason: null,
    result: null,
    error: null,
    timings: {},
    ...change,
  };
}
