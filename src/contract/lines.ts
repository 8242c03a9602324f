import { z } from 'zod';
import { jobStates } from './jobStates';
import { jobId, sha256 } from './parse';

export const jobStateSchema = z.enum(jobStates);

/** MIME type → text; binary types (`image/png`) are base64. */
export const previewsSchema = z.record(z.string(), z.string());
export type Previews = z.infer<typeof previewsSchema>;

/** What a kept value may be saved as. */
export const saveFormats = ['json', 'csv', 'parquet', 'npy', 'png'] as const;
export type SaveFormat = (typeof saveFormats)[number];

export const artifactSchema = z.object({ path: z.string(), size: z.number().int().nonnegative() });
export type Artifact = z.infer<typeof artifactSchema>;

const localSchema = z.object({ name: z.string(), type: z.string(), text: z.string() });
export type Local = z.infer<typeof localSchema>;

/** One frame of a traceback, outermost first. `file` is relative to the workspace where `local` is true. */
export const frameSchema = z.object({
  file: z.string(),
  line: z.number().int().nonnegative(),
  /** 1-based, where it is known. */
  column: z.number().int().positive().optional(),
  function: z.string(),
  local: z.boolean(),
  /** In a notebook: the number of the code cell, whose line `line` is. */
  cell: z.number().int().positive().optional(),
  /** The source line, where it could be read. */
  text: z.string().optional(),
  /** Of a frame of the user's own code: its local names, with bounded reprs and secrets masked. */
  locals: z.array(localSchema).optional(),
});
export type Frame = z.infer<typeof frameSchema>;

export const timingsSchema = z.object({
  inspect: z.number().optional(),
  pack: z.number().optional(),
  connect: z.number().optional(),
  ship: z.number().optional(),
  start: z.number().optional(),
  run: z.number().optional(),
  total: z.number().optional(),
});
/** Milliseconds. `start` ends at the first byte of output or the entry's first line, whichever is first. */
export type Timings = z.infer<typeof timingsSchema>;

/** Where a value could not be pickled: a path such as `result["model"].lock`, its type, and pickle's own words. */
export const unpicklableSchema = z.object({ path: z.string(), valueType: z.string(), message: z.string() });

