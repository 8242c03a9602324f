import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { FarcallError } from '../../../src/base/errors';
import type { EditorToPanel } from '../../../src/show/panel/protocol';
import { ShownJob } from '../../../src/show/panel/shownJob';
import { DrivenRun } from '../drivenRun';
import { sources } from './samples';

describe('the job that the panel shows', () => {
  let run: DrivenRun;
  let sent: EditorToPanel[];
  let shown: ShownJob;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const record = sources['running']?.record;
    assert.ok(record);
    run = new DrivenRun(record);
    sent = [];
    shown = new ShownJob(record, (message) => sent.push(message));
  });
  afterEach(() => {
    shown.dispose();
    mock.timers.reset();
  });
  const frame = (): void => mock.timers.tick(20);

  test('is sent whole when it is first followed, with what was said before', () => {
    run.say('early\n');
    shown.follow(run);
    assert.equal(sent.length, 1);
    assert.ok(sent[0]?.type === 'snapshot');
    assert.deepEqual(sent[0].output, [{ stream: 'stdout', text: 'early\n' }]);
  });

  test('sends what is printed within a frame as one message, neighbours of a stream joined', () => {
    shown.follow(run);
    for (const text of ['a', 'b', 'c']) run.say(text);
    run.say('d', 'stderr');
    assert.equal(sent.length, 1);
    frame();
    assert.deepEqual(sent[1], {
      type: 'output',
      job: run.job,
      chunks: [
        { stream: 'stdout', text: 'abc' },
        { stream: 'stderr', text: 'd' },
      ],
    });
  });

  test('sends output before the end that it came before', () => {
    shown.follow(run);
    run.say('last words\n');
    run.become({ state: 'cancelled', ended: 1 });
    frame();
    assert.deepEqual(
      sent.slice(1).map(({ type }) => type),
      ['output', 'status'],
    );
  });

  test('sends nothing twice when the page asks for everything between two frames', () => {
    shown.follow(run);
    run.say('once\n');
    shown.post();
    frame();
    const snapshot = sent[1];
    assert.ok(snapshot?.type === 'snapshot');
    assert.deepEqual(snapshot.output, [{ stream: 'stdout', text: 'once\n' }]);
    assert.equal(sent.filter(({ type }) => type === 'output').length, 0);
  });

  test('says that it is not connected when following fails, and may be followed again', async () => {
    shown.follow(run);
    run.refuse(new FarcallError('connection-lost', 'The connection was lost.'));
    await run.done.catch(() => undefined);
    frame();
    const last = sent.at(-1);
    assert.ok(last?.type === 'status');
    assert.equal(last.status.stateWord, 'Not connected');
    assert.equal(shown.live, false);
  });

  test('is silent once another job has taken its place', () => {
    shown.follow(run);
    shown.dispose();
    run.say('unheard\n');
    frame();
    assert.equal(sent.length, 1);
  });
});
