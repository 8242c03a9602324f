import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectIn, loadSyntax, makeProject } from './project';

const syntax = loadSyntax();
const letters = 'a b c d e f g h i j k l'.split(' ');
const files = Object.fromEntries(
  ['data', 'out', 'old'].flatMap((folder) => letters.map((name) => [`${folder}/${name}.csv`, 'x\n'])),
);

/** What travels as data for `f` of a file with these lines. */
async function sent(...lines: readonly string[]): Promise<string[]> {
  const text = ['import os', 'from pathlib import Path', ...lines, ''].join('\n');
  const closure = await inspectIn(syntax, await makeProject({ ...files, 'run.py': text }), 'run.py:f');
  return closure.files.filter(({ role }) => role === 'data').map(({ path }) => path);
}

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'a name that two functions assign is two names',
    [
      'def f():',
      '    folder = "data"',
      '    return open(os.path.join(folder, "a.csv")), g()',
      'def g():',
      '    folder = Path("out")',
      '    return (folder / "b.csv").read_text()',
    ],
    ['data/a.csv', 'out/b.csv'],
  ],
  [
    'one that a function assigns is not the one of the module',
    [
      'folder = "old"',
      'table = open(folder + "/b.csv")',
      'def f():',
      '    folder = "data"',
      '    return open(folder + "/a.csv"), table',
    ],
    ['data/a.csv', 'old/b.csv'],
  ],
  [
    'as many functions may assign it as like',
    [
      ...letters.flatMap((name) => [`def ${name}_():`, `    path = "data/${name}.csv"`, '    return open(path)']),
      `def f(): return ${letters.map((name) => `${name}_()`).join(', ')}`,
    ],
    letters.map((name) => `data/${name}.csv`),
  ],
  [
    'a parameter is what others call by its name',
    ['def load(name):', '    return open("data/" + name)', 'def f():', '    name = "a.csv"', '    return load(name)'],
    ['data/a.csv'],
  ],
  [
    'so is one that is assigned where none is given',
    [
      'def load(',
      '    name=None,',
      '):',
      '    if name is None:',
      '        name = "b.csv"',
      '    return open("data/" + name)',
      'def f():',
      '    name = "a.csv"',
      '    return load(name)',
    ],
    ['data/a.csv', 'data/b.csv'],
  ],
  [
    'a function inside another reads what that assigns',
    [
      'def f():',
      '    folder = "data"',
      '    def inner():',
      '        return open(os.path.join(folder, "a.csv"))',
      '    return inner()',
      'def g():',
      '    folder = "out"',
      '    return folder',
    ],
    ['data/a.csv'],
  ],
  [
    'what is declared global is for all',
    [
      'folder = None',
      'def set_up():',
      '    global folder',
      '    folder = "data"',
      'def f():',
      '    set_up()',
      '    return open(os.path.join(folder, "a.csv"))',
    ],
    ['data/a.csv'],
  ],
  [
    'an attribute is for all methods',
    [
      'class C:',
      '    def __init__(self):',
      '        self.folder = "data"',
      '    def load(self):',
      '        return open(os.path.join(self.folder, "a.csv"))',
      'def f(): return C().load()',
    ],
    ['data/a.csv'],
  ],
  [
    'text in the first column ends no function',
    [
      'def f():',
      '    name = "a.csv"',
      '    """',
      'def g():',
      '"""',
      '    print(',
      '"x")',
      '    return open("data/" + name)',
      'name = "b.csv"',
    ],
    ['data/a.csv'],
  ],
];
for (const [name, lines, expected] of cases) {
  test(`in the paths of a module ${name}`, async () => {
    assert.deepEqual(await sent(...lines), expected);
  });
}
