import type { Artifact } from '../../contract/lines';

/** What is to be known of a run beside its output and its result. */
export interface Details {
  readonly facts: readonly Fact[];
  /** In the order in which they follow each other; milliseconds. */
  readonly timings: readonly { readonly key: TimedStep; readonly step: string; readonly ms: number }[];
  readonly usage: UsageHistory | undefined;
  readonly sent: SentList;
  /** What the job imported, by the host's own metadata. `here`: the version on this machine, where it is another. */
  readonly distributions: readonly {
    readonly name: string;
    readonly version: string;
    readonly here: string | undefined;
  }[];
  readonly environment: readonly { readonly name: string; readonly value: string | null }[];
  readonly artifacts: readonly Artifact[];
  /** Whether the very code that ran can be asked to run again. */
  readonly again: boolean;
}

export const timedSteps = ['inspect', 'pack', 'connect', 'ship', 'start', 'run'] as const;
export type TimedStep = (typeof timedSteps)[number];

/** A line of the overview. `copy` is what goes to the clipboard where it is more than what is shown. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly copy?: string;
}

/** One value for each sample. Times are in milliseconds since the first. */
export interface UsageHistory {
  readonly times: readonly number[];
  /** Of one core, in percent. */
  readonly cpu: readonly number[];
  /** Bytes. */
  readonly memory: readonly number[];
  /** Percent, and bytes; none where no GPU is the job's. */
  readonly gpu: readonly number[];
  readonly gpuMemory: readonly number[];
}

/** The files of the bundle. `unknown`: the host may tell; `gone`: it cannot any more; `none`: nothing was sent. */
export type SentList =
  | { readonly kind: 'unknown' | 'gone' | 'none' }
  | { readonly kind: 'files'; readonly files: readonly SentFile[]; readonly count: number; readonly bytes: number };

interface SentFile {
  readonly path: string;
  readonly size: number;
  /** Empty where only the host's list is known, which has no reasons. */
  readonly because: string;
}