/** A place in the project: a bundle path and a 1-based line; in a notebook its own path, a code cell and its line. */
const placeSchema = z.object({ file: z.string(), line: z.number(), cell: z.number().optional() });
/** Its first line, the key that a choice about it is remembered by, and the names that it binds. */
const statementSchema = z.object({
  ...placeSchema.shape,
  lastLine: z.number().optional(),
  text: z.string(),
  because: z.string().optional(),
  /** False where the reason is a guess at effects. */
  certain: z.boolean().optional(),
  key: z.string().optional(),
  binds: z.array(z.string()).optional(),
  chosen: z.boolean().optional(),
});
export const closureLineSchema = z.object({
  type: z.literal('closure'),
  entry: z.string(),
  files: z.array(
    z.object({
      path: z.string(),
      size: z.number(),
      sha256,
      because: z.string().optional(),
      role: z.enum(['entry', 'module', 'compiled', 'data', 'included']).optional(),
      /** What names it; following it from file to file leads to the entry. */
      from: placeSchema.optional(),
    }),
  ),
  thirdParty: z.array(z.object({ name: z.string(), version: z.string().optional() })),
  unresolved: z.array(z.object({ name: z.string(), ...placeSchema.shape, optional: z.boolean().optional() })),
  dropped: z.array(statementSchema),
  /** `farcall inspect` alone. */
  kept: z.array(statementSchema).optional(),
  data: z
    .array(
      z.object({
        path: z.string(),
        size: z.number(),
        /** Files: 1, or what a folder holds. */
        count: z.number(),
        state: z.enum(['sent', 'asked', 'held', 'on-host', 'secret']),
        because: z.string(),
        from: placeSchema.optional(),
      }),
    )
    .optional(),
  notes: z
    .array(
      z.object({
        kind: z.string(),
        ...placeSchema.shape,
        message: z.string(),
        include: z.string().optional(),
      }),
    )
    .optional(),
  /** What must be decided before it can run: sentences. */
  questions: z.array(z.string()).optional(),
  /** Where a host was named: what a run would have to send there, before compression. */
  lacking: z.object({ host: z.string(), files: z.number(), bytes: z.number() }).optional(),
});
export const bundleLineSchema = z.object({
  type: z.literal('bundle'),
  id: sha256,
  files: z.number().int(),
  bytes: z.number().int(),
  sentBytes: z.number().int(),
  sentFiles: z.number().int(),
});
export const stateLineSchema = z.object({
  type: z.literal('state'),
  job: jobId,
  host: z.string(),
  state: jobStateSchema,
});
/** The job waits for one of its host's `slots`, behind so many others. */
export const queueLineSchema = z.object({
  type: z.literal('queue'),
  job: jobId,
  host: z.string(),
  ahead: z.number().int().nonnegative(),
});
/** Where the run goes to `auto`: the host that it chose, and why not the others. Sentences without a full stop. */
export const chosenLineSchema = z.object({
  type: z.literal('chosen'),
  job: jobId,
  host: z.string(),
  because: z.string(),
  others: z.array(z.object({ host: z.string(), because: z.string() })),
});
export const outputLineSchema = z.object({
  type: z.literal('output'),
  stream: z.enum(['stdout', 'stderr']),
  /** Of the stream's bytes. */
  offset: z.number().int().nonnegative(),
  text: z.string(),
  /** When it was printed, in milliseconds since the epoch, by the host's clock. */
  time: z.number().optional(),
});
export const progressLineSchema = z.object({
  type: z.literal('progress'),
  done: z.number(),
  total: z.number(),
  label: z.string(),
});
export const resultLineSchema = z.object({
  type: z.literal('result'),
  valueType: z.string(),
  previews: previewsSchema,
  /** There when the value survives JSON and IEEE doubles unchanged and is at most 64 KB. */
  json: z.json().optional(),
  artifacts: z.array(artifactSchema),
  /** What the host can make a file of from the kept value, besides the pickle itself. */
  formats: z.array(z.enum(saveFormats)).optional(),
  pickled: z.boolean().optional(),
  unpicklable: unpicklableSchema.optional(),
});
export const causeSchema = z.object({
  /** `cause`: `raise … from` it; `context`: it was being handled; `member`: one of an exception group. */
  relation: z.enum(['cause', 'context', 'member']),
  errorType: z.string(),
  message: z.string(),
  traceback: z.array(frameSchema),
});
export type Cause = z.infer<typeof causeSchema>;
export const errorLineSchema = z.object({
  type: z.literal('error'),
  errorType: z.string(),
  message: z.string(),
  traceback: z.array(frameSchema),
  /** The whole traceback as Python prints it, causes included. */
  text: z.string().optional(),
  /** The exceptions behind it, nearest first. */
  causes: z.array(causeSchema).optional(),
  /** Set where the failure is Farcall's to explain, not the function's. */
  code: z.string().optional(),
  next: z.string().optional(),
});
export const itemLineSchema = z.object({
  type: z.literal('item'),
  index: z.number().int().nonnegative(),
  state: jobStateSchema,
  json: z.json().optional(),
  previews: previewsSchema.optional(),
});
/** Something the job showed before its end: a figure by `plt.show()`, or one that it left open. */
export const displayLineSchema = z.object({
  type: z.literal('display'),
  index: z.number().int().nonnegative(),
  /** For people: `Figure 1`. */
  title: z.string(),
  previews: previewsSchema,
});
/** Where and with what the job ran: told once the entry's first line is about to run or later. */
export const aboutLineSchema = z.object({
  type: z.literal('about'),
  /** For people: `Linux 6.1 x86_64`. */
  system: z.string(),
  hostname: z.string(),
  cpus: z.number().int().positive(),
  /** Distributions whose modules the job imported, and their versions on the host. */
  distributions: z.record(z.string(), z.string()),
});
/** What the job's processes used since the sample before; the first is relative to their start. */
export const usageLineSchema = z.object({
  type: z.literal('usage'),
  /** Milliseconds since the epoch, by the host's clock. */
  time: z.number(),
  /** Of one core: 250 is two and a half cores. */
  cpuPercent: z.number().nonnegative(),
  /** Bytes resident, all of its processes together. */
  memory: z.number().nonnegative(),
  /** Of the GPUs that its processes are on, where `nvidia-smi` tells. */
  gpuPercent: z.number().nonnegative().optional(),
  gpuMemory: z.number().nonnegative().optional(),
});
export const doneLineSchema = z.object({
  type: z.literal('done'),
  job: jobId,
  state: jobStateSchema,
  timings: timingsSchema,
  /** Why it ended so, where there is more to say: `signal SIGSEGV`, `memory`, `timeout`, `exit 3`. */
  reason: z.string().optional(),
});

/** One line of `--json` (DESIGN 4.2), which is also what a run tells an editor. */
export const runLineSchema = z.discriminatedUnion('type', [
  closureLineSchema,
  bundleLineSchema,
  stateLineSchema,
  queueLineSchema,
  chosenLineSchema,
  outputLineSchema,
  progressLineSchema,
  resultLineSchema,
  errorLineSchema,
  itemLineSchema,
  displayLineSchema,
  aboutLineSchema,
  usageLineSchema,
  doneLineSchema,
]);
export type RunLine = z.infer<typeof runLineSchema>;
export type ClosureLine = z.infer<typeof closureLineSchema>;
export type BundleLine = z.infer<typeof bundleLineSchema>;
export type ChosenLine = z.infer<typeof chosenLineSchema>;
export type OutputLine = z.infer<typeof outputLineSchema>;
export type ResultLine = z.infer<typeof resultLineSchema>;
export type ErrorLine = z.infer<typeof errorLineSchema>;
export type DisplayLine = z.infer<typeof displayLineSchema>;
export type AboutLine = z.infer<typeof aboutLineSchema>;
export type UsageLine = z.infer<typeof usageLineSchema>;
export type DoneLine = z.infer<typeof doneLineSchema>;
