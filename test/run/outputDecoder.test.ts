import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { OutputDecoder } from '../../src/run/outputDecoder';
import { cutAt } from './journalRecords';

function decode(pieces: readonly Buffer[]): { offset: number; text: string }[] {
  const decoder = new OutputDecoder();
  let offset = 0;
  const lines = pieces.flatMap((piece) => {
    const line = decoder.push('stdout', offset, piece);
    offset += piece.length;
    return line ? [line] : [];
  });
  return [...lines, ...decoder.end()].map(({ offset: at, text }) => ({ offset: at, text }));
}

describe('output as text', () => {
  test('is the same text however its bytes were cut', () => {
    const text = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed());
    fc.assert(
      fc.property(text, fc.array(fc.nat(300), { maxLength: 20 }), (value, places) => {
        const lines = decode(cutAt(Buffer.from(value), places));
        assert.equal(lines.map((line) => line.text).join(''), value);
        let at = 0;
        for (const line of lines) {
          assert.equal(line.offset, at);
          at += Buffer.byteLength(line.text);
        }
      }),
    );
  });

  test('replaces what does not decode and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(fc.nat(60), { maxLength: 8 }), (bytes, places) => {
        const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        const lines = decode(cutAt(Buffer.from(bytes), places));
        // How many replacement characters stand for one broken sequence may differ at a cut; the rest may not.
        const bare = (value: string): string => value.replaceAll('\uFFFD', '');
        assert.equal(bare(lines.map((line) => line.text).join('')), bare(whole));
      }),
    );
  });

  test('keeps the two streams apart', () => {
    const decoder = new OutputDecoder();
    const bytes = Buffer.from('é');
    assert.equal(decoder.push('stdout', 0, bytes.subarray(0, 1)), undefined);
    assert.equal(decoder.push('stderr', 0, Buffer.from('x'))?.text, 'x');
    assert.deepEqual(decoder.push('stdout', 1, bytes.subarray(1)), {
      type: 'output',
      stream: 'stdout',
      offset: 0,
      text: 'é',
    });
  });
});
