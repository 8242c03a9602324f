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

test('the guard does not fire for a call whose value is given to what the entry calls too, such as `print`', async () => {
  const lines = [
    'from helper import step',
    'def f():',
    '    found = [step(0)]',
    '    print("saving")',
    '    save(found)',
    'def save(found):',
    '    found.sort()',
    'if __name__ == "__main__":',
    '    print(f())',
  ];
  const helper = 'def step(n):\n    return n\n';
  const folder = await makeProject({ 'run.py': `${lines.join('\n')}\n`, 'helper.py': helper });
  const closure = await inspectIn(syntax, folder, 'run.py:f', { choices: noChoices });
  assert.equal(textOf(closure, 'run.py'), `${lines.join('\n')}\n`);
  assert.equal(told(closure).at(-1), '9 left: it runs `f`, which is what the job does');
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

const minimal: readonly {
  readonly name: string;
  readonly lines: readonly string[];
  readonly left: readonly number[];
}[] = [
  {
    name: 'what fills a needed value stays, though it runs the entry',
    lines: [
      'X = []',
      'O = [1, 2]',
      'Y = [X]',
      'def f(o): return o, Y',
      'for o in O: X.append(f(o))',
      'print(len(O), Y[0])',
    ],
    left: [6],
  },
  {
    name: 'nothing that reads a value made up by halves stays',
    lines: ['terms = []', 'def f(): return 1', 'terms.append(f())', 'a = terms[0]'],
    left: [1, 3, 4],
  },
  {
    name: 'a call that is given a number made of a needed value changes nothing of it',
    lines: ['O = [[1], [2]]', 'model = fit(n=len(O[0]))', 'def f(): return O'],
    left: [2],
  },
  {
    name: 'a loop variable of another loop is no need',
    lines: ['total = []', 'for i in range(3): total.append(i)', 'for i in range(9): work(i)', 'def f(): return total'],
    left: [3],
  },
  {
    name: 'a function that sets up the process is called',
    lines: [
      'import random, os',
      'def seed(n):\n    random.seed(n)\n    os.environ["S"] = str(n)',
      'seed(3)',
      'def f(): return 1',
    ],
    left: [],
  },
  {
    name: 'what patches a function, a class or a library in use stays',
    lines: [
      'import numpy as np',
      'class K: pass',
      'def f(): return K, np',
      'f.calls = make()',
      'K.method = make()',
      'np.foo = make()',
      'K.register(int)',
      'np.show_config()',
    ],
    left: [8],
  },
  {
    name: 'an operator in a statement of its own is there for its effect',
    lines: ['a = node()', 'b = node()', 'a >> b', 'c = node()', 'def f(): return b'],
    left: [4],
  },
];
for (const { name, lines, left } of minimal) {
  test(name, async () => {
    const { statements } = await inspect(lines);
    const firsts = statements.map((one, index) => (one.kept ? 0 : index + 1)).filter((index) => index > 0);
    assert.deepEqual(firsts, left);
  });
}

test("what other files of the project take from the entry's file stays", async () => {
  const folder = await makeProject({
    'pkg/__init__.py': 'from .m import X\nfrom . import other\n',
    'pkg/other.py': 'from pkg import m\ndef late(): return m.Y\n',
    'pkg/m.py': 'X = make()\nY = make()\nZ = make()\ndef f(): return 1\n',
  });
  const { statements } = await inspectIn(syntax, folder, 'pkg/m.py:f');
  assert.deepEqual(
    statements.map(({ kept, because }) => (kept ? because : 'left')),
    [
      'it binds `X`, which other files of the project take from this one',
      'it binds `Y`, which other files of the project take from this one',
      'left',
      'it defines `f`, which is to run',
    ],
  );
});

test('a call that is given the name of an attribute that is read later makes it', async () => {
  const closure = await inspect([
    'from deap import creator',
    'creator.create("Fitness", object)',
    'creator.create("Individual", list, fitness=creator.Fitness)',
    'creator.create("Other", list)',
    'def f(): return creator.Individual()',
  ]);
  assert.deepEqual(told(closure).slice(1, 4), [
    '2 kept: it may make `creator.Fitness`, which line 3 reads?',
    '3 kept: it may make `creator.Individual`, which `f` reads (line 5)?',
    '4 left: nothing that `f` needs comes from it',
  ]);
});

test("under the guard, a function of the project's module that is called for its value leaves the module as it is", async () => {
  const folder = await makeProject({
    'lab.py': '',
    'run.py': [
      'import lab',
      'def f(): return lab.x',
      'if __name__ == "__main__":',
      '    lab.set_up()',
      '    data = load()',
      '    count = lab.ceil(len(data))',
      '',
    ].join('\n'),
  });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(told(closure).slice(2), [
    '4 kept: it may change `lab`, which `f` reads (line 2)?',
    '5 left: nothing that `f` needs comes from it',
    '6 left: nothing that `f` needs comes from it',
  ]);
});

test('what a needed library is called with is not at stake for that', async () => {
  const closure = await inspect([
    'import numpy as np',
    'np.random.seed(1)',
    'terms = []',
    'terms.append(np.ones(3))',
    'np.stack(terms)',
    'def f(): return np.zeros(3)',
  ]);
  assert.deepEqual(
    closure.statements.map(({ kept }) => kept),
    [true, true, false, false, false, true],
  );
});

test('a function that is called by another name does what it does', async () => {
  const closure = await inspect([
    'from functools import partial',
    'formats = {}',
    'def define(name): formats[name] = 1',
    'F = define',
    'G = partial(define, "gif")',
    'F("xyz")',
    'G()',
    'def f(): return formats',
  ]);
  assert.deepEqual(told(closure).slice(5, 7), [
    '6 kept: it runs `define`, which may change `formats`, which `f` reads (line 8)?',
    '7 kept: it runs `define`, which may change `formats`, which `f` reads (line 8)?',
  ]);
});
