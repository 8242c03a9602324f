import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { inspectIn, loadSyntax, makeProject, pathsOf } from './project';

const syntax = loadSyntax();
const call = 'import pkg\ndef f(): pass\n';

test('a build file says where packages are', async () => {
  for (const [name, text] of [
    ['pyproject.toml', '[tool.setuptools.packages.find]\nwhere = [\n  "code", # here\n]\n'],
    ['pyproject.toml', '[tool.setuptools]\npackage-dir = {"" = "code"}\n'],
    ['pyproject.toml', '[tool.setuptools.package-dir]\npkg = "code/pkg"\n'],
    ['pyproject.toml', '[tool.hatch.build.targets.wheel]\npackages = ["code/pkg"]\n'],
    ['pyproject.toml', '[tool.hatch.build.targets.wheel]\nsources = ["code"]\nonly-include = ["code/pkg"]\n'],
    ['pyproject.toml', '[tool.hatch.build.targets.wheel.sources]\n"code" = ""\n'],
    ['pyproject.toml', '[tool.hatch.build]\ndev-mode-dirs = ["code"]\n'],
    ['pyproject.toml', '[tool.poetry]\npackages = [{ include = "pkg", from = "code" }]\n'],
    ['pyproject.toml', '[tool.uv.build-backend]\nmodule-root = "code"\nmodule-name = "pkg"\n'],
    ['pyproject.toml', '[tool.pdm]\npackage-dir = "code"\n'],
    ['pyproject.toml', '[tool.pdm.build]\npackage-dir = "code"\n'],
    ['pyproject.toml', '[tool.maturin]\npython-source = "code"\n'],
    ['pyproject.toml', '[tool.scikit-build]\nwheel.packages = ["code/pkg"]\n'],
    ['pyproject.toml', '[tool.scikit-build.wheel.packages]\npkg = "code/pkg"\n'],
    ['pyproject.toml', '[tool.pytest.ini_options]\npythonpath = "code"\n'],
    ['setup.cfg', '[options]\npackage_dir =\n    =code\n'],
    ['setup.cfg', '[options]\npackage_dir =\n    pkg = code/pkg\n'],
    ['setup.cfg', '[options.packages.find]\n# here:\nwhere=code\n'],
    ['setup.py', 'setup(package_dir={"": "code"})\n'],
    ['setup.py', "setup(package_dir={'pkg': 'code/pkg'})\n"],
    ['setup.py', "setup(packages=find_packages('code'))\n"],
  ] as const) {
    const folder = await makeProject({ [name]: text, 'run.py': call, 'code/pkg/__init__.py': '' });
    const closure = await inspectIn(syntax, folder, 'run.py:f');
    assert.deepEqual(
      [closure.roots, pathsOf(closure)],
      [
        ['.', 'code'],
        ['code/pkg/__init__.py', 'run.py'],
      ],
      text,
    );
  }
});

test('a name that a build file gives to a folder of another name travels under that name', async () => {
  const folder = await makeProject({
    'setup.py': 'setup(package_dir={"pkg": "source"})\n',
    'run.py': 'from pkg.sub import x\ndef f(): pass\n',
    'source/__init__.py': '',
    'source/sub.py': 'from .main import f\nx = f\n',
    'source/main.py': 'from pkg import sub\ndef f(): pass\n',
  });
  const outside = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(pathsOf(outside), ['_ext/0/pkg/__init__.py', '_ext/0/pkg/main.py', '_ext/0/pkg/sub.py', 'run.py']);
  assert.deepEqual(outside.roots, ['.', '_ext/0']);
  const inside = await inspectIn(syntax, folder, 'source/main.py:f');
  assert.deepEqual(inside.entry, { kind: 'function', file: '_ext/0/pkg/main.py', module: 'pkg.main', qualname: 'f' });
  assert.deepEqual(pathsOf(inside), ['_ext/0/pkg/__init__.py', '_ext/0/pkg/main.py', '_ext/0/pkg/sub.py']);
});

