import { z } from 'zod';
import type { EditorToPreview } from './protocol';

// The page's policy forbids compiling code, which Zod would try.
z.config({ jitless: true });

const text = z.string();
/** What is undefined does not travel. */
const perhaps = text.optional();
const place = z.object({ file: text, line: z.number(), cell: z.number().optional() });
const from = place.optional();

const file = z.object({
  path: text,
  size: z.number(),
  role: z.enum(['entry', 'module', 'compiled', 'data', 'included']),
  because: text,
  from,
  travels: z.boolean().optional(),
});
const data = z.object({
  path: text,
  folder: z.boolean(),
  size: z.number(),
  count: z.number(),
  because: text,
  from,
  state: z.enum(['sent', 'asked', 'held', 'on-host', 'secret']),
  secret: z.boolean(),
  choice: z.enum(['send', 'hold']).optional(),
});
const statement = z.object({
  key: text,
  line: z.number(),
  cell: z.number().optional(),
  lines: z.array(text),
  kept: z.boolean(),
  because: text,
  certain: z.boolean(),
  chosen: z.boolean(),
  entry: z.boolean(),
});
const question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('large-data'), path: text, text, from }),
  z.object({ kind: z.literal('undecidable-slice'), text, from: place }),
]);
const content = z.object({
  label: text,
  args: text,
  file: text,
  line: z.number(),
  files: z.array(file),
  total: z.number(),
  bytes: z.number(),
  data: z.array(data),
  secrets: z.array(data),
  statements: z.array(statement),
  thirdParty: z.array(z.object({ name: text, version: perhaps })),
  missing: z.array(z.object({ name: text, at: place, optional: z.boolean(), include: perhaps })),
  notes: z.array(z.object({ at: place, message: text, include: perhaps })),
  questions: z.array(question),
});
const host = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('asking'), name: text }),
  z.object({
    state: z.literal('known'),
    name: text,
    chosen: z.object({ host: text, because: text }).optional(),
    files: z.number(),
    bytes: z.number(),
  }),
  z.object({ state: z.literal('failed'), name: text, message: text }),
]);

const messages = {
  // The page keeps it and reads nothing of it; the editor parses what comes back.
  call: z.object({ call: z.looseObject({ kind: z.enum(['place', 'job']) }) }),
  content: z.object({ content, host }),
  problem: z.object({ message: text, at: from }),
} satisfies Record<EditorToPreview['type'], z.ZodType>;

/** What reached the page: a message of the editor, one that only claims to be, or something that is not for it. */
type Received =
  { readonly kind: 'message'; readonly message: EditorToPreview } | { readonly kind: 'broken' | 'foreign' };

export function received(data: unknown): Received {
  if (typeof data !== 'object' || data === null || !('type' in data)) return { kind: 'foreign' };
  const { type } = data;
  if (!isType(type)) return { kind: 'foreign' };
  return isMessage(data, type) ? { kind: 'message', message: data } : { kind: 'broken' };
}

function isType(type: unknown): type is EditorToPreview['type'] {
  return typeof type === 'string' && Object.hasOwn(messages, type);
}

function isMessage(data: object, type: EditorToPreview['type']): data is EditorToPreview {
  return messages[type].safeParse(data).success;
}
