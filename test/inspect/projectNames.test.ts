import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { noChoices, type Choices } from '../../src/contract/choices';
import { droppedOf, type Closure } from '../../src/inspect/closure';
import { inspectIn, loadSyntax, makeProject, pathsOf } from './project';

const syntax = loadSyntax();

const inspect = async (files: Readonly<Record<string, string>>, choices: Choices = noChoices): Promise<Closure> =>
  inspectIn(syntax, await makeProject(files), 'run.py:f', { choices });

const asked = ({ questions }: Closure): number[] =>
  questions.flatMap((one) => (one.kind === 'undecidable-slice' ? [one.at.line] : []));
const told = ({ notes }: Closure): number[] => notes.flatMap(({ kind, at }) => (kind === 'slice' ? [at.line] : []));

const run = 'from lab import *\n\n\ndef f():\n    return first\n';

const stars: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'the public names of a module': {
    'lab.py':
      'import os, json as j\nfrom math import pi as half\nfirst, (b, *c) = 1, (2, 3)\n_hidden = 2\nfor i in range(3): pass\nwith open(os.devnull) as out: pass\n' +
      'try:\n    import tomllib as t\nexcept ImportError as e:\n    t = None\ndef g(): local = 1\nclass K: inner = 1\n' +
      'if __name__ == "__main__":\n    only = 1\n',
  },
  'what `__all__` lists': {
    'lab.py':
      '__all__ = ["first", "_hidden"]\n__all__ += ("b",)\n__all__.append("c")\nfirst = _hidden = b = c = d = 1\n',
  },
  'what `__all__` lists though names are made up': {
    'lab.py': '__all__ = ["first"]\nfor n in ["first", "b"]: globals()[n] = 1\n',
  },
  'what functions set by `global`': {
    'lab.py': 'def g():\n    global first\n    first = 1\ng()\n',
  },
  'what a package takes from its modules, by stars and one by one': {
    'lab/__init__.py': 'from .a import *\nfrom .b import two as zwei\nfrom . import c\nfrom .d import *\n',
    'lab/a.py': 'from .d import deep\nfirst = 1\n',
    'lab/b.py': 'two = 2\n',
    'lab/c.py': '',
    'lab/d.py': '__all__ = ["deep"]\ndeep = shallow = 3\n',
  },
  'modules that take all of each other': {
    'lab.py': 'from other import *\nfirst = 1\n',
    'other.py': 'second = 2\nfrom lab import *\n',
  },
};
for (const [name, files] of Object.entries(stars)) {
  test(`a star brings ${name}, as in CPython`, async () => {
    const folder = await makeProject({ ...files, 'run.py': run });
    const closure = await inspectIn(syntax, folder, 'run.py:f');
    const script = 'before = set(globals())\nfrom lab import *\nprint(*sorted(set(globals()) - before - {"before"}))';
    const names = execFileSync('python3', ['-c', script], { cwd: folder, encoding: 'utf8' }).trim().split(' ');
    // `except … as e` unbinds its name again.
    const found = closure.statements[0]?.binds.filter((one) => one !== 'e');
    assert.deepEqual([...(found ?? [])].sort(), names);
  });
}

test('a star whose names are known and not needed is left out with what uses it', async () => {
  const closure = await inspect({
    'run.py': 'from lab import *\nfrom plots import *\n\ndraw(3)\n\n\ndef f():\n    return first\n',
    'lab.py': 'first = 1\n',
    'plots.py': 'def draw(x):\n    print(x)\n',
  });
  assert.deepEqual(
    droppedOf(closure).map(({ line }) => line),
    [2, 4],
  );
  assert.deepEqual(pathsOf(closure), ['lab.py', 'run.py']);
  assert.deepEqual([asked(closure), told(closure)], [[], []]);
});

test('what a star brings of a library is that library', async () => {
  const closure = await inspect({
    'run.py':
      'from lab import *\n\nnp.random.seed(3)\nprint(np.mean(DATA))\n\n\ndef f():\n    return np.ones(3), DATA\n',
    'lab.py': 'import numpy as np\nDATA = [1]\n',
  });
  assert.deepEqual(
    droppedOf(closure).map(({ line }) => line),
    [4],
  );
});

const setUps: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'by a star': {
    'run.py': 'from lab import *\n',
    'lab.py': 'STATE = {}\ndef set_up(): STATE["x"] = 1\ndef show(): print()\n',
  },
  'by its name': {
    'run.py': 'from lab import set_up, show, STATE\n',
    'lab.py': 'STATE = {}\ndef set_up(): helper()\ndef helper(): STATE.update(x=1)\ndef show(): print()\n',
  },
  'through a package': {
    'run.py': 'from lab import set_up as set_up, show, STATE\n',
    'lab/__init__.py': 'from .core import *\nfrom .core import set_up\n',
    'lab/core.py': 'STATE = {}\ndef set_up():\n    global STATE\n    STATE = {"x": 1}\ndef show(): print()\n',
  },
};
for (const [name, files] of Object.entries(setUps)) {
  test(`a function of the project that is taken ${name} and changes its module is still called`, async () => {
    const top = `${files['run.py'] ?? ''}set_up()\nshow()\n\n\ndef f():\n    return STATE\n`;
    const closure = await inspect({ ...files, 'run.py': top });
    assert.deepEqual(
      droppedOf(closure).map(({ text }) => text),
      ['show()'],
    );
    assert.deepEqual(asked(closure), []);
    const kept = closure.statements.find(({ text }) => text === 'set_up()');
    assert.equal(kept?.certain, false);
  });
}

const open: Readonly<Record<string, string>> = {
  'are made up while it runs': 'for n in "ab": globals()[n] = 1\n',
  'come from a text': 'exec(open("x").read())\n',
  'come from a library by a star': 'from numpy import *\n',
};
for (const [name, lab] of Object.entries(open)) {
  test(`a star stays, and it is told, where the names of the module ${name}`, async () => {
    const closure = await inspect({
      'run.py': 'from lab import *\nprint(1)\n\n\ndef f():\n    return a\n',
      'lab.py': lab,
    });
    assert.deepEqual(told(closure), [1]);
    assert.deepEqual(
      droppedOf(closure).map(({ line }) => line),
      [2],
    );
  });
}

test('what nobody can tell is asked about, and told once it was decided', async () => {
  const files = { 'run.py': 'lr = 1\nexec(open("c.py").read())\n\n\ndef f():\n    return lr\n', 'c.py': '' };
  const undecided = await inspect(files);
  assert.deepEqual([asked(undecided), told(undecided)], [[2], []]);
  const decided = await inspect(files, { ...noChoices, undecidable: 'slice' });
  assert.deepEqual([asked(decided), told(decided)], [[], [2]]);
  const whole = await inspect(files, { ...noChoices, undecidable: 'whole' });
  assert.deepEqual([asked(whole), told(whole)], [[], []]);
});
