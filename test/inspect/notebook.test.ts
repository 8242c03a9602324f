import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FarcallError } from '../../src/base/errors';
import type { Closure } from '../../src/inspect/closure';
import { withoutMagics } from '../../src/inspect/magics';
import { placeInCell, readNotebook, type Notebook } from '../../src/inspect/notebook';
import { inspectIn, loadSyntax, makeProject, notebookOf, pathsOf, textOf } from './project';

const syntax = loadSyntax();

const analysis = notebookOf(
  '%matplotlib inline\nimport math\n!pip install "numpy[',
  'import time\nK = 3\nprint("slow")\ntime.sleep(60)',
  '%%time\ndef train(n):\n    return n * K\n',
  'train(1)',
);

test('a function of a notebook brings the cells that it depends on, and leaves the others out', async () => {
  const folder = await makeProject({ 'nb.ipynb': analysis });
  const closure = await inspectIn(syntax, folder, 'nb.ipynb:train');
  assert.deepEqual(pathsOf(closure), ['nb.py']);
  assert.deepEqual(closure.entry, { kind: 'function', file: 'nb.py', module: 'nb', qualname: 'train' });
  const text = textOf(closure, 'nb.py');
  assert.match(text, /^K = 3$/m);
  assert.doesNotMatch(text, /sleep\(60\)|pip|matplotlib|%%time/);
  assert.deepEqual(
    closure.statements.filter(({ kept }) => !kept).map(({ file, cell, line }) => [file, cell, line]),
    [
      ['nb.ipynb', 2, 3],
      ['nb.ipynb', 2, 4],
      ['nb.ipynb', 4, 1],
    ],
  );
});

test('what a notebook says to itself is told, with its cell and what it means for the run', async () => {
  const folder = await makeProject({ 'sub/nb.ipynb': analysis });
  const { notes } = await inspectIn(syntax, folder, 'sub/nb.ipynb:train');
  assert.deepEqual(
    notes.map(({ kind, at, message }) => [kind, at.file, at.cell, at.line, message]),
    [
      ['magic', 'sub/nb.ipynb', 1, 1, '`%matplotlib inline` is left out: a host shows no figures; save them to files.'],
      [
        'magic',
        'sub/nb.ipynb',
        1,
        3,
        '`!pip install "numpy[` is left out: what it installs must be there for the host\'s Python.',
      ],
      ['magic', 'sub/nb.ipynb', 3, 1, '`%%time` is left out, and the cell runs without it.'],
    ],
  );
});

for (const [source, plain] of [
  ['%matplotlib inline\nx = 1', '\nx = 1'],
  ['x = (1\n% 2)\ny = """\n%time\n!ls\n"""', 'x = (1\n% 2)\ny = """\n%time\n!ls\n"""'],
  ['if a:\n    !ls "it\'s\n    b()', 'if a:\n    pass\n    b()'],
  ['!wget \\\n  a \\\n  b\nx = 1', '\n\n\nx = 1'],
  ['files = !ls data\nx = 1', '\nx = 1'],
  ['y = %timeit -o f()\nx = 1', '\nx = 1'],
  ['np.sum?\n?np\nf??\nx = "why?"', '\n\n\nx = "why?"'],
  ['%time x = f(1)', 'x = f(1)'],
  ['%%capture out\nx = 1', '\nx = 1'],
  ['\n%%bash\nls "\nx = 1', '\n\n\n'],
  ['%%timeit\nx = 1', '\n'],
  ['%%html\n<b>', '\n'],
  ['%env A=b c', 'import os; os.environ["A"] = "b c"'],
  ['  x = 1\n  y = 2', 'x = 1\ny = 2'],
  ['x = a != b\ny = a % b\nz = a %b', 'x = a != b\ny = a % b\nz = a %b'],
  ['x = 1  # really?', 'x = 1  # really?'],
  ['f(a, # why?\n  b)', 'f(a, # why?\n  b)'],
] as const) {
  test(`as Python ${JSON.stringify(source)} is ${JSON.stringify(plain)}`, () => {
    assert.equal(withoutMagics(source).text, plain);
  });
}

test('what stands in a cell without magics stays as it is, line by line', () => {
  const line = fc.constantFrom('x = 1', 'def f(a):', '    return a % 2', '"""', "'it''s'", '# %time', 'y = (', ')', '');
  fc.assert(
    fc.property(fc.array(line), (some) => {
      const lines = ['x = 1', ...some];
      const { text, magics } = withoutMagics(lines.join('\n'));
      assert.equal(text, lines.join('\n'));
      assert.deepEqual(magics, []);
    }),
  );
});

const read = async (content: unknown): Promise<Notebook> =>
  readNotebook(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)), 'nb.ipynb', await syntax);

test('notebooks of format 3 are read, and sources may be lines or one text', async () => {
  const code = (input: unknown): object => ({ cell_type: 'code', language: 'python', input, outputs: [] });
  const { text, cells } = await read({
    nbformat: 3,
    worksheets: [{ cells: [code(['a = 1\n', 'b = 2']), { cell_type: 'markdown', source: '# x' }, code('c = 3')] }],
  });
  assert.equal(text.split('\n').slice(1).join('\n'), '# %% [cell 1]\na = 1\nb = 2\n# %% [cell 2]\nc = 3\n');
  assert.deepEqual(cells, [
    { first: 3, last: 4 },
    { first: 6, last: 6 },
  ]);
});

test('every line of a cell has its place, and headings have none', async () => {
  const notebook = await read(JSON.parse(analysis));
  assert.deepEqual(placeInCell(notebook, 3), { cell: 1, line: 1 });
  assert.deepEqual(placeInCell(notebook, 10), { cell: 2, line: 4 });
  assert.equal(placeInCell(notebook, 11), undefined);
});

