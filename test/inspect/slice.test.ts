import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { droppedOf } from '../../src/inspect/closure';
import { inspectIn, loadSyntax, makeProject, textOf, workspaces } from './project';

const syntax = loadSyntax();

interface Sliced {
  readonly text: string;
  /** The lines left out, by their own text. */
  readonly dropped: readonly string[];
}

async function slice(text: string, entry = 'f', args = ''): Promise<Sliced> {
  const folder = await makeProject({ 'run.py': text, 'local.py': '' });
  const closure = await inspectIn(syntax, folder, `run.py:${entry}`, { args });
  const sliced = textOf(closure, 'run.py');
  assert.equal(sliced.split(/\r\n|\r|\n/).length, text.split(/\r\n|\r|\n/).length, 'line numbers stay true');
  return { text: sliced, dropped: droppedOf(closure).map((one) => one.text) };
}

/** What a top-level statement does to the entry decides: `kept` says which of the lines stay. */
const cases: readonly {
  readonly name: string;
  readonly lines: readonly string[];
  readonly dropped: readonly string[];
}[] = [
  {
    name: 'calls, loops and with blocks that nothing needs are left out',
    lines: [
      'import a',
      'a.show()',
      'for i in range(3): print(i)',
      'with open("x"): pass',
      'while go(): pass',
      'def f(): pass',
    ],
    dropped: ['import a', 'a.show()', 'for i in range(3): print(i)', 'with open("x"): pass', 'while go(): pass'],
  },
  {
    name: 'imports, definitions, constants and docstrings stay',
    lines: [
      '"""doc"""',
      'from __future__ import annotations',
      'import os, sys',
      'X = 3',
      'Y: int = X + 1',
      'class A: pass',
      'def g(): run()',
      'def f(): pass',
    ],
    dropped: [],
  },
  {
    name: 'what a call makes stays exactly if the entry needs it',
    lines: ['used = load()', 'unused = load()', 'def f(): return used'],
    dropped: ['unused = load()'],
  },
  {
    name: 'needs are followed through functions, classes, defaults, decorators and annotations',
    lines: [
      'a = load()',
      'b = load()',
      'c = load()',
      'd = load()',
      'def g(): return a',
      'class K:\n    def m(self): return b',
      'def f(x=c):\n    return g() + K().m()',
      '@d.register\ndef h(): pass',
    ],
    // Nothing that `f` reads knows of `d`.
    dropped: ['d = load()', '@d.register'],
  },
  {
    name: 'a parameter or local of the same name is no need',
    lines: [
      'model = train()',
      'i = train()',
      'def f(model):\n    i = 1\n    return [k for k in model], i, lambda model: model',
    ],
    dropped: ['model = train()', 'i = train()'],
  },
  {
    name: 'what is done to a needed object stays',
    lines: [
      'box = make()',
      'box.fill(1)',
      'box.size = 2',
      'box["k"] = 3',
      'for part in box.parts(): part.clean()',
      'alias = box',
      'alias.close()',
      'prepare(box)',
      'print(box)',
      'def f(): return box',
    ],
    dropped: ['print(box)'],
  },
  {
    name: 'a call of a function of the file stays if it changes a needed global',
    lines: [
      'N = 0',
      'M = 0',
      'def up():\n    global N\n    N += 1',
      'def side():\n    global M\n    M += 1',
      'def both(): up()',
      'both()',
      'side()',
      'def f(): return N',
    ],
    dropped: ['side()'],
  },
  {
    name: 'calls that reach the entry are the run itself, not its preparation',
    lines: [
      'seen = {}',
      'def f(n=1):\n    seen[n] = n\n    return n',
      'def main(): f(3)',
      'main()',
      'f(2)',
      'out = f(4)',
    ],
    dropped: ['main()', 'f(2)', 'out = f(4)'],
  },
  {
    name: 'process settings stay',
    lines: [
      'import random, os, sys, torch',
      'import matplotlib.pyplot as plt',
      'random.seed(3)',
      'os.environ["A"] = "1"',
      'sys.path.insert(0, "x")',
      'plt.rcParams["a"] = 1',
      'plt.rcParams.update(b)',
      'b = {}',
      'torch.backends.cudnn.benchmark = True',
      'plt.show()',
      'def f(): pass',
    ],
    dropped: ['plt.show()'],
  },
  {
    name: 'blocks of imports and definitions stay whole',
    lines: [
      'try:\n    import a\nexcept ImportError:\n    a = None',
      'if TYPE_CHECKING:\n    import b',
      'if cuda():\n    D = 1\nelse:\n    D = 2',
      'if x:\n    run()',
      'def f(): pass',
    ],
    dropped: ['if x:'],
  },
  {
    name: 'constants made of what is left out go with it',
    lines: ['data = load()', 'n = data.size', 'm = n + 1', 'k = 1', 'def f(): return k'],
    dropped: ['data = load()', 'n = data.size', 'm = n + 1'],
  },
  {
    name: "what knows the entry's registry stays able to use it",
    lines: [
      'registry = make()',
      'helper = load()',
      '@registry.add\ndef plug(): return helper',
      'def f(): return registry',
    ],
    dropped: [],
  },
  {
    name: 'classes stay that a metaclass far above them enters into a table that the entry reads',
    lines: [
      'TABLE = {}',
      'class Meta(type):\n    def __init__(cls, *a): TABLE[cls.code] = cls',
      'class Base(metaclass=Meta): code = 0',
      'class Middle(Base): code = 1',
      'class Last(Middle): code = work()',
      'class Other: code = work()',
      'def f(): return TABLE',
    ],
    dropped: ['class Other: code = work()'],
  },
  {
    name: 'classes stay of which a needed base lists its subclasses, or notes them by a hook',
    lines: [
      'SEEN = []',
      'class Base: pass',
      'class A(Base): x = work()',
      'class Hook:\n    def __init_subclass__(cls): SEEN.append(cls)',
      'class B(Hook): x = work()',
      'class C(B): x = work()',
      'class D: x = work()',
      'def f(): return Base.__subclasses__(), SEEN',
    ],
    dropped: ['class D: x = work()'],
  },
  {
    name: 'objects of local modules may be changed here, libraries are only used',
    lines: [
      'from local import config',
      'import numpy as np',
      'config.merge("x")',
      'np.show_config()',
      'def f(): return config, np',
    ],
    dropped: ['np.show_config()'],
  },
];

