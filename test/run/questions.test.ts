import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { silentLogger } from '../../src/base/logging';
import { noChoices, type Choices } from '../../src/contract/choices';
import type { Question } from '../../src/inspect/closure';
import { ChoiceBook } from '../../src/run/choiceBook';
import type { RunPorts } from '../../src/run/ports';
import { openQuestions, undecided } from '../../src/run/questions';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import { systemClock } from '../../src/run/systemClock';
import { LocalRooms } from './localRooms';

const large: Question = {
  kind: 'large-data',
  path: 'data/train.bin',
  size: 1.2e9,
  from: { file: 'train.py', line: 12 },
};
const unclear: Question = {
  kind: 'undecidable-slice',
  at: { file: 'train.py', line: 3 },
  message: '`exec` may bind anything.',
};

describe('what must be decided before a run', () => {
  let rooms: LocalRooms;
  let book: ChoiceBook;
  let asked: (readonly Question[])[];
  /** Milliseconds that the clock jumped ahead. */
  let passed = 0;
  const inspectedWith: Choices[] = [];

  beforeEach(async () => {
    rooms = await LocalRooms.create();
    book = new ChoiceBook(rooms.folder, silentLogger);
    asked = [];
    inspectedWith.length = 0;
    await rooms.write({ 'train.py': 'def fit():\n    return 7\n' });
  });
  afterEach(() => rooms.dispose());

  /** Runs `fit`, whose inspection has these questions until a choice decides them. */
  function run(questions: readonly Question[], ask?: RunPorts['ask'], choices?: Choices): Run {
    const runs = new Runs(
      {
        ...rooms.ports,
        choices: book,
        clock: { ...systemClock, elapsed: () => systemClock.elapsed() + passed },
        inspect: async (request, signal) => {
          inspectedWith.push(request.choices ?? noChoices);
          return { ...(await rooms.ports.inspect(request, signal)), questions };
        },
        ...(ask && {
          ask: (open, ...more) => {
            asked.push(open);
            return ask(open, ...more);
          },
        }),
      },
      rooms.registry,
      rooms.folder,
    );
    return runs.run({
      entry: { file: `${rooms.workspace}/train.py`, qualname: 'fit', args: '' },
      workspace: rooms.workspace,
      host: 'local',
      ...(choices && { choices }),
    });
  }
  const answer = (choices: Partial<Choices>) => () => Promise.resolve({ ...noChoices, ...choices });

  test('is asked once, remembered, and inspected again with the answer', async () => {
    const decision = { paths: { 'data/train.bin': 'hold' as const }, undecidable: 'whole' as const };
    assert.equal((await run([large, unclear], answer(decision)).done).state, 'succeeded');
    assert.deepEqual(asked, [[large, unclear]]);
    assert.deepEqual(inspectedWith, [noChoices, { statements: {}, ...decision }]);
    assert.equal((await run([large, unclear], answer({})).done).state, 'succeeded');
    assert.equal(asked.length, 1);
  });

  test('is asked until all of it is answered', async () => {
    const answers = [{ paths: { 'data/train.bin': 'send' as const } }, { undecidable: 'slice' as const }];
    const done = await run([large, unclear], () => Promise.resolve({ ...noChoices, ...answers.shift() })).done;
    assert.equal(done.state, 'succeeded');
    assert.deepEqual(asked, [[large, unclear], [unclear]]);
  });

  test('ends the run as cancelled where the person closes the question; nothing is remembered', async () => {
    const cancelled = run([large], () => Promise.resolve(undefined));
    await assert.rejects(cancelled.done, { code: 'cancelled' });
    assert.equal(cancelled.record.state, 'cancelled');
    assert.equal(cancelled.record.bundle, null);
    await assert.rejects(run([large]).done, { code: 'undecided' });
  });

  test('ends the run where nobody can be asked, and tells the options that decide', async () => {
    const refused = run([large, unclear]);
    await assert.rejects(refused.done, { code: 'undecided', exitStatus: 2 });
    assert.equal(refused.record.bundle, null);
  });

  test('is not asked where the request decides it, which is not remembered', async () => {
    const choices = { ...noChoices, paths: { 'data/train.bin': 'send' as const } };
    assert.equal((await run([large], answer({}), choices).done).state, 'succeeded');
    assert.deepEqual(asked, []);
    await assert.rejects(run([large]).done, { code: 'undecided' });
  });

  test('stops asking when the run is cancelled meanwhile', async () => {
    const started = run([large], (_open, _closure, _request, signal) => {
      queueMicrotask(() => void started.cancel());
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
    });
    await assert.rejects(started.done, { code: 'cancelled' });
  });

  test('the time that a person takes is no time of the inspection', async () => {
    const hour = 3_600_000;
    const { timings } = await run([large], () => {
      passed += hour;
      return Promise.resolve({ ...noChoices, paths: { 'data/train.bin': 'hold' } });
    }).done;
    assert.ok((timings.inspect ?? hour) < hour, `${timings.inspect}`);
  });
});

test('a question is open until its own kind of choice is made', () => {
  const held = { ...noChoices, paths: { 'data/train.bin': 'hold' as const } };
  assert.deepEqual(openQuestions([large, unclear], held), [unclear]);
  assert.deepEqual(openQuestions([large, unclear], { ...noChoices, undecidable: 'slice' }), [large]);
});

test('an undecided run names each option once, and the place where nobody can tell', () => {
  const { message, next, at } = undecided([unclear, large, { ...unclear, at: { file: 'train.py', line: 9 } }]);
  assert.match(message, /^`exec` may bind anything\. data\/train\.bin \(1\.2 GB\) is named by train\.py:12 and/);
  assert.equal(next, 'Decide it: `--keep all` or `--keep found`; `--send data/train.bin` or `--hold data/train.bin`.');
  assert.deepEqual(at, { file: 'train.py', line: 3 });
});
