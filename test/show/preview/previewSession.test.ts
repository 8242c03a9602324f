import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { FarcallError } from '../../../src/base/errors';
import { silentLogger } from '../../../src/base/logging';
import { noChoices, type Choices } from '../../../src/contract/choices';
import type { Closure } from '../../../src/inspect/closure';
import { packClosure } from '../../../src/pack/packClosure';
import { ChoiceBook } from '../../../src/run/choiceBook';
import { PreviewSession, type PreviewTarget } from '../../../src/show/preview/previewSession';
import { keptCallOf, type EditorToPreview } from '../../../src/show/preview/protocol';
import type { HostLacking, LackingQuestion } from '../../../src/show/rooms';
import { pastCall, sampleClosure, sampleSource } from './samples';

const target: PreviewTarget = {
  entry: { file: '/home/me/shop/train.py', qualname: 'fit', args: '' },
  workspace: '/home/me/shop',
  host: 'gpu1',
};
const keyOfRate = 'RATE = 0.1';

describe('a preview', () => {
  let folder: string;
  let book: ChoiceBook;
  let session: PreviewSession;
  let posted: EditorToPreview[];
  let asked: LackingQuestion[];
  let inspect: (choices: Choices, signal: AbortSignal) => Promise<Closure>;
  let to: string;
  let answering: Pick<HostLacking, 'host' | 'because'>;
  let lacking: (question: LackingQuestion) => Promise<void>;

  /** The sample, in which choices about statements hold. */
  const sliced = (choices: Choices): Closure => {
    const closure = sampleClosure();
    const statements = closure.statements.map((one) => {
      const choice = choices.statements[one.key];
      return choice === undefined ? one : { ...one, kept: choice === 'keep', chosen: true };
    });
    return { ...closure, statements };
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'farcall-preview-'));
    book = new ChoiceBook(folder, silentLogger);
    posted = [];
    asked = [];
    inspect = (choices) => Promise.resolve(sliced(choices));
    lacking = () => Promise.resolve();
    to = 'gpu1';
    answering = { host: 'gpu1', because: undefined };
    session = new PreviewSession({
      bundles: {
        inspect: ({ choices = noChoices }, signal) => inspect(choices, signal),
        pack: packClosure,
        lacking: async (question) => {
          asked.push(question);
          await lacking(question);
          return { files: 1, bytes: 612, contents: new Set(), ...answering };
        },
        choices: book,
      },
      target: () => Promise.resolve({ ...target, host: to }),
      source: () => Promise.resolve(sampleSource),
      post: (message) => posted.push(message),
    });
  });
  afterEach(async () => {
    session.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const hosts = (): string[] => posted.flatMap((message) => (message.type === 'content' ? [message.host.state] : []));
  const keptRates = (): (boolean | undefined)[] =>
    posted.flatMap((message) =>
      message.type === 'content' ? [message.content.statements.find(({ key }) => key === keyOfRate)?.kept] : [],
    );

  test('shows what was found before the host is asked, and asks it once for the same bundle', async () => {
    await session.refresh();
    assert.deepEqual(hosts(), ['asking', 'known']);
    await session.refresh();
    assert.deepEqual(hosts(), ['asking', 'known', 'known']);
    assert.deepEqual(
      asked.map(({ host, quietly }) => [host, quietly]),
      [['gpu1', true]],
    );
  });

  test('shows a choice at once and remembers it for the entry', async () => {
    await session.refresh();
    await session.choose((choices) => ({ ...choices, statements: { [keyOfRate]: 'leave', gone: 'keep' } }));
    assert.equal(keptRates().at(-1), false);
    assert.deepEqual((await book.get(target)).statements, { [keyOfRate]: 'leave' });
  });

  test('follows what is chosen in another window', async () => {
    await session.refresh();
    await book.set(target, { ...noChoices, statements: { [keyOfRate]: 'leave' } });
    while (keptRates().at(-1) !== false) await new Promise(setImmediate);
  });

  test('shows nothing of an inspection that a newer one made idle', async () => {
    let release: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (release = resolve));
    inspect = async (choices) => {
      await first;
      return sliced(choices);
    };
    const older = session.refresh();
    inspect = (choices) => Promise.resolve(sliced(choices));
    await session.refresh();
    const shown = posted.length;
    release();
    await older;
    assert.equal(posted.length, shown);
  });

  test('tells what is wrong with its place and the next step, and recovers', async () => {
    await session.refresh();
    inspect = () => {
      const details = { at: { file: 'train.py', line: 3 }, next: 'Correct it and run again.' };
      return Promise.reject(new FarcallError('syntax-error', 'A bracket is not closed.', details));
    };
    await session.refresh();
    assert.deepEqual(posted.at(-1), {
      type: 'problem',
      message: 'A bracket is not closed. Correct it and run again.',
      at: { file: 'train.py', line: 3 },
    });
    assert.ok(session.text()?.startsWith('train:fit'));
    inspect = (choices) => Promise.resolve(sliced(choices));
    await session.refresh();
    assert.equal(posted.at(-1)?.type, 'content');
  });

  test('says which host auto would choose, and what that one lacks', async () => {
    answering = { host: 'two', because: 'the least busy: 0.1 of 8 cores busy' };
    to = 'auto';
    await session.refresh();
    assert.equal(asked.at(-1)?.host, 'auto');
    const last = posted.at(-1);
    assert.deepEqual(last?.type === 'content' && last.host, {
      state: 'known',
      name: 'auto',
      chosen: { host: 'two', because: 'the least busy: 0.1 of 8 cores busy' },
      files: 1,
      bytes: 612,
    });
    assert.match(session.text() ?? '', /two lacks 1 file/);
  });

  test('says why a host could not be asked, and asks again with the person when told to', async () => {
    lacking = ({ quietly }) =>
      quietly ? Promise.reject(new FarcallError('auth-failed', 'gpu1 wants a password.')) : Promise.resolve();
    await session.refresh();
    const last = posted.at(-1);
    assert.ok(last?.type === 'content');
    assert.deepEqual(last.host, { state: 'failed', name: 'gpu1', message: 'gpu1 wants a password.' });
    await session.askHost();
    assert.deepEqual(hosts(), ['asking', 'failed', 'asking', 'known']);
  });

  test('gives a page that was loaded anew what is known', async () => {
    await session.refresh();
    const last = posted.at(-1);
    session.repeat();
    assert.deepEqual(posted.at(-1), last);
  });

  test('names the file where a function is gone, and knows what was looked at though nothing can be shown', async () => {
    inspect = () => {
      const details = { at: { file: 'train.py' }, next: 'It has `train`.' };
      return Promise.reject(new FarcallError('no-such-function', 'There is no function `fit` in this file.', details));
    };
    await session.refresh();
    const message = 'train.py: There is no function `fit` in this file. It has `train`.';
    assert.deepEqual(posted, [{ type: 'problem', message, at: undefined }]);
    assert.equal(session.closure, undefined);
    assert.equal(session.target?.workspace, '/home/me/shop');
  });
});

describe('the call that a page kept', () => {
  const whole = { kind: 'place', file: '/home/me/shop/train.py' };
  const place = { ...whole, qualname: 'fit' };
  const job = { kind: 'job', ...pastCall };

  test('is read back, of a function, of a whole file, and of a job', () => {
    for (const call of [place, whole, job]) {
      const kept: unknown = JSON.parse(JSON.stringify({ call, toggled: [], leftOutOnly: false, top: 12 }));
      assert.deepEqual(keptCallOf(kept), call);
    }
  });

  test('is none where it is not as it should be', () => {
    const broken = [
      ...[
        { ...place, file: '' },
        { ...place, file: 7 },
        { ...place, qualname: '' },
        { ...place, kind: 'odd' },
      ],
      ...[
        { ...job, argv: 'x' },
        { ...job, args: null },
        { ...job, host: '' },
        { ...job, workspace: undefined },
      ],
      ...['fit', null, [], {}],
    ];
    for (const call of broken) assert.equal(keptCallOf({ call }), undefined, JSON.stringify(call));
    for (const state of [undefined, null, 7, 'text', [], {}]) assert.equal(keptCallOf(state), undefined);
  });
});
