import { z } from 'zod';
import { jobStates } from '../../contract/jobStates';
import { artifactSchema, causeSchema, frameSchema, previewsSchema } from '../../contract/lines';
import { errorActionNames } from '../errorActions';
import type { EditorToPanel } from './protocol';

// The page's policy forbids compiling code, which Zod would try.
z.config({ jitless: true });

const text = z.string();
/** What is undefined does not travel. */
const perhaps = text.optional();

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
  }),
  z.object({
    kind: z.literal('refused'),
    message: text,
    next: perhaps,
    frames: z.array(frameSchema),
    steps: z.array(z.object({ action: z.enum(errorActionNames), title: text })),
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

const messages = {
  snapshot: z.object({ status: status.nullable(), output: chunks, truncated: z.boolean(), shown }),
  status: z.object({ status }),
  output: z.object({ job: text, chunks }),
  shown: z.object({ job: text, shown }),
} satisfies Record<EditorToPanel['type'], z.ZodType>;

/** What reached the page: a message of the editor, one that only claims to be, or something that is not for it. */
export type Received =
  { readonly kind: 'message'; readonly message: EditorToPanel } | { readonly kind: 'broken' | 'foreign' };

export function received(data: unknown): Received {
  if (typeof data !== 'object' || data === null || !('type' in data)) return { kind: 'foreign' };
  const { type } = data;
  if (type !== 'snapshot' && type !== 'status' && type !== 'output' && type !== 'shown') return { kind: 'foreign' };
  return isMessage(data, type) ? { kind: 'message', message: data } : { kind: 'broken' };
}

function isMessage(data: object, type: EditorToPanel['type']): data is EditorToPanel {
  return messages[type].safeParse(data).success;
}
