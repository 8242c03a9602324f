import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FarcallError } from '../../src/base/errors';
import {
  FrameDecoder,
  encodeFrame,
  frameTypes,
  maxDataPayload,
  maxMessagePayload,
  type Frame,
} from '../../src/ship/frames';

const frame = fc.record(
  {
    type: fc.constantFrom(...Object.values(frameTypes)),
    stream: fc.nat({ max: 0xffffffff }),
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  },
  { noNullPrototype: true },
);

function decode(chunks: readonly Buffer[]): Frame[] {
  const decoder = new FrameDecoder();
  const frames: Frame[] = [];
  for (const chunk of chunks)
    decoder.push(chunk, ({ type, stream, payload }) => frames.push({ type, stream, payload }));
  assert.equal(decoder.midFrame, false);
  return frames;
}

/** Neighbouring DATA of one stream as one frame: where it was cut says nothing. */
function joined(frames: readonly Frame[]): Frame[] {
  const result: Frame[] = [];
  for (const { type, stream, payload } of frames) {
    const last = result.at(-1);
    if (type === frameTypes.data && last?.type === type && last.stream === stream) {
      result[result.length - 1] = { ...last, payload: Buffer.concat([last.payload, payload]) };
    } else {
      result.push({ type, stream, payload });
    }
  }
  return result;
}

function isProtocolError(error: unknown): boolean {
  return error instanceof FarcallError && error.code === 'protocol';
}

describe('frames', () => {
  it('have the bytes that the protocol names', () => {
    assert.equal(
      encodeFrame(frameTypes.msg, 0, Buffer.from('{}')).toString('hex'),
      '00000002' + '01' + '00000000' + '7b7d',
    );
    assert.equal(
      encodeFrame(frameTypes.end, 0x01020304, Buffer.alloc(0)).toString('hex'),
      '00000000' + '03' + '01020304',
    );
    const credit = Buffer.from([0, 4, 0, 0]);
    assert.equal(
      encodeFrame(frameTypes.credit, 7, credit).toString('hex'),
      '00000004' + '05' + '00000007' + '00040000',
    );
  });

  it('decode to what was encoded, however the bytes were split', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), fc.array(fc.nat({ max: 400 })), (frames, sizes) => {
        const bytes = Buffer.concat(frames.map(({ type, stream, payload }) => encodeFrame(type, stream, payload)));
        const chunks: Buffer[] = [];
        let start = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(start, start + size));
          start += size;
        }
        chunks.push(bytes.subarray(start));
        assert.deepEqual(joined(decode(chunks)), joined(frames));
      }),
    );
  });

  it('of data are told of as they arrive, without a copy', () => {
    const decoder = new FrameDecoder();
    const told: Buffer[] = [];
    const bytes = encodeFrame(frameTypes.data, 5, Buffer.from('abcdef'));
    const [first, second] = [bytes.subarray(0, 12), bytes.subarray(12)];
    decoder.push(first, ({ payload }) => told.push(payload));
    assert.deepEqual(told.map(String), ['abc']);
    assert.equal(told[0]?.buffer, bytes.buffer);
    assert.equal(decoder.midFrame, true);
    decoder.push(second, ({ payload }) => told.push(payload));
    assert.deepEqual(told.map(String), ['abc', 'def']);
    assert.equal(decoder.midFrame, false);
  });

  it('of an unknown type are refused', () => {
    assert.throws(() => decode([Buffer.from('000000000800000000', 'hex')]), isProtocolError);
    assert.throws(() => decode([Buffer.from('000000000000000000', 'hex')]), isProtocolError);
  });

  it('longer than their type allows are refused before their payload arrives', () => {
    const header = (length: number, type: number): Buffer => {
      const bytes = Buffer.alloc(9);
      bytes.writeUInt32BE(length);
      bytes.writeUInt8(type, 4);
      return bytes;
    };
    assert.throws(() => decode([header(maxDataPayload + 1, frameTypes.data)]), isProtocolError);
    assert.throws(() => decode([header(maxMessagePayload + 1, frameTypes.msg)]), isProtocolError);
    assert.throws(() => encodeFrame(frameTypes.data, 1, Buffer.alloc(maxDataPayload + 1)), isProtocolError);
    const longest = encodeFrame(frameTypes.data, 1, Buffer.alloc(maxDataPayload));
    assert.equal(decode([longest])[0]?.payload.length, maxDataPayload);
  });

  it('give random bytes a protocol error or nothing, never another failure', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 })), (chunks) => {
        const decoder = new FrameDecoder();
        try {
          for (const chunk of chunks) decoder.push(Buffer.from(chunk), () => undefined);
        } catch (error) {
          assert.ok(isProtocolError(error));
        }
      }),
    );
  });
});
