import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../../src/base/logging';
import { FrameLink } from '../../src/ship/frameLink';
import { encodeFrame, frameTypes } from '../../src/ship/frames';
import { SpentMemory } from '../../src/ship/spentMemory';
import type { StreamSink } from '../../src/ship/link';
import { Peer, hello } from './peer';

/** A packet's data in memory of its own, as it is deciphered. */
function packet(length: number, around = 12): Buffer {
  return Buffer.from(new ArrayBuffer(length + around), 9, length);
}

describe('memory that is spent', () => {
  it('is given back at once', () => {
    const bytes = packet(32 * 1024);
    new SpentMemory().giveBack(bytes);
    assert.deepEqual([bytes.length, bytes.buffer.byteLength], [0, 0]);
  });

  it('stays where others may have a part of it', () => {
    const spent = new SpentMemory();
    const pooled = Buffer.from('a few bytes');
    const part = packet(32 * 1024, 4096);
    const shared = Buffer.from(new SharedArrayBuffer(32 * 1024));
    for (const bytes of [pooled, part, shared]) {
      const { length } = bytes;
      spent.giveBack(bytes);
      assert.equal(bytes.length, length);
    }
  });
});

describe('what a link has read', () => {
  const size = 32 * 1024;

  /** A link with a stream to this sink, and a way for it to read what is a chunk of its own. */
  function linked(sink: Partial<StreamSink>): { read: (...frames: Buffer[]) => Buffer } {
    const peer = new Peer();
    const link = new FrameLink(peer.channel, { host: 'gpu1', logger: silentLogger });
    link.listen(Buffer.alloc(0), false);
    const read = (...frames: Buffer[]): Buffer => {
      const bytes = Buffer.concat(frames);
      const chunk = packet(bytes.length);
      chunk.set(bytes);
      peer.channel.stdout.emit('data', chunk);
      return chunk;
    };
    read(encodeFrame(frameTypes.msg, 0, Buffer.from(JSON.stringify(hello))));
    link.receive({ data: () => undefined, end: () => undefined, failed: () => undefined, ...sink });
    return { read };
  }

  it('is given back once a sink that keeps nothing has seen it, and is what it was until then', () => {
    let seen = '';
    const { read } = linked({ keepsNothing: true, data: (bytes) => void (seen += Buffer.from(bytes).toString()) });
    const chunk = read(encodeFrame(frameTypes.data, 1, Buffer.alloc(size, 'x')));
    assert.equal(chunk.length, 0);
    assert.equal(seen, 'x'.repeat(size));
  });

  it('stays for a sink that may keep it, one that is not done, and a frame of which more is to come', () => {
    const data = encodeFrame(frameTypes.data, 1, Buffer.alloc(size));
    assert.notEqual(linked({}).read(data).length, 0);
    assert.notEqual(linked({ keepsNothing: true, data: () => new Promise(() => undefined) }).read(data).length, 0);
    const begun = encodeFrame(frameTypes.msg, 0, Buffer.from('{"event":"later"}')).subarray(0, 12);
    assert.notEqual(linked({ keepsNothing: true }).read(data, begun).length, 0);
  });

  it('stays while a frame of another stream in it is looked at', () => {
    const kept: Uint8Array[] = [];
    const peer = new Peer();
    const link = new FrameLink(peer.channel, { host: 'gpu1', logger: silentLogger });
    link.listen(encodeFrame(frameTypes.msg, 0, Buffer.from(JSON.stringify(hello))), false);
    const done = { end: () => undefined, failed: () => undefined };
    link.receive({ ...done, keepsNothing: true, data: () => undefined });
    link.receive({ ...done, data: (bytes) => void kept.push(bytes) });
    const bytes = [1, 2, 1].map((stream) => encodeFrame(frameTypes.data, stream, Buffer.alloc(size / 2, 'y')));
    const chunk = packet(bytes.reduce((sum, { length }) => sum + length, 0));
    chunk.set(Buffer.concat(bytes));
    peer.channel.stdout.emit('data', chunk);
    assert.equal(kept[0]?.[0], 'y'.charCodeAt(0));
    assert.equal(kept[0].length, size / 2);
  });
});