test('a project inside the workspace has its own build file and roots', async () => {
  const folder = await makeProject({
    'pyproject.toml': '',
    'packages/one/pyproject.toml': '',
    'packages/one/src/one/run.py': 'from one import near\ndef f(): pass\n',
    'packages/one/src/one/__init__.py': '',
    'packages/one/src/one/near.py': '',
    'packages/one/scripts/go.py': 'import one.near\ndef f(): pass\n',
  });
  assert.deepEqual((await inspectIn(syntax, folder, 'packages/one/src/one/run.py:f')).entry.module, 'one.run');
  const closure = await inspectIn(syntax, folder, 'packages/one/scripts/go.py:f');
  assert.deepEqual(closure.roots, ['packages/one/scripts', 'packages/one/src']);
});

test('members of a uv workspace and dependencies by path are roots', async () => {
  for (const [name, text] of [
    ['pyproject.toml', '[tool.uv.workspace]\nmembers = ["libs/*"]\n'],
    ['pyproject.toml', '[tool.uv.sources]\npkg = { path = "libs/pkg", editable = true }\n'],
    ['pyproject.toml', '[tool.poetry.dependencies]\npkg = { path = "libs/pkg", develop = true }\n'],
    ['pyproject.toml', '[tool.poetry.group.dev.dependencies]\npkg = { path = "libs/pkg" }\n'],
    ['pyproject.toml', '[tool.pdm.dev-dependencies]\ndev = ["-e file:///${PROJECT_ROOT}/libs/pkg#egg=pkg"]\n'],
  ] as const) {
    const folder = await makeProject({
      [name]: text,
      'run.py': call,
      'libs/pkg/pyproject.toml': '[project]\nname = "pkg"\n',
      'libs/pkg/src/pkg/__init__.py': '',
    });
    assert.deepEqual((await inspectIn(syntax, folder, 'run.py:f')).roots, ['.', 'libs/pkg/src'], text);
  }
});

test('the other folders of a workspace, with their build files, come after it', async () => {
  const folder = await makeProject({
    'a/run.py': 'import pkg, both\ndef f(): pass\n',
    'a/both.py': '',
    'b/pyproject.toml': '[tool.maturin]\npython-source = "python"\n',
    'b/python/pkg.py': '',
    'b/both.py': '',
  });
  const closure = await inspectIn(syntax, path.join(folder, 'a'), 'run.py:f', {
    otherFolders: [path.join(folder, 'b')],
  });
  assert.deepEqual(
    [closure.roots, pathsOf(closure)],
    [
      ['.', '_ext/0'],
      ['_ext/0/pkg.py', 'both.py', 'run.py'],
    ],
  );
});

test('a pyproject.toml that cannot be read is told, and the rest goes on', async () => {
  const folder = await makeProject({ 'pyproject.toml': '[project]\nname = \n', 'run.py': call, 'src/pkg.py': '' });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(pathsOf(closure), ['run.py', 'src/pkg.py']);
  const [note] = closure.notes;
  assert.deepEqual([note?.kind, note?.at], ['root', { file: 'pyproject.toml', line: 2 }]);
  assert.match(
    note?.message ?? '',
    /^pyproject\.toml cannot be read \(.+\), so what it says about packages is unknown\.$/,
  );
});

test('a package inside folders without __init__ bears the longer name where its modules use it', async () => {
  const files = {
    '.git/HEAD': '',
    'google/api/__init__.py': '',
    'google/api/errors.py': 'class E(Exception): pass\ndef f(): return E()\n',
    'scripts/lab/__init__.py': '',
    'scripts/lab/run.py': 'import lab.run\ndef f(): pass\n',
  };
  const other = await makeProject({ ...files, 'google/api/client.py': 'import json\n' });
  assert.equal((await inspectIn(syntax, other, 'google/api/errors.py:f')).entry.module, 'api.errors');
  const folder = await makeProject({ ...files, 'google/api/client.py': 'from google.api import errors\n' });
  const { entry, roots } = await inspectIn(syntax, folder, 'google/api/errors.py:f');
  assert.deepEqual([entry.module, roots], ['google.api.errors', ['.']]);
  assert.equal((await inspectIn(syntax, folder, 'scripts/lab/run.py:f')).entry.module, 'lab.run');
});
