import type { JobMarks } from './registry';

export const noMarks: JobMarks = { version: 1, name: '', note: '', pinned: false };
