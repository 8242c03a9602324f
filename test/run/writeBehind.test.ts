import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { WriteBehind } from '../../src/run/writeBehind';

const blockSize = 1024 * 1024;
const folder = mkdtempSync(path.join(tmpdir(), 'farcall-write-'));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is written behind whoever brings its bytes', () => {
  it('has them all in order, whatever pieces they came in', async () => {
    const sizes = fc.array(fc.oneof(fc.nat({ max: 70_000 }), fc.nat({ max: 3 * blockSize })), { maxLength: 12 });
    let files = 0;
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const target = path.join(folder, `${(files += 1)}`);
        const pieces = lengths.map((length, index) => Buffer.alloc(length, `${index} and `));
        const file = await open(target, 'w');
        try {
          const written = new WriteBehind(file);
          // What is brought may be used again once it was taken.
          for (const piece of pieces) {
            const copy = Buffer.from(piece);
            await written.write(copy);
            copy.fill(0);
          }
          await written.finish();
        } finally {
          await file.close();
        }
        assert.ok(readFileSync(target).equals(Buffer.concat(pieces)));
      }),
      { numRuns: 30 },
    );
  });

  it('lets whoever brings them go on until two blocks wait, and then has them wait', async () => {
    const file = await open(path.join(folder, 'waits'), 'w');
    const written = new WriteBehind(file);
    const half = Buffer.alloc(blockSize / 2);
    const answers = [written.write(half), written.write(half), written.write(half)];
    assert.deepEqual(answers, [undefined, undefined, undefined]);
    const fourth = written.write(half);
    assert.ok(fourth instanceof Promise);
    await fourth;
    await written.finish();
    await file.close();
  });

  it('tells why it could not be written whoever brings more, or finishes', { skip: noFullDevice() }, async () => {
    const file = await open('/dev/full', 'w');
    const full = { code: 'ENOSPC' };
    const written = new WriteBehind(file);
    const bring = async (): Promise<void> => {
      for (let i = 0; i < 5; i += 1) await written.write(Buffer.alloc(blockSize));
    };
    await assert.rejects(bring, full);
    const small = new WriteBehind(file);
    assert.equal(small.write(Buffer.alloc(10)), undefined);
    await assert.rejects(small.finish(), full);
    await file.close();
  });
});

function noFullDevice(): string | false {
  return process.platform === 'linux' ? false : 'only Linux has a device that is always full';
}
