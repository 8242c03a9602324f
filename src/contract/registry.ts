import { z } from 'zod';
import { errorLineSchema, jobStateSchema, resultLineSchema, timingsSchema } from './lines';
import { jobId, sha256 } from './parse';

/** The client's record of one job, one file each under the XDG state folder. */
export const jobRecordSchema = z.object({
  version: z.literal(1),
  job: jobId,
  host: z.string(),
  /** For people: `pkg.mod:f` or `train.py`. */
  label: z.string(),
  /** Absolute path of the workspace and of the entry's file on this machine. */
  workspace: z.string(),
  file: z.string(),
  /** Empty for a whole file. */
  qualname: z.string(),
  args: z.string(),
  argv: z.array(z.string()),
  bundle: sha256.nullable(),
  /** Numbers of the host's GPUs that are its own until it ends; left out where it asked for none. */
  gpus: z.array(z.number().int().nonnegative()).optional(),
  state: jobStateSchema,
  /** Milliseconds since the epoch. */
  created: z.number(),
  ended: z.number().nullable(),
  python: z.string().nullable(),
  reason: z.string().nullable(),
  result: resultLineSchema.nullable(),
  error: errorLineSchema.nullable(),
  timings: timingsSchema,
});
export type JobRecord = z.infer<typeof jobRecordSchema>;
