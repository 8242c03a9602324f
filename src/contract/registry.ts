import { z } from 'zod';
import {
  bundleLineSchema,
  chosenLineSchema,
  closureLineSchema,
  errorLineSchema,
  jobStateSchema,
  resultLineSchema,
  timingsSchema,
} from './lines';
import { jobId, sha256 } from './parse';

/** A process of this account, by what proves to another one that it is gone. */
export const processMarkSchema = z.object({
  /** The machine and, where the system has such, the process table of it that counts `pid`. */
  place: z.string(),
  pid: z.number().int().positive(),
  /** When it started, in the system's own words; empty where those are not to be had. */
  started: z.string(),
});
export type ProcessMark = z.infer<typeof processMarkSchema>;

/** What of the workspace's repository ran, as far as git tells. */
export const revisionSchema = z.object({
  commit: z.string(),
  /** Left out where none is checked out. */
  branch: z.string().optional(),
  /** How many files differ from the commit, new ones among them; those that git ignores are none. */
  changed: z.number().int().nonnegative(),
});
export type Revision = z.infer<typeof revisionSchema>;

/** The client's record of one job, one file each under the XDG state folder. */
export const jobRecordSchema = z.object({
  version: z.literal(1),
  job: jobId,
  host: z.string(),
  /** For people: `pkg.mod:f`, `train.py` or `lines 11–13 of train.py`. */
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
  /** Variables that the host's options and its GPUs set; null for a value that looks secret. Left out without any. */
  environment: z.record(z.string(), z.string().nullable()).optional(),
  /** Left out until it was looked at, and where there is no repository. */
  revision: revisionSchema.optional(),
  state: jobStateSchema,
  /** Who brings it to its host; left out once the host has it. */
  sender: processMarkSchema.optional(),
  /** The machine that took it, and the absolute path of the Farcall folder there. */
  taken: z.object({ hostname: z.string(), directory: z.string() }).optional(),
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

const preludeLineSchema = z.discriminatedUnion('type', [closureLineSchema, bundleLineSchema, chosenLineSchema]);
export type PreludeLine = z.infer<typeof preludeLineSchema>;

/** What was said of a run before its host had it, one gzipped file each under the XDG state folder. */
export const preludeSchema = z.object({ version: z.literal(1), lines: z.array(preludeLineSchema) });

/** What a person made of one run, one file each under the XDG state folder. */
export const jobMarksSchema = z.object({
  version: z.literal(1),
  /** Shown in place of the label; empty where it has none. */
  name: z.string(),
  note: z.string(),
  pinned: z.boolean(),
});
export type JobMarks = z.infer<typeof jobMarksSchema>;
