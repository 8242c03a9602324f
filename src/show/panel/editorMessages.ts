import { z } from 'zod';
import { jobStates } from '../../contract/jobStates';
import { artifactSchema, causeSchema, frameSchema, previewsSchema } from '../../contract/lines';
import { errorActionNames } from '../errorActions';
import { timedSteps } from './details';
import { pageMenuItems } from './pageMenu';
import type { EditorToPanel } from './protocol';

// The page's policy forbids compiling code, which Zod would try.
z.config({ jitless: true });

const text = z.string();
/** What is undefined does not travel. */
const perhaps = text.optional();

const steps = z.array(z.object({ action: z.enum(errorActionNames), title: text }));

const outcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('value'),
    valueType: perhaps,
    previews: previewsSchema,
    json: z.unknown().optional(),
    note: perhaps,
    artifacts: z.array(artifactSchema),
  }),
  z.object({
    kind: z.literal('raised'),
    errorType: text,
    message: text,
    frames: z.array(frameSchema),
    causes: z.array(causeSchema),
    fact: perhaps,
    text: perhaps,
    next: perhaps,
    leftOut: z.object({ name: text, line: z.number() }).optional(),
    steps,
  }),
  z.object({
    kind: z.literal('refused'),
    message: text,
    next: perhaps,
    frames: z.array(frameSchema),
    steps,
  }),
  z.object({ kind: z.literal('ended'), message: text }),
]);

const status = z.object({
  job: text.min(1),
  label: text,
  args: text,
  host: text,
  state: z.enum(jobStates),
  stateWord: text,
  elapsed: z.number().optional(),
  ticking: z.boolean(),
  phase: perhaps,
  safe: perhaps,
  notes: z.array(text),
  leftOut: perhaps,
  actions: z.object({ cancel: z.boolean(), rerun: z.boolean(), save: z.boolean(), reconnect: z.boolean() }),
  outcome: outcome.optional(),
});

const chunks = z.array(z.object({ stream: z.enum(['stdout', 'stderr']), text, time: z.number().optional() }));

const shown = z.array(
  z.object({
    kind: z.enum(['item', 'display']),
    index: z.number().int().nonnegative(),
    title: text,
    previews: previewsSchema,
    json: z.unknown().optional(),
  }),
);
const numbers = z.array(z.number());
const sent = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['unknown', 'gone', 'none']) }),
  z.object({
    kind: z.literal('files'),
    files: z.array(z.object({ path: text, size: z.number(), because: text })),
    count: z.number(),
    bytes: z.number(),
  }),
]);
const details = z.object({
  facts: z.array(z.object({ name: text, value: text, copy: perhaps })),
  timings: z.array(z.object({ key: z.enum(timedSteps), step: text, ms: z.number().nonnegative() })),
  usage: z.object({ times: numbers, cpu: numbers, memory: numbers, gpu: numbers, gpuMemory: numbers }).optional(),
  sent,
  distributions: z.array(z.object({ name: text, version: text, here: perhaps })),
  environment: z.array(z.object({ name: text, value: text.nullable() })),
  artifacts: z.array(artifactSchema),
  again: z.boolean(),
});
const look = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('picture'), url: z.string().startsWith('data:image/') }),
  z.object({ kind: z.literal('text'), text, whole: z.boolean() }),
  z.object({ kind: z.literal('neither'), why: text }),
]);

const messages = {
  snapshot: z.object({ status: status.nullable(), output: chunks, truncated: z.boolean(), shown }),
  status: z.object({ status }),
  details: z.object({ job: text, details }),
  artifact: z.object({ job: text, path: text, look }),
  menu: z.object({ item: z.enum(pageMenuItems) }),
  output: z.object({ job: text, chunks }),
  shown: z.object({ job: text, shown }),
} satisfies Record<EditorToPanel['type'], z.ZodType>;

/** What reached the page: a message of the editor, one that only claims to be, or something that is not for it. */
export type Received =
  { readonly kind: 'message'; readonly message: EditorToPanel } | { readonly kind: 'broken' | 'foreign' };

export function received(data: unknown): Received {
  if (typeof data !== 'object' || data === null || !('type' in data)) return { kind: 'foreign' };
  const { type } = data;
  if (!isType(type)) return { kind: 'foreign' };
  return isMessage(data, type) ? { kind: 'message', message: data } : { kind: 'broken' };
}

function isType(type: unknown): type is EditorToPanel['type'] {
  return typeof type === 'string' && Object.hasOwn(messages, type);
}

function isMessage(data: object, type: EditorToPanel['type']): data is EditorToPanel {
  return messages[type].safeParse(data).success;
}
