import { z } from 'zod';
import {
  aboutLineSchema,
  displayLineSchema,
  errorLineSchema,
  itemLineSchema,
  resultLineSchema,
  usageLineSchema,
} from './lines';

/**
 * A job's journal: one append-only file of records, in the order in which the supervisor read them.
 *
 *     kind u8 | time f64 (ms since the epoch) | offset u64 (of this stream's bytes) | length u32 | payload
 *
 * all big-endian. Kind 1 is standard output, 2 standard error, 3 an event (UTF-8 JSON, offset 0). A record is
 * complete or it is not there yet: a reader that finds less than a whole record waits.
 */
export const journalHeaderSize = 21;
export const journalKinds = { stdout: 1, stderr: 2, event: 3 } as const;

/** The entry's first line is about to run (its module is imported, its arguments are evaluated). */
export const runningEventSchema = z.object({
  type: z.literal('running'),
  pid: z.number().int(),
  python: z.string(),
  executable: z.string(),
});
/** The job waits for one of the host's `slots`, behind so many others. */
const queueEventSchema = z.object({ type: z.literal('queue'), ahead: z.number().int().nonnegative() });
/** The last record of every journal that was finished: how the job ended. */
export const endEventSchema = z.object({
  type: z.literal('end'),
  state: z.enum(['succeeded', 'failed', 'cancelled', 'lost']),
  /** The process's exit status; null where a signal ended it or none was seen. */
  exit: z.number().int().nullable(),
  signal: z.string().nullable(),
  /**
   * `memory`: killed by the kernel for memory; `timeout`; `arguments`: they did not evaluate, or the host's Python
   * cannot compile the entry's file; `python`: the host's Python could not be started; `rebooted` and
   * `supervisor-gone` with `lost`; `disk-full`: output had to be dropped.
   */
  reason: z.enum(['memory', 'timeout', 'arguments', 'python', 'rebooted', 'supervisor-gone', 'disk-full']).nullable(),
  started: z.number(),
  ended: z.number(),
});
export type EndEvent = z.infer<typeof endEventSchema>;

export const journalEventSchema = z.discriminatedUnion('type', [
  queueEventSchema,
  runningEventSchema,
  itemLineSchema,
  displayLineSchema,
  aboutLineSchema,
  usageLineSchema,
  resultLineSchema,
  errorLineSchema,
  endEventSchema,
]);
export type JournalEvent = z.infer<typeof journalEventSchema>;

export const eventTypeSchema = z.object({ type: z.string() });
/** Readers pass over an event of any other type. */
export const journalEventTypes: ReadonlySet<string> = new Set(
  journalEventSchema.options.map(({ shape }) => shape.type.value),
);
