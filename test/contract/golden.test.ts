import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import {
  blobsResultSchema,
  cancelResultSchema,
  checkResultSchema,
  fetchResultSchema,
  followResultSchema,
  helloSchema,
  jobSpecSchema,
  jobsResultSchema,
  loadResultSchema,
  putResultSchema,
  pythonsResultSchema,
  responseSchema,
  startResultSchema,
  stubLineSchema,
  incompleteSchema,
} from '../../src/contract/agent';
import { endEventSchema, journalEventSchema, journalKinds } from '../../src/contract/journal';
import { closureLineSchema, jobStateSchema } from '../../src/contract/lines';
import {
  formatManifest,
  formatManifestDifference,
  manifestFileSchema,
  manifestHeaderSchema,
  parseManifest,
} from '../../src/contract/manifest';
import { bytesMime, bytesSchema, tableMime, tableSchema, treeMime, treeSchema } from '../../src/contract/shown';
import { isErrorCode } from '../../src/base/errors';
import { JournalReader } from '../../src/run/journalReader';
import { FrameDecoder, encodeFrame, frameTypes } from '../../src/ship/frames';

// The examples are read by test/python/test_golden.py too. Each is parsed and compared with itself: a field that a
// schema does not know would be dropped on the way, a field that was renamed is missing.

function golden(name: string): unknown {
  return JSON.parse(readFileSync(path.join(import.meta.dirname, 'golden', `${name}.json`), 'utf8'));
}

function assertWhole(schema: z.ZodType, example: unknown): void {
  assert.deepEqual(schema.parse(example), example);
}

void test('the stub’s lines are known', () => {
  const lines = z.array(z.unknown()).parse(golden('stub-lines'));
  for (const line of lines) assertWhole(stubLineSchema, line);
  assert.deepEqual(lines.map((line) => stubLineSchema.parse(line).stub).sort(), [
    'error',
    'need',
    'no-python',
    'ready',
    'swallowed',
  ]);
});

void test('what an inspection tells is known', () => {
  assertWhole(closureLineSchema, golden('closure-line'));
});

void test('the agent’s greeting and a job’s specification are known', () => {
  assertWhole(helloSchema, golden('hello'));
  assertWhole(jobSpecSchema, golden('job-spec'));
});

const resultSchemas = new Map<string, z.ZodType>([
  ['put', putResultSchema],
  ['blobs', blobsResultSchema],
  ['start', startResultSchema],
  ['follow', followResultSchema],
  ['cancel', cancelResultSchema],
  ['jobs', jobsResultSchema],
  ['fetch', fetchResultSchema],
  ['pythons', pythonsResultSchema],
  ['check', checkResultSchema],
  ['load', loadResultSchema],
]);

void test('every method’s answer is known, and so are its refusals', () => {
  const examples = z.array(z.object({ method: z.string(), response: z.unknown() })).parse(golden('responses'));
  const answered = new Set<string>();
  for (const { method, response } of examples) {
    assertWhole(responseSchema, response);
    const parsed = responseSchema.parse(response);
    if ('error' in parsed) {
      assert.ok(isErrorCode(parsed.error.code), parsed.error.code);
      if (parsed.error.code === 'bundle-incomplete') {
        assertWhole(incompleteSchema, parsed.error.data);
      }
    } else {
      const schema = resultSchemas.get(method);
      assert.ok(schema, method);
      assertWhole(schema, parsed.result);
      answered.add(method);
    }
  }
  assert.deepEqual([...answered].sort(), [...resultSchemas.keys()].sort());
});

void test('the events of a journal and the ends of a stream are known', () => {
  const events = z.array(z.unknown()).parse(golden('journal-events'));
  for (const event of events) assertWhole(journalEventSchema, event);
  const kinds = new Set(events.map((event) => journalEventSchema.parse(event).type));
  assert.deepEqual([...kinds].sort(), ['about', 'display', 'end', 'error', 'item', 'result', 'running', 'usage']);
  const trailers = z.array(z.unknown()).parse(golden('follow-trailers'));
  for (const trailer of trailers) assertWhole(z.object({ state: jobStateSchema, end: endEventSchema }), trailer);
});

