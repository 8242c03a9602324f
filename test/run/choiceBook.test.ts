import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { LogLevel } from '../../src/base/logging';
import { mergeChoices, noChoices, type Choices } from '../../src/contract/choices';
import { ChoiceBook, type Chooser } from '../../src/run/choiceBook';

const of = (qualname: string | undefined, file = '/w/train.py', workspace = '/w'): Chooser => ({
  workspace,
  entry: { file, qualname },
});
const sends = (name: string): Choices => ({ ...noChoices, paths: { [name]: 'send' } });

describe('the book of choices', () => {
  let folder: string;
  let logged: string[];
  const open = (): ChoiceBook =>
    new ChoiceBook(folder, { log: (level: LogLevel, message) => logged.push(`${level} ${message}`) });
  const files = (): Promise<string[]> => readdir(path.join(folder, 'choices'));

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'farcall-choices-'));
    logged = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('another process finds what was chosen, for that entry of that file of that workspace alone', async () => {
    await open().set(of('fit'), sends('data/a.bin'));
    const other = open();
    assert.deepEqual(await other.get(of('fit')), sends('data/a.bin'));
    assert.deepEqual(await other.get(of('score')), noChoices);
    assert.deepEqual(await other.get(of(undefined)), noChoices);
    assert.deepEqual(await other.get(of('fit', '/w/other.py')), noChoices);
    assert.deepEqual(await other.get(of('fit', '/w/train.py', '/')), noChoices);
  });

  test('an entry may be named like anything', async () => {
    const book = open();
    assert.deepEqual(await book.get(of('constructor')), noChoices);
    await book.set(of('__proto__'), sends('a'));
    assert.deepEqual(await book.get(of('constructor')), noChoices);
  });

  test('two windows that choose for different entries lose neither choice', async () => {
    const [one, two] = [open(), open()];
    await one.get(of('fit'));
    await two.set(of('score'), sends('b'));
    await one.set(of('fit'), sends('a'));
    assert.deepEqual(await two.get(of('fit')), sends('a'));
    assert.deepEqual(await two.get(of('score')), sends('b'));
  });

  test('choices made at once in one window are all kept', async () => {
    const book = open();
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => book.set(of(name), sends(name))));
    for (const name of ['a', 'b', 'c', 'd']) assert.deepEqual(await open().get(of(name)), sends(name));
  });

  test('a statement that the file does not hold any more is forgotten when something is saved', async () => {
    const book = open();
    await book.set(of('fit'), { ...noChoices, statements: { here: 'keep', gone: 'leave' } }, new Set(['here']));
    assert.deepEqual((await book.get(of('fit'))).statements, { here: 'keep' });
  });

  test('an entry without choices takes no room', async () => {
    const book = open();
    await book.set(of('fit'), sends('a'));
    await book.set(of('fit'), noChoices);
    const [name = ''] = await files();
    assert.deepEqual(JSON.parse(await readFile(path.join(folder, 'choices', name), 'utf8')), {
      version: 1,
      workspace: '/w',
      files: {},
    });
  });

  test('nobody else can read the file, and nothing is left beside it', async () => {
    await open().set(of('fit'), sends('a'));
    const [name = '', ...more] = await files();
    assert.deepEqual(more, []);
    assert.equal((await stat(path.join(folder, 'choices', name))).mode & 0o777, 0o600);
  });

  test('a broken file is told and kept aside, and new choices are remembered', async () => {
    await open().set(of('fit'), sends('a'));
    const [name = ''] = await files();
    const file = path.join(folder, 'choices', name);
    await writeFile(file, '{"version":1,"files":');
    const book = open();
    assert.deepEqual(await book.get(of('fit')), noChoices);
    assert.match(logged.join('\n'), /^warn .*is not JSON.*\.broken/);
    await book.set(of('fit'), sends('b'));
    assert.deepEqual(await open().get(of('fit')), sends('b'));
    assert.equal(await readFile(`${file}.broken`, 'utf8'), '{"version":1,"files":');
  });

  test('what cannot be written is an error that says where', async () => {
    await writeFile(path.join(folder, 'choices'), '');
    await assert.rejects(open().set(of('fit'), sends('a')), { code: 'file-unwritable' });
  });

  test('whoever listens hears of a change, by another process too once it is watched', async () => {
    const [one, two] = [open(), open()];
    await two.set(of('fit'), sends('a'));
    one.watch();
    const heard = new Promise<void>((resolve) => one.onChanged(resolve));
    // Watching begins a moment after it was asked for.
    const writing = setInterval(() => void two.set(of('fit'), sends('b')), 20);
    await heard;
    clearInterval(writing);
    one.dispose();
    // The last of the writes is waited for.
    await two.get(of('fit'));
  });
});

test('of two decisions about one thing the later wins', () => {
  const base: Choices = { statements: { a: 'keep', b: 'keep' }, paths: { x: 'send' }, undecidable: 'whole' };
  assert.deepEqual(mergeChoices(base, { statements: { b: 'leave' }, paths: { x: 'hold', y: 'send' } }), {
    statements: { a: 'keep', b: 'leave' },
    paths: { x: 'hold', y: 'send' },
    undecidable: 'whole',
  });
});