for (const [content, message] of [
  ['{"cells": [', /no valid JSON/],
  ['[]', /no cells/],
  [{ cells: 3 }, /no cells/],
  [{ cells: [], metadata: { kernelspec: { language: 'julia' } } }, /written in julia/],
] as const) {
  test(`a notebook that is ${JSON.stringify(content)} is refused`, async () => {
    await assert.rejects(read(content), (error: FarcallError) => {
      assert.equal(error.code, 'source-unreadable');
      assert.match(error.message, message);
      return true;
    });
  });
}

test('a cell that does not parse is left out and told, and refused where it is needed', async () => {
  const folder = await makeProject({ 'nb.ipynb': notebookOf('def f(): return 1', 'def g(:\n  pass', 'f()') });
  const closure = await inspectIn(syntax, folder, 'nb.ipynb:f');
  assert.match(closure.notes[0]?.message ?? '', /^Cell 2 does not parse and is left out/);
  for (const target of ['g', '%2', undefined]) {
    await refused(inspectIn(syntax, folder, target === undefined ? 'nb.ipynb' : `nb.ipynb:${target}`), 'syntax-error', {
      file: 'nb.ipynb',
      cell: 2,
      line: 1,
    });
  }
});

test('a cell in another language is left out', async () => {
  const content = JSON.parse(notebookOf('x = 1', 'ls -l')) as { cells: { metadata: object }[] };
  Object.assign(content.cells[1]?.metadata ?? {}, { vscode: { languageId: 'shellscript' } });
  const { text, magics } = await read(content);
  assert.doesNotMatch(text, /ls -l/);
  assert.equal(magics[0]?.message, 'Cell 2 is left out: it is written in shellscript.');
});

test('a notebook becomes a module whose name stands for nothing else', async () => {
  const nb = notebookOf('import numpy\ndef f(): pass');
  const folder = await makeProject({
    '01 - My Analysis.ipynb': nb,
    'nb.ipynb': nb,
    'nb.py': 'def f(): pass\n',
    'numpy.ipynb': nb,
    'random.ipynb': nb,
  });
  const moduleOf = async (file: string): Promise<Closure['entry']> =>
    (await inspectIn(syntax, folder, `${file}:f`)).entry;
  assert.equal((await moduleOf('01 - My Analysis.ipynb')).module, '_01_My_Analysis');
  assert.deepEqual(await moduleOf('nb.ipynb'), {
    kind: 'function',
    file: 'nb_notebook.py',
    module: 'nb_notebook',
    qualname: 'f',
  });
  assert.equal((await moduleOf('numpy.ipynb')).module, 'numpy_notebook');
  assert.equal((await moduleOf('random.ipynb')).module, 'random_notebook');
});

test('a notebook in a package finds what lies beside it', async () => {
  const folder = await makeProject({
    'pkg/__init__.py': '',
    'pkg/helper.py': '',
    'pkg/nb.ipynb': notebookOf('import helper\ndef f(): pass'),
  });
  assert.deepEqual(pathsOf(await inspectIn(syntax, folder, 'pkg/nb.ipynb:f')), ['pkg/helper.py', 'pkg/nb.py']);
});

test('an import of a cell that is not there is told by the cell', async () => {
  const folder = await makeProject({ 'nb.ipynb': notebookOf('x = 1', 'from .gone import a\ndef f(): return a') });
  await refused(inspectIn(syntax, folder, 'nb.ipynb:f'), 'missing-module', { file: 'nb.ipynb', cell: 2, line: 1 });
});

test('a cell runs with the cells it depends on, and nothing from below it', async () => {
  const folder = await makeProject({
    'nb.ipynb': notebookOf('a = 1\nb = load()', 'print("x")', 'c = a + 1\nc', 'a = 5', ''),
  });
  const closure = await inspectIn(syntax, folder, 'nb.ipynb:%3');
  assert.deepEqual(closure.entry, { kind: 'cell', file: 'nb.py', module: 'nb', qualname: '%3' });
  const text = textOf(closure, 'nb.py');
  assert.match(text, /^a = 1$/m);
  assert.match(text, /^c$/m);
  assert.doesNotMatch(text, /load|print|a = 5/);
  await refused(inspectIn(syntax, folder, 'nb.ipynb:%6'), 'no-such-function', { file: 'nb.ipynb' });
  await refused(inspectIn(syntax, folder, 'nb.ipynb:%5'), 'no-such-function', { file: 'nb.ipynb', cell: 5 });
});

test('the cells of a file begin at its `# %%` lines, but for text cells and what only looks like one', async () => {
  const folder = await makeProject({
    'a.py': [
      'x = 2',
      '# %% [markdown]',
      '# text',
      '# %% first',
      'y = """',
      '# %% no cell',
      '"""',
      '#%%',
      'x * 3',
      '# In[4]:',
      'z',
    ].join('\n'),
  });
  const second = await inspectIn(syntax, folder, 'a.py:%2');
  assert.match(textOf(second, 'a.py'), /^x = 2$[^]*^x \* 3$/m);
  assert.doesNotMatch(textOf(second, 'a.py'), /^z$/m);
  assert.match(textOf(await inspectIn(syntax, folder, 'a.py:%3'), 'a.py'), /^z$/m);
});

async function refused(closure: Promise<Closure>, code: FarcallError['code'], at: object): Promise<void> {
  await assert.rejects(closure, (error: FarcallError) => {
    assert.equal(error.code, code);
    assert.deepEqual({ ...error.at, ...at }, error.at);
    return true;
  });
}