const manifestExample = z.object({
  base: z.object({ text: z.string(), id: z.string() }),
  difference: z.string(),
  result: z.object({
    text: z.string(),
    id: z.string(),
    header: manifestHeaderSchema,
    files: z.array(manifestFileSchema),
  }),
});

void test('a manifest is written, hashed and told as a difference as Python does it', () => {
  const { base, difference, result } = manifestExample.parse(golden('manifest'));
  const manifest = { header: result.header, files: [...result.files].reverse() };
  assert.equal(formatManifest(manifest), result.text);
  assert.deepEqual(parseManifest(result.text), { header: result.header, files: result.files });
  assert.equal(createHash('sha256').update(result.text).digest('hex'), result.id);
  assert.equal(createHash('sha256').update(base.text).digest('hex'), base.id);
  const told = formatManifestDifference(parseManifest(base.text), parseManifest(result.text));
  assert.deepEqual(told.split('\n').sort(), difference.split('\n').sort());
  assert.equal(told.split('\n')[0], difference.split('\n')[0]);
});

void test('a journal’s bytes are its records', () => {
  const example = z
    .object({
      hex: z.string(),
      records: z.array(z.object({ kind: z.number(), time: z.number(), offset: z.number(), payload: z.string() })),
    })
    .parse(golden('journal'));
  const records = new JournalReader().push(Buffer.from(example.hex, 'hex'));
  assert.equal(records.length, example.records.length);
  for (const [index, expected] of example.records.entries()) {
    const record = records[index];
    assert.ok(record);
    assert.equal(record.time, expected.time);
    const payload = Buffer.from(expected.payload, 'hex');
    if (record.kind === 'output') {
      assert.equal(journalKinds[record.stream], expected.kind);
      assert.equal(record.offset, expected.offset);
      assert.deepEqual(Buffer.from(record.bytes), payload);
    } else {
      assert.equal(journalKinds.event, expected.kind);
      assert.deepEqual(record.event, JSON.parse(payload.toString('utf8')));
    }
  }
});

void test('frames are cut and made alike on both sides', () => {
  const examples = z
    .array(
      z.object({
        name: z.enum(['msg', 'data', 'end', 'reset', 'credit', 'ping', 'pong']),
        type: z.number(),
        stream: z.number(),
        payload: z.string(),
        hex: z.string(),
      }),
    )
    .parse(golden('frames'));
  const cut: { type: number; stream: number; payload: string }[] = [];
  const decoder = new FrameDecoder();
  for (const { name, type, stream, payload, hex } of examples) {
    assert.equal(frameTypes[name], type);
    assert.equal(encodeFrame(frameTypes[name], stream, Buffer.from(payload, 'hex')).toString('hex'), hex);
    decoder.push(Buffer.from(hex, 'hex'), (frame) =>
      cut.push({ type: frame.type, stream: frame.stream, payload: frame.payload.toString('hex') }),
    );
  }
  assert.deepEqual(
    cut,
    examples.map(({ type, stream, payload }) => ({ type, stream, payload })),
  );
  assert.deepEqual([...new Set(examples.map(({ name }) => name))].sort(), Object.keys(frameTypes).sort());
});

void test('the previews of our own kinds are known', () => {
  const examples = z.record(z.string(), z.array(z.unknown())).parse(golden('shown'));
  const schemas: Record<string, z.ZodType> = {
    [tableMime]: tableSchema,
    [treeMime]: treeSchema,
    [bytesMime]: bytesSchema,
  };
  assert.deepEqual(Object.keys(examples).sort(), Object.keys(schemas).sort());
  for (const [mime, schema] of Object.entries(schemas))
    for (const one of examples[mime] ?? []) assertWhole(schema, one);
});
