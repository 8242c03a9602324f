import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noChoices, type Choices } from '../../src/contract/choices';
import type { Closure } from '../../src/inspect/closure';
import { inspectIn, loadSyntax, makeProject, textOf } from './project';

const syntax = loadSyntax();

async function inspect(lines: readonly string[], choices: Choices = noChoices, entry = 'f'): Promise<Closure> {
  const folder = await makeProject({ 'run.py': `${lines.join('\n')}\n` });
  return inspectIn(syntax, folder, `run.py:${entry}`, { choices });
}

/** `line kept|left because`, and `?` behind what is a guess. */
function told(closure: Closure): string[] {
  return closure.statements.map(
    ({ line, kept, because, certain }) => `${line} ${kept ? 'kept' : 'left'}: ${because}${certain ? '' : '?'}`,
  );
}

test('each statement says why it is kept or left out', async () => {
  const closure = await inspect([
    'import numpy as np',
    'import plotting',
    'import registers_itself',
    'np.random.seed(1)',
    'data = np.zeros(3)',
    'data.fill(2)',
    'N = 0',
    'def up():\n    global N\n    N += 1',
    'up()',
    'LIMIT = 3',
    'def f(): return data, N',
    'plotting.show(LIMIT)',
    'f()',
  ]);
  assert.deepEqual(told(closure), [
    '1 kept: it binds `np`, which line 4 reads',
    '2 left: only what is left out uses `plotting`',
    '3 kept: nothing uses its names, so it is imported for its effect',
    '4 kept: it sets up the process',
    '5 kept: it binds `data`, which `f` reads (line 13)',
    '6 kept: it may change `data`, which `f` reads (line 13)?',
    '7 kept: it binds `N`, which `f` reads (line 13)',
    '8 kept: it binds `up`, which line 11 reads',
    '11 kept: it runs `up`, which sets `N`, which `f` reads (line 13)?',
    '12 kept: it does no work of its own',
    '13 kept: it defines `f`, which is to run',
    '14 left: nothing that `f` needs comes from it',
    '15 left: it runs `f`, which is what the job does',
  ]);
});

test('what functions read of the main guard is run, at its own lines and columns, and the calls of the entry are not', async () => {
  const lines = [
    'import argparse',
    'def f(): return args.n, device',
    'if (__name__ == "__main__"):',
    '    parser = argparse.ArgumentParser()',
    '    parser.add_argument("-n", default=3)',
    '    args = parser.parse_args()  # typed',
    '    device = "cpu"',
    '    print(args)',
    '    f()',
  ];
  const closure = await inspect(lines);
  assert.deepEqual(textOf(closure, 'run.py').split('\n'), [
    ...lines.slice(0, 2),
    'if (True                  ):',
    ...lines.slice(3, 7),
    ' '.repeat(15),
    ' '.repeat(7),
    '',
  ]);
});

test('a guard of which nothing is needed stays as it is, and does not fire', async () => {
  const lines = ['def f(): pass', 'if __name__ == "__main__":', '    f()'];
  const closure = await inspect(lines);
  assert.equal(textOf(closure, 'run.py'), `${lines.join('\n')}\n`);
  assert.deepEqual(told(closure).slice(1), ['3 left: it runs `f`, which is what the job does']);
});

test('a start method is not set anew in every process that the job starts', async () => {
  const lines = (call: string): string[] => [
    'import multiprocessing as mp',
    'def f(): pass',
    'if __name__ == "__main__":',
    `    ${call}`,
  ];
  const kept = async (call: string): Promise<boolean | undefined> =>
    (await inspect(lines(call))).statements.at(-1)?.kept;
  assert.equal(await kept('mp.set_start_method("spawn")'), false);
  assert.equal(await kept('mp.set_start_method("spawn", force=True)'), true);
});

test('a choice wins over the slice, brings what it needs, and survives a move', async () => {
  const lines = ['def f(): return 1', 'a = load()', 'show(a)', 'b = load()'];
  const found = await inspect(lines);
  const key = (text: string): string => found.statements.find((one) => one.text === text)?.key ?? '';
  const choices: Choices = {
    ...noChoices,
    statements: { [key('show(a)')]: 'keep', [key('def f(): return 1')]: 'keep' },
  };
  const kept = await inspect(['# moved', '', ...lines], choices);
  assert.deepEqual(told(kept), [
    '3 kept: you chose so',
    '4 kept: it binds `a`, which line 5 reads',
    '5 kept: you chose so',
    '6 left: nothing that `f` needs comes from it',
  ]);
  const left = await inspect(['def f(): return a', 'a = load()'], {
    ...noChoices,
    statements: { [key('a = load()')]: 'leave' },
  });
  assert.deepEqual([told(left)[1], left.statements[1]?.chosen], ['2 left: you chose so', true]);
});

test('the keys of statements that read the same are told apart', async () => {
  const keys = (await inspect(['def f(): pass', 'show()', 'show()', 'show( )'])).statements.map(({ key }) => key);
  assert.equal(new Set(keys).size, 4);
});

const undecidable: readonly {
  readonly name: string;
  readonly lines: readonly string[];
  readonly asks: readonly number[];
}[] = [
  { name: 'a text that is executed', lines: ['lr = 1', 'exec(open("c.py").read())', 'def f(): return lr'], asks: [2] },
  { name: 'names looked up by their text', lines: ['a = load()', 'def f(n): return globals()[n]'], asks: [2] },
  { name: 'a lookup of a known text', lines: ['a = load()', 'b = load()', 'def f(): return globals()["a"]'], asks: [] },
  { name: 'a lookup with nothing left out', lines: ['a = 1', 'show()', 'def f(n): return globals()[n]'], asks: [] },
  { name: "a function's own locals", lines: ['a = load()', 'def f(n): return "{n}".format(**locals())'], asks: [] },
  {
    name: 'a star that supplies functions',
    lines: ['from lab import *', 'def f(): return helper()', 'print(1)'],
    asks: [],
  },
  {
    name: 'a star whose functions are called for their effect',
    lines: ['from lab import *', 'prepare()', 'def f(): return helper()'],
    asks: [2],
  },
];
for (const { name, lines, asks } of undecidable) {
  test(`${asks.length > 0 ? 'it asks about' : 'it asks nothing about'} ${name}`, async () => {
    const questions = async (choices: Choices): Promise<number[]> =>
      (await inspect(lines, choices)).questions.flatMap((one) =>
        one.kind === 'undecidable-slice' ? [one.at.line] : [],
      );
    assert.deepEqual(await questions(noChoices), asks);
    assert.deepEqual(await questions({ ...noChoices, undecidable: 'slice' }), []);
    const whole = await inspect(lines, { ...noChoices, undecidable: 'whole' });
    assert.deepEqual([whole.questions, whole.statements.filter(({ kept }) => !kept)], [[], []]);
  });
}
