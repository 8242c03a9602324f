import type { JobRecord } from '../../src/contract/registry';

/** The record of a job that runs on the host `far`, but for what a test says of it. */
export function record(but: Partial<JobRecord> = {}): JobRecord {
  return {
    version: 1,
    job: '20260105-093000-3f9a0c2b',
    host: 'far',
    label: 'm:f',
    workspace: '/w',
    file: '/w/m.py',
    qualname: 'f',
    args: '',
    argv: [],
    bundle: null,
    state: 'running',
    created: Date.UTC(2026, 0, 5, 9, 30),
    ended: null,
    python: null,
    reason: null,
    result: null,
    error: null,
    timings: {},
    ...but,
  };
}
