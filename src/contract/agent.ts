import { z } from 'zod';
import { endEventSchema } from './journal';
import { jobStateSchema, saveFormats } from './lines';
import { bundlePath, jobId, sha256 } from './parse';

/** The messages between a client and the agent on a host. README.md of this folder tells the whole protocol. */
export const protocolVersion = 1;

/** The stub's line, before any frame: what the host has, or why it cannot go on. */
export const stubLineSchema = z.discriminatedUnion('stub', [
  z.object({ stub: z.literal('ready') }),
  z.object({ stub: z.literal('need'), python: z.string() }),
  z.object({ stub: z.literal('swallowed') }),
  z.object({ stub: z.literal('no-python'), tried: z.string() }),
  z.object({ stub: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type StubLine = z.infer<typeof stubLineSchema>;

export const helloSchema = z.object({
  event: z.literal('hello'),
  protocol: z.number().int(),
  pid: z.number().int(),
  python: z.string(),
  executable: z.string(),
  platform: z.string(),
  hostname: z.string(),
  user: z.string(),
  /** The host's Farcall folder, absolute. */
  directory: z.string(),
  cores: z.number().int(),
});
export type Hello = z.infer<typeof helloSchema>;

export const responseSchema = z.union([
  z.object({ id: z.number().int(), result: z.unknown() }),
  z.object({
    id: z.number().int(),
    error: z.object({
      code: z.string(),
      message: z.string(),
      next: z.string().optional(),
      data: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
]);

/** A blob the host wants, and how many bytes of it it already holds from a transfer that was cut. */
export const wantedSchema = z.object({ sha256, have: z.number().int().nonnegative() });
export type Wanted = z.infer<typeof wantedSchema>;

/** The data of `bundle-incomplete`: without the manifest the host cannot say what it wants. */
export const incompleteSchema = z.object({ want: z.array(wantedSchema), manifest: z.boolean() });

/** In characters. */
const terminalSizeSchema = z.object({ columns: z.number().int().positive(), rows: z.number().int().positive() });
export type TerminalSize = z.infer<typeof terminalSizeSchema>;

export const jobSpecSchema = z.object({
  job: jobId,
  bundle: sha256,
  /** For people: `pkg.mod:f` or `train.py`. */
  label: z.string(),
  /** The text between the parentheses of the call. */
  args: z.string(),
  /** `sys.argv[1:]`, for a whole file. */
  argv: z.array(z.string()),
  /** Interpreter, as a path or a word to find on PATH; null means the agent's own. */
  python: z.string().nullable(),
  setup: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  /** Folders (or files) of the working folder that lie on the host already: bundle path to the host's own path. */
  paths: z.record(bundlePath, z.string().min(1)),
  /** Seconds from the start of the process; null means no limit. */
  timeout: z.number().positive().nullable(),
  /** How many jobs may run on the host's machine at a time, for this one to be one of them; null means any number. */
  slots: z.number().int().positive().nullable(),
  /**
   * What may be loaded ahead of this job: `modules` where they are named, else what jobs of the same `key` loaded. Null
   * means that it begins in a fresh interpreter.
   */
  preload: z.object({ key: sha256, modules: z.array(z.string()) }).nullable(),
  /** The code that shows the job's values and errors, sent as a blob; null means that they are shown as plain text. */
  display: sha256.nullable(),
  /**
   * In place of the call: makes `value.<format>`, in the working folder, of the value that a job of the same bundle kept.
   */
  convert: z.object({ job: jobId, format: z.enum(saveFormats) }).nullable(),
  /** How large the terminals are that its output goes to; null means that it goes to pipes. */
  terminal: terminalSizeSchema.nullable(),
});
export type JobSpec = z.infer<typeof jobSpecSchema>;

export const putResultSchema = z.object({ want: z.array(wantedSchema) });
export const blobsResultSchema = z.object({ stored: z.number().int() });
export const startResultSchema = z.object({
  state: jobStateSchema,
  /** True where this id had been started before: nothing was started now. */
  known: z.boolean(),
});
export const followResultSchema = z.object({ state: jobStateSchema, size: z.number().int() });
export const cancelResultSchema = z.object({ state: jobStateSchema });
export const jobSummarySchema = z.object({
  job: jobId,
  label: z.string(),
  state: jobStateSchema,
  bundle: sha256,
  created: z.number(),
  end: endEventSchema.nullable(),
});
export type JobSummary = z.infer<typeof jobSummarySchema>;
export const jobsResultSchema = z.object({ jobs: z.array(jobSummarySchema) });
export const removeResultSchema = z.object({});
export const fetchResultSchema = z.object({ size: z.number().int() });
export const interpreterSchema = z.object({ path: z.string(), version: z.string(), source: z.string() });
export type Interpreter = z.infer<typeof interpreterSchema>;
export const pythonsResultSchema = z.object({ pythons: z.array(interpreterSchema) });
/** Bytes by kind of what may go: `blobs`, `bundles`, `partial`, `bytecode`, `envs`, `runtime`, `copies`. */
const bytesByKind = z.record(z.string(), z.number());
export const cleanResultSchema = z.object({
  freed: bytesByKind,
  kept: bytesByKind,
  /** What results, artifacts and output take, which never go by this. */
  results: z.number(),
});
export type CleanResult = z.infer<typeof cleanResultSchema>;
export const checkResultSchema = z.object({
  directory: z.string(),
  writable: z.boolean(),
  /** Why it is not, where it is not. */
  problem: z.string().nullable(),
  freeBytes: z.number(),
  /** What the system does to a user's processes at logout, as one sentence, and whether jobs survive it. */
  logout: z.object({ jobsSurvive: z.boolean().nullable(), text: z.string() }),
});
export const loadResultSchema = z.object({
  /** Processes that ran or waited to run, over the last minute. */
  average: z.number(),
  /** Bytes; null where the system does not tell. */
  memoryFree: z.number().nullable(),
  /** What nvidia-smi says of each GPU, a line each: megabytes in use, and in all. Empty where there is none. */
  gpus: z.string(),
});
export type LoadResult = z.infer<typeof loadResultSchema>;
export type CheckResult = z.infer<typeof checkResultSchema>;