for (const { name, lines, dropped } of cases) {
  test(name, async () => {
    assert.deepEqual((await slice(`${lines.join('\n')}\n`)).dropped, dropped);
  });
}

test('names in the arguments are needed', async () => {
  const text = 'a = load()\nb = load()\ndef f(x): pass\n';
  assert.deepEqual((await slice(text, 'f', 'x=a')).dropped, ['b = load()']);
});

test('a file without top-level work travels as it is', async () => {
  const folder = await makeProject({ 'run.py': 'x = 1\ndef f(): pass\n' });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual([droppedOf(closure), textOf(closure, 'run.py')], [[], 'x = 1\ndef f(): pass\n']);
});

test('statements that share a line leave each other whole', async () => {
  const { text, dropped } = await slice(
    'a = 1; show(a)\nshow(1); b = 2\nshow(1); show(2);\nshow(\n  1); c = 3\ndef f(): return a, b, c\n',
  );
  assert.deepEqual(dropped, ['show(a)', 'show(1)', 'show(1)', 'show(2)', 'show(']);
  assert.equal(
    text,
    'a = 1; 0      \n0      ; b = 2\n0      ; 0      ;\n(    \n   ); c = 3\ndef f(): return a, b, c\n',
  );
});

test('blanks keep line ends, comments outside and everything behind where it was', async () => {
  const { text } = await slice('# c\r\nshow(\r\n  "é",\r\n)  # why\r\ndef f(): pass\r\n');
  assert.equal(text, '# c\r\n     \r\n      \r\n   # why\r\ndef f(): pass\r\n');
});

test('a sliced file of another encoding travels as UTF-8 and says so', async () => {
  const bytes = Buffer.from('# -*- coding: latin-1 -*-\nshow("é")\nx = "é"\ndef f(): return x\n', 'latin1');
  const folder = await makeProject({ 'run.py': bytes });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.equal(textOf(closure, 'run.py'), '# -*- coding: utf-8 -*-\n         \nx = "é"\ndef f(): return x\n');
});

test('a whole file is never sliced', async () => {
  const folder = path.join(workspaces, 'research');
  const closure = await inspectIn(syntax, folder, 'train.py');
  assert.deepEqual(droppedOf(closure), []);
});

test('a research script gives its function without its work', async () => {
  const closure = await inspectIn(syntax, path.join(workspaces, 'research'), 'train.py:predict');
  assert.deepEqual(
    droppedOf(closure).map((one) => `${one.line} ${one.text}`),
    ['17 print("training")', '28 losses = []', '29 for step in STEPS:', '31 print(losses)', '33 predict(1)'],
  );
});

