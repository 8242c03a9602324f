import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { FarcallError } from '../../../src/base/errors';
import type { OutputLine } from '../../../src/contract/lines';
import type { EditorToPanel } from '../../../src/show/panel/protocol';
import { ShownJob } from '../../../src/show/panel/shownJob';
import { DrivenRun } from '../drivenRun';
import { sources } from './samples';

describe('the job that the panel shows', () => {
  let run: DrivenRun;
  let sent: EditorToPanel[];
  let details: EditorToPanel[];
  let shown: ShownJob;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const record = sources['running']?.record;
    assert.ok(record);
    run = new DrivenRun(record);
    sent = [];
    details = [];
    shown = new ShownJob(record, (message) => (message.type === 'details' ? details : sent).push(message));
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

  describe('sent all of its output', () => {
    const line = (text: string, time?: number): OutputLine => ({
      type: 'output',
      stream: 'stdout',
      offset: 0,
      text,
      ...(time !== undefined && { time }),
    });
    const outputs = (): unknown[] => sent.flatMap((one) => (one.type === 'output' ? one.chunks : []));

    test('begins anew, goes on with what the host says, and does not say twice what the run says', async () => {
      run.say('late\n');
      shown.follow(run);
      let goOn = (): void => undefined;
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      const reading = shown.postAll(async (_record, take) => {
        await take([line('early\n', 1000), line('soon\n', 1050), line('later\n', 2000)]);
        await gate;
        await take([line('late\n'), line('last\n')]);
      });
      run.say('last\n');
      frame();
      goOn();
      await reading;
      const snapshot = sent[1];
      assert.ok(snapshot?.type === 'snapshot');
      assert.deepEqual([snapshot.output, snapshot.truncated], [[], false]);
      assert.deepEqual(outputs(), [
        { stream: 'stdout', text: 'early\nsoon\n', time: 1000 },
        { stream: 'stdout', text: 'later\n', time: 2000 },
        { stream: 'stdout', text: 'late\nlast\n' },
      ]);
    });

    test('shows what is here again where the host cannot be read', async () => {
      run.say('here\n');
      shown.follow(run);
      await assert.rejects(
        shown.postAll(() => Promise.reject(new FarcallError('unreachable', 'It does not answer.'))),
        {
          code: 'unreachable',
        },
      );
      const last = sent.at(-1);
      assert.ok(last?.type === 'snapshot');
      assert.deepEqual(last.output, [{ stream: 'stdout', text: 'here\n' }]);
      run.say('more\n');
      frame();
      assert.deepEqual(outputs(), [{ stream: 'stdout', text: 'more\n' }]);
    });

    test('stops reading when another page asks for everything, or another job is shown', async () => {
      shown.follow(run);
      const until = (signal: AbortSignal): Promise<never> =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
      const first = shown.postAll((_record, _take, signal) => until(signal));
      shown.post();
      await first;
      const second = shown.postAll((_record, _take, signal) => until(signal));
      shown.dispose();
      await second;
    });
  });

  test('says that a job is on its host only where its record does', () => {
    const { record } = run;
    const sender = { place: 'here', pid: 1, started: 'now' };
    for (const [recorded, said] of [
      [record, /The job goes on at gpu1/],
      [{ ...record, state: 'shipping', sender } as const, /Another window or terminal brings it to gpu1/],
    ] as const) {
      const other = new ShownJob(recorded, (message) =>
        message.type === 'status' || message.type === 'snapshot' ? sent.push(message) : 0,
      );
      other.post();
      other.dispose();
      const last = sent.at(-1);
      assert.ok(last?.type === 'snapshot' && last.status !== null);
      assert.match(last.status.notes.join(), said);
    }
  });

  test('is silent once another job has taken its place', () => {
    shown.follow(run);
    shown.dispose();
    run.say('unheard\n');
    frame();
    assert.equal(sent.length, 1);
  });

  test('sends its details with each snapshot and when they change, not with every output', () => {
    shown.follow(run);
    assert.equal(details.length, 1);
    run.say('a\n');
    frame();
    assert.equal(details.length, 1);
    run.become({ revision: { commit: 'ab'.repeat(20), changed: 0 } });
    frame();
    const [, later] = details;
    assert.ok(later?.type === 'details');
    assert.ok(later.details.facts.some(({ name }) => name === 'Commit'));
    shown.list(undefined);
    assert.ok(details[2]?.type === 'details' && details[2].details.sent.kind === 'gone');
  });
});
