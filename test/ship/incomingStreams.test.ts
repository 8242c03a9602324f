import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IncomingQueue, initialCredit } from '../../src/ship/incomingStreams';

const mebibyte = 1024 * 1024;
const frame = Buffer.alloc(64 * 1024);

const never = (): never => {
  throw new Error('The stream has not failed.');
};

/** A stream whose bytes come at a pace, and what its sender was granted, one grant after the other. */
function granted(bytes: number, bytesPerMillisecond: number): readonly number[] {
  const grants: number[] = [];
  let now = 0;
  const queue = new IncomingQueue(
    { data: () => undefined, end: () => undefined, failed: never },
    { grant: (more) => grants.push(more), now: () => now, refuse: never },
  );
  for (let sent = 0; sent < bytes; sent += frame.length) {
    now += frame.length / bytesPerMillisecond;
    queue.data(frame);
  }
  return grants;
}

describe('what the sender of a stream may have on its way', () => {
  it('grows to 4 MiB where the line is quick', () => {
    const grants = granted(20 * mebibyte, 100_000);
    assert.equal(grants[0], 0.5 * mebibyte + mebibyte);
    assert.equal(grants[1], mebibyte + 2 * mebibyte);
    assert.deepEqual(new Set(grants.slice(2)), new Set([2 * mebibyte]));
  });

  it('is what it was at first where it is slow: nothing else is to wait behind more', () => {
    const grants = granted(20 * mebibyte, 10_000);
    assert.deepEqual(new Set(grants), new Set([initialCredit / 2]));
  });

  it('grows as far as what is on its way comes soon', () => {
    const grants = granted(20 * mebibyte, 25_000);
    assert.equal(grants[0], 0.5 * mebibyte + mebibyte);
    assert.deepEqual(new Set(grants.slice(1)), new Set([mebibyte]));
  });

  it('is never used up by a sender whose data is taken at once', () => {
    for (const pace of [1000, 30_000, 1_000_000]) {
      const bytes = 40 * mebibyte;
      const grants = granted(bytes, pace);
      const total = grants.reduce((sum, more) => sum + more, initialCredit);
      assert.ok(total > bytes, `${pace}`);
      assert.ok(total <= bytes + 4 * mebibyte, `${pace}`);
    }
  });
});