test('for scripts made at random, the slice gives the value that the whole file gives', async () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const expression = fc.oneof(
    fc.integer({ min: 0, max: 9 }).map(String),
    name,
    fc.tuple(name, name).map(([x, y]) => `[${x}, ${y}]`),
    name.map((x) => `copy(${x})`),
    name.map((x) => `wrap(${x})`),
  );
  const statement = fc.oneof(
    fc.tuple(name, expression).map(([x, e]) => `${x} = ${e}`),
    fc.tuple(name, expression).map(([x, e]) => `${x} = put(${e})`),
    fc.tuple(name, expression).map(([x, e]) => `push(${x}, ${e})`),
    fc.tuple(name, expression).map(([x, e]) => `${x}.append(${e})`),
    fc.tuple(name, expression).map(([x, e]) => `${x} += [${e}]`),
    fc.tuple(name, name).map(([x, y]) => `${x}, ${y} = ${y}, ${x}`),
    fc.tuple(name, name).map(([x, y]) => `for ${x} in [${y}]: ${x}.append(1)`),
    fc.tuple(name, name).map(([x, y]) => `if ${x}: ${y} = [${x}]`),
    fc.tuple(name, name, expression).map(([x, y, e]) => `def change(v=${x}):\n    global ${y}\n    ${y} = [${e}, v]`),
    fc.constant('change()'),
    name.map((x) => `print(len(${x}))`),
    name.map((x) => `del ${x}; ${x} = []`),
    fc.tuple(name, name).map(([x, y]) => `with keep(${x}) as ${y}: ${y}.append(5)`),
    fc.tuple(name, name).map(([x, y]) => `try: ${x} = ${y}[0]\nexcept Exception as error: ${x} = [str(error)]`),
    fc.tuple(name, name).map(([x, y]) => `${x} = ${y} = Bag(${x})`),
    fc.tuple(name, name).map(([x, y]) => `(${x} := ${y}).append(6)`),
    fc.tuple(name, name).map(([x, y]) => `[part.append(7) for part in [${x}, ${y}]]`),
    fc.tuple(name, name).map(([x, y]) => `act = lambda: ${x}.append(${y})`),
    fc.constant('act()'),
    fc.tuple(name, expression).map(([x, e]) => `@enrol(${x})\ndef plug(): return ${e}`),
    fc.tuple(name, expression).map(([x, e]) => `Bag.shared = ${e}; ${x}.append(Bag.shared)`),
    fc.tuple(name, expression).map(([x, e]) => `setattr(${x}, "mark", ${e}); ${x}.append(len(vars(${x})))`),
    fc.tuple(name, name).map(([x, y]) => `for i in range(2): ${x}.append(i); ${y} = [i]`),
    fc.tuple(name, name).map(([x, y]) => `while len(${x}) < 3: ${x}.append(${y})`),
    fc.tuple(name, expression).map(([x, e]) => `globals()["${x}"] = ${e}`),
    fc.tuple(name, name).map(([x, y]) => `def fill(box=${x}):\n    for part in [box, ${y}]: part.append(8)`),
    fc.constant('fill()'),
    name.map((x) => `seen = f(); print(seen, ${x})`),
  );
  const script = fc
    .tuple(
      fc.array(statement, { minLength: 3, maxLength: 10 }),
      fc.array(statement, { maxLength: 6 }),
      fc.boolean(),
      name,
      name,
    )
    .map(([body, guarded, first, x, y]) => {
      const entry = `def f(): return repr(${x}), repr(${y})`;
      return [
        'import contextlib',
        'class Bag(list):\n    shared = []',
        '@contextlib.contextmanager\ndef keep(x): yield x',
        'def enrol(box): return lambda plug: box.append(plug()) or plug',
        'def act(): pass',
        'def fill(box=None): pass',
        'def copy(x): return Bag(x if isinstance(x, list) else [x])',
        'def wrap(x): return Bag([x])',
        'def put(x): return Bag([x, 0])',
        'def push(box, x): box.append(x)',
        'def change(v=0): pass',
        'a = Bag(); b = Bag([1]); c = Bag([2]); d = Bag([3])',
        ...(first ? [entry] : []),
        ...body,
        ...(first ? [] : [entry]),
        'if __name__ == "__main__":',
        ...['pass', ...guarded].map((one) => one.replace(/^/gm, '    ')),
        '',
      ].join('\n');
    });
  const scripts = fc.sample(script, { numRuns: 250, seed: 7 });
  const folder = await makeProject({});
  const runs: string[] = [];
  for (const [index, text] of scripts.entries()) {
    const whole = path.join(folder, `whole${index}`);
    const part = path.join(folder, `part${index}`);
    await mkdir(whole);
    await mkdir(part);
    await writeFile(path.join(whole, 'run.py'), text);
    const closure = await inspectIn(syntax, whole, 'run.py:f');
    await writeFile(path.join(part, 'run.py'), textOf(closure, 'run.py'));
    runs.push(whole, part);
  }
  // One interpreter for all: each module is executed in a namespace of its own.
  const output = execFileSync(
    'python3',
    [
      '-I',
      '-c',
      `
import contextlib, io, json, sys, types
def value(folder):
    # What a person sees who runs the file is what the slice is to give, though a job imports it.
    module = types.ModuleType("__main__" if "/whole" in folder else "run")
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(open(folder + "/run.py").read(), "run.py", "exec"), module.__dict__)
            return repr(module.f())
        except Exception as error:
            return "raised " + type(error).__name__
print(json.dumps([value(folder) for folder in json.load(sys.stdin)]))
`,
    ],
    { input: JSON.stringify(runs), encoding: 'utf8' },
  );
  const values: unknown = JSON.parse(output);
  assert.ok(Array.isArray(values));
  let compared = 0;
  for (let i = 0; i < values.length; i += 2) {
    if (String(values[i]).startsWith('raised')) continue;
    compared += 1;
    assert.equal(values[i + 1], values[i], scripts[i / 2]);
  }
  assert.ok(compared > 40, `only ${compared} scripts ran`);
});
