import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { inspectIn, loadSyntax, makeProject, pathsOf } from './project';

const syntax = loadSyntax();

test('folders that the code puts on sys.path are searched, where they can be computed', async () => {
  for (const edit of [
    'sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))',
    'sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))',
    'sys.path.append(str(Path(__file__).resolve().parent.parent / "lib"))',
    'sys.path.insert(1, str(Path(__file__).parents[1].joinpath("lib")))',
    'ROOT = Path(__file__).parent.parent\nLIB = ROOT / "lib"\nsys.path.insert(0, LIB.as_posix())',
    'here = osp.dirname(__file__)\nlib = osp.join(here, "..", "lib")\nif lib not in sys.path:\n    sys.path.insert(0, lib)',
    'def add_path(path):\n    if path not in sys.path:\n        sys.path.insert(0, path)\nthis = osp.dirname(__file__)\nadd_path(osp.join(this, "..", "lib"))',
    'for name in ("lib", "gone"):\n    sys.path.append(os.path.join(os.path.dirname(__file__), "..", name))',
    'sys.path += [os.path.dirname(os.path.dirname(__file__)) + "/lib"]',
    'sys.path = [str(Path(__file__).parent.parent / "lib")] + sys.path',
    'sys.path[:0] = [f"{os.path.dirname(__file__)}/../lib"]',
    'sys.path.extend(["lib", "gone"])',
    'sys.path.append(os.path.join(os.getcwd(), "lib"))',
    'sys.path.insert(0, os.path.abspath("lib"))',
    'sys.path.insert(0, "../lib")',
    'import site\nsite.addsitedir(os.path.join(os.path.split(os.path.realpath(__file__))[0], "..", "lib"))',
  ]) {
    const folder = await makeProject({
      '.git/HEAD': '',
      'scripts/run.py': `import sys, os\nimport os.path as osp\nfrom pathlib import Path\n${edit}\nimport helper\ndef f(): pass\n`,
      'lib/helper.py': '',
    });
    const closure = await inspectIn(syntax, folder, 'scripts/run.py:f');
    assert.deepEqual(pathsOf(closure), ['lib/helper.py', 'scripts/run.py'], edit);
    assert.deepEqual(closure.notes, [], edit);
    // What the same code computes on the host is no root of the bundle; what depends on the person's folder is.
    assert.deepEqual(
      closure.roots,
      edit.includes('"../lib")') && !edit.includes('dirname') ? ['scripts', 'lib'] : ['scripts'],
    );
  }
});

test('a folder at the front of sys.path comes before the others, and one at its end after them', async () => {
  for (const [edit, expected] of [
    ['insert(0, ', 'lib/helper.py'],
    ['append(', 'helper.py'],
  ] as const) {
    const folder = await makeProject({
      'run.py': `import sys, os\nsys.path.${edit}os.path.join(os.path.dirname(__file__), "lib"))\nimport helper\ndef f(): pass\n`,
      'lib/helper.py': '',
      'helper.py': '',
    });
    const { files } = await inspectIn(syntax, folder, 'run.py:f');
    assert.deepEqual(
      files.filter(({ role }) => role === 'module').map((file) => file.path),
      [expected],
    );
  }
});

test('a module that is imported may put further folders on the path', async () => {
  const folder = await makeProject({
    'run.py': 'import _init_paths\nimport helper\ndef f(): pass\n',
    '_init_paths.py': 'import sys, os\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))\n',
    'lib/helper.py': '',
  });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual([pathsOf(closure), closure.thirdParty], [['_init_paths.py', 'lib/helper.py', 'run.py'], []]);
});

test('a folder outside the workspace travels and is a root of the bundle', async () => {
  const folder = await makeProject({
    'work/run.py':
      'import sys, os\nsys.path.append(os.path.join(os.path.dirname(__file__), "../lib"))\nimport helper\ndef f(): pass\n',
    'lib/helper.py': '',
  });
  const closure = await inspectIn(syntax, path.join(folder, 'work'), 'run.py:f');
  assert.deepEqual([closure.roots, closure.lastRoots], [['.'], ['_ext/0']]);
  assert.deepEqual(pathsOf(closure), ['_ext/0/helper.py', 'run.py']);
});

test('a folder that is only known when it runs is told', async () => {
  const folder = await makeProject({
    'run.py': 'import sys, os\nsys.path.append(os.environ["LIB"])\ndef f(): pass\n',
  });
  const [note] = (await inspectIn(syntax, folder, 'run.py:f')).notes;
  assert.deepEqual([note?.kind, note?.at], ['root', { file: 'run.py', line: 2 }]);
});

test('a copy of sys.path that is put back adds no folder', async () => {
  const folder = await makeProject({
    '.git/HEAD': '',
    'run.py': 'from pkg import tool\ndef f(): pass\n',
    'pkg/__init__.py': '',
    'pkg/tool.py':
      'import sys\nold = sys.path[:]\nsys.path = [p for p in sys.path if "pkg" not in p]\nimport queue.more\nsys.path = old\n',
    'pkg/queue.py': '',
  });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(pathsOf(closure), ['pkg/__init__.py', 'pkg/tool.py', 'run.py']);
  assert.deepEqual(closure.unresolved, []);
});

test('a local namesake of a standard package refuses no run', async () => {
  const folder = await makeProject({
    '.git/HEAD': '',
    'run.py': 'import collections.abc\ndef f(): pass\n',
    'collections.py': '',
  });
  const { unresolved } = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(
    unresolved.map(({ name, optional }) => [name, optional]),
    [['collections.abc', true]],
  );
});
