import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import { Pauses, passes } from '../../src/run/retrying';

/** The first pauses where the dice always fall so. */
async function pauses(random: number, count: number, resetAfter = Infinity): Promise<number[]> {
  const slept: number[] = [];
  const between = new Pauses({
    now: () => 0,
    elapsed: () => 0,
    random: () => random,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      return Promise.resolve();
    },
  });
  const { signal } = new AbortController();
  for (let i = 1; i <= count; i += 1) {
    await between.wait(signal);
    if (i === resetAfter) between.reset();
  }
  return slept;
}

describe('the pauses between attempts to reach a host', () => {
  test('double up to half a minute', async () => {
    assert.deepEqual(await pauses(1, 9), [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test('are shortened by chance to no less than half, so that clients cut at once do not come back at once', async () => {
    assert.deepEqual(await pauses(0, 4), [125, 250, 500, 1000]);
    assert.deepEqual(await pauses(0.5, 2), [187.5, 375]);
  });

  test('are short again once something came through', async () => {
    assert.deepEqual(await pauses(1, 5, 3), [250, 500, 1000, 250, 500]);
  });
});

test('what a person has to mend is not tried again', () => {
  for (const code of ['connection-lost', 'unreachable', 'refused'] as const)
    assert.ok(passes(new FarcallError(code, 'x')));
  for (const code of ['auth-failed', 'host-key-changed', 'disk-full', 'unknown-host', 'protocol'] as const)
    assert.ok(!passes(new FarcallError(code, 'x')));
  assert.ok(passes(new FarcallError('bootstrap-failed', 'x', { data: { late: true } })));
});
