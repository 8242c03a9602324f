import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FarcallError } from '../../src/base/errors';
import { JournalReader, type JournalRecord } from '../../src/run/journalReader';
import { cutAt, record } from './journalRecords';

const end = {
  type: 'end',
  state: 'succeeded',
  exit: 0,
  signal: null,
  reason: null,
  started: 1,
  ended: 2,
} as const;

/** What each stream said and where it stood, in order: output that follows output of its stream is one with it. */
function plain(records: readonly JournalRecord[]): unknown[] {
  const joined: { kind: string; stream?: string; offset?: number; text: string }[] = [];
  for (const one of records) {
    const last = joined.at(-1);
    if (one.kind === 'event') {
      joined.push({ kind: 'event', text: JSON.stringify(one) });
      continue;
    }
    const hex = Buffer.from(one.bytes).toString('hex');
    if (last?.stream === one.stream && (last.offset ?? 0) + last.text.length / 2 === one.offset) last.text += hex;
    else joined.push({ kind: 'output', stream: one.stream, offset: one.offset, text: hex });
  }
  return joined;
}

describe('the journal reader', () => {
  test('passes over an event of a kind that it does not know, as a later Farcall may write', () => {
    const later = Buffer.from(JSON.stringify({ type: 'later', anything: 1 }));
    const last = Buffer.from(JSON.stringify(end));
    const read = new JournalReader().push(Buffer.concat([record('event', later, 0, 1), record('event', last, 0, 2)]));
    assert.deepEqual(read, [{ kind: 'event', event: end, time: 2 }]);
  });

  test('gives the same records however the bytes were cut', () => {
    const pieces = fc.array(fc.tuple(fc.constantFrom('stdout', 'stderr'), fc.uint8Array({ maxLength: 50 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(2000), { maxLength: 20 }), (outputs, places) => {
        const offsets = { stdout: 0, stderr: 0 };
        const journal = Buffer.concat([
          ...outputs.map(([stream, bytes]) => {
            const at = offsets[stream];
            offsets[stream] += bytes.length;
            return record(stream, bytes, at, 5);
          }),
          record('event', JSON.stringify(end)),
        ]);
        const whole = new JournalReader().push(journal);
        const reader = new JournalReader();
        const cut = cutAt(journal, places).flatMap((piece) => reader.push(piece));
        assert.deepEqual(plain(cut), plain(whole));
        assert.equal(whole.length, outputs.filter(([, bytes]) => bytes.length > 0).length + 1);
        assert.equal(reader.received, journal.length);
      }),
    );
  });

  test('waits for an event that is not whole yet', () => {
    const reader = new JournalReader();
    const bytes = record('event', JSON.stringify(end));
    assert.deepEqual(reader.push(bytes.subarray(0, 24)), []);
    const [only] = reader.push(bytes.subarray(24));
    assert.deepEqual(only?.kind === 'event' && only.event, end);
  });

  test('tells of output as it comes, however long its record is', () => {
    const reader = new JournalReader();
    const bytes = record('stdout', 'hello', 7);
    const told = [bytes.subarray(0, 24), bytes.subarray(24)].flatMap((piece) => reader.push(piece));
    assert.deepEqual(
      told.map((one) => one.kind === 'output' && [one.offset, Buffer.from(one.bytes).toString()]),
      [
        [7, 'hel'],
        [10, 'lo'],
      ],
    );
  });

  test('refuses bytes that are no journal instead of waiting for gigabytes', () => {
    const refused = (bytes: Buffer): void =>
      assert.throws(
        () => new JournalReader().push(bytes),
        (error) => error instanceof FarcallError && error.code === 'protocol',
      );
    refused(Buffer.alloc(21, 0xff));
    refused(Buffer.concat([Buffer.from([9]), record('stdout', '').subarray(1)]));
    refused(record('event', 'not json'));
    refused(record('event', '{"type":"end"}'));
  });
});
