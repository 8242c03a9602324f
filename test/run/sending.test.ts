import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { markOf, whereabouts } from '../../src/run/processMark';
import { absence, isLeft, leftBehind } from '../../src/run/sending';
import { record } from './records';

const hour = 3_600_000;

describe('a process that was marked', () => {
  test('is alive until it ends, and then gone', async () => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const mark = markOf(child.pid ?? assert.fail('no process'));
    assert.equal(whereabouts(mark), 'alive');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(whereabouts(mark), 'gone');
  });

  test('is not taken for another one that got its number', () => {
    const mark = markOf(process.pid);
    assert.equal(whereabouts(mark), 'alive');
    assert.equal(whereabouts({ ...mark, started: `${mark.started}0` }), 'gone');
  });

  test('on another machine, or in another container of the same name, cannot be judged', () => {
    const mark = markOf(process.pid);
    assert.equal(whereabouts({ ...mark, place: `${mark.place}x` }), 'elsewhere');
  });
});

describe('a job on its way', () => {
  const sender = markOf(process.pid);
  const shipping = record({ state: 'shipping', sender });

  test('is left where its sender is gone, has given up, or was not seen for a day', () => {
    const at = shipping.created + 2 * hour;
    assert.equal(isLeft(shipping, at), false);
    assert.equal(isLeft({ ...shipping, sender: { ...sender, started: '' } }, at), true);
    assert.equal(isLeft({ ...shipping, error: leftBehind(shipping) }, at), true);
    const elsewhere = { ...shipping, sender: { ...sender, place: 'another' } };
    assert.equal(isLeft(elsewhere, at), false);
    assert.equal(isLeft(elsewhere, at + 24 * hour), true);
  });

  test('is absent with a reason until its host has it', () => {
    assert.equal(absence(record({ state: 'running' })), undefined);
    assert.match(absence(shipping)?.message ?? '', /is still being sent to far/);
    const failed = { ...shipping, state: 'failed' as const, error: leftBehind(shipping) };
    const absent = absence(failed);
    assert.equal(absent?.code, 'never-sent');
    assert.equal(absent.text, 'The window or terminal that was sending it ended before far had it. Run it again.');
  });

  test('that its sender gave up keeps the reason, and is to be run again', () => {
    const line = leftBehind({
      ...shipping,
      error: { ...leftBehind(shipping), message: 'The cable is out.', code: 'unreachable', next: 'Wait.' },
    });
    assert.deepEqual(
      [line.message, line.code, line.next],
      ['The cable is out.', 'unreachable', 'It did not reach far: run it again.'],
    );
  });
});
