import assert from 'node:assert/strict';
import { mkdir, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { FarcallError, type ErrorCode } from '../../src/base/errors';
import type { SourceReader } from '../../src/inspect/closure';
import { Inspector } from '../../src/inspect/inspect';
import { CachedDiskSource, CachedFolders, diskSource, findWorkspace } from '../../src/inspect/sources';
import { addFiles, bytesOf, inspectIn, loadSyntax, makeProject, pathsOf, textOf, workspaces } from './project';

const syntax = loadSyntax();
const shop = path.join(workspaces, 'shop');

test('a function in a src layout brings its package chain, what it imports anywhere, and nothing else', async () => {
  const closure = await inspectIn(syntax, shop, 'src/shop/prices.py:total');
  assert.deepEqual(pathsOf(closure), [
    'src/shop/__init__.py',
    'src/shop/_version.py',
    'src/shop/orders/__init__.py',
    'src/shop/orders/basket.py',
    'src/shop/orders/history.py',
    'src/shop/plugins/text.py',
    'src/shop/prices.py',
    'src/shop/rounding.py',
  ]);
  assert.deepEqual(closure.entry, {
    kind: 'function',
    file: 'src/shop/prices.py',
    module: 'shop.prices',
    qualname: 'total',
  });
  assert.deepEqual(closure.roots, ['src']);
  assert.deepEqual(closure.lastRoots, []);
  assert.deepEqual(closure.thirdParty, []);
  assert.deepEqual(closure.unresolved, [{ name: '._speedups', file: 'src/shop/prices.py', line: 5, optional: true }]);
});

test('every file says why it is there', async () => {
  const closure = await inspectIn(syntax, shop, 'tools/check.py:check');
  const because = Object.fromEntries(closure.files.map((file) => [file.path, file.because]));
  assert.equal(because['tools/check.py'], 'the entry');
  assert.equal(because['src/shop/__init__.py'], 'imported by tools/check.py:2');
  assert.equal(because['src/shop/orders/history.py'], 'imported by src/shop/prices.py:9');
  assert.deepEqual(closure.roots, ['tools', 'src']);
});

test('a module of a package that bears a standard name does not take its place', async () => {
  const closure = await inspectIn(syntax, shop, 'src/shop/prices.py:total');
  assert.ok(!pathsOf(closure).includes('src/shop/logging.py'));
});

test('a script that shadows a standard module does, as in CPython', async () => {
  const folder = await makeProject({ 'run.py': 'import random, sys\ndef f(): pass\n', 'random.py': '', 'sys.py': '' });
  assert.deepEqual(pathsOf(await inspectIn(syntax, folder, 'run.py:f')), ['random.py', 'run.py']);
});

test('a sibling import in a package finds the sibling, after the path of the interpreter', async () => {
  const folder = await makeProject({
    'pkg/__init__.py': '',
    'pkg/model.py': 'import layers\nimport json\ndef f(): pass\n',
    'pkg/layers.py': '',
    'pkg/json.py': '',
  });
  const closure = await inspectIn(syntax, folder, 'pkg/model.py:f');
  assert.deepEqual(pathsOf(closure), ['pkg/__init__.py', 'pkg/layers.py', 'pkg/model.py']);
  assert.deepEqual([closure.roots, closure.lastRoots], [['.'], ['pkg']]);
});

test('relative imports without __init__ make a namespace package of the nearest root', async () => {
  const folder = await makeProject({
    'pyproject.toml': '',
    'src/a/b/run.py': 'from .near import x\nfrom ..far import y\ndef f(): pass\n',
    'src/a/b/near.py': 'x = 1\n',
    'src/a/far.py': 'y = 1\n',
  });
  const closure = await inspectIn(syntax, folder, 'src/a/b/run.py:f');
  assert.equal(closure.entry.module, 'a.b.run');
  assert.deepEqual(pathsOf(closure), ['src/a/b/near.py', 'src/a/b/run.py', 'src/a/far.py']);
});

test('a whole file runs from its own folder, guard and all', async () => {
  const folder = await makeProject({
    'pkg/__init__.py': '',
    'pkg/run.py': 'if __name__ == "__main__":\n    import helper\n    helper.go()\n',
    'pkg/helper.py': '',
  });
  const closure = await inspectIn(syntax, folder, 'pkg/run.py');
  assert.deepEqual(closure.entry, { kind: 'file', file: 'pkg/run.py', module: 'run', qualname: '' });
  assert.deepEqual([pathsOf(closure), closure.roots], [['pkg/helper.py', 'pkg/run.py'], ['pkg']]);
});

test('roots outside the workspace travel under _ext, in order', async () => {
  const folder = await makeProject({
    'work/run.py': 'import one, two\ndef f(): pass\n',
    'x/one.py': '',
    'y/two/__init__.py': '',
  });
  const closure = await inspectIn(syntax, path.join(folder, 'work'), 'run.py:f', {
    extraRoots: [path.join(folder, 'unused'), path.join(folder, 'x'), path.join(folder, 'y')],
  });
  assert.deepEqual(closure.roots, ['.', '_ext/0', '_ext/1']);
  assert.deepEqual(pathsOf(closure), ['_ext/0/one.py', '_ext/1/two/__init__.py', 'run.py']);
});

test('names that are neither local nor standard are third-party, each once', async () => {
  const folder = await makeProject({
    'run.py':
      'import numpy as np, os\nfrom sklearn.svm import SVC\nimport numpy.linalg\ntry:\n    import urllib2\nexcept ImportError: pass\ndef f(): pass\n',
  });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(closure.thirdParty, [{ name: 'numpy' }, { name: 'scikit-learn' }]);
});

test('a data folder does not take the place of an installed package of its name', async () => {
  const folder = await makeProject({
    'run.py': 'import wandb\nfrom datasets import load_dataset\ndef f(): pass\n',
    'wandb/log.txt': '',
    'datasets/prepare.py': '',
  });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(closure.thirdParty, [{ name: 'datasets' }, { name: 'wandb' }]);
  assert.deepEqual(pathsOf(closure), ['run.py']);
});

test('unsaved text wins over the disk, and the executable bit comes from the disk', async () => {
  const folder = await makeProject({
    'run.py': '#!/usr/bin/env python3\ndef f(): pass\n',
    'new.py': '',
    'plain.py': '',
  });
  const unsaved = '#!/usr/bin/env python3\nimport new\ndef f(): return 2\n';
  const editor: SourceReader = {
    read: (file) => (file.endsWith('run.py') ? Buffer.from(unsaved) : diskSource.read(file)),
  };
  const closure = await new Inspector(await syntax, editor).inspect({
    entry: { file: path.join(folder, 'run.py'), qualname: 'f', args: '' },
    workspace: folder,
  });
  assert.equal(textOf(closure, 'run.py'), unsaved);
  assert.deepEqual(
    closure.files.map((file) => [file.path, file.executable]),
    [
      ['new.py', false],
      ['run.py', true],
    ],
  );
});

test('included files travel, caches never do, secrets only by their own name, excluded files do not', async () => {
  const folder = await makeProject({
    'run.py': 'import helper\ndef f(): pass\n',
    'helper.py': '',
    'data/a.csv': 'a',
    'data/deep/b.csv': 'b',
    'data/.env': 'PASSWORD=1',
    'data/key.pem': 'secret',
    'data/.git/config': '',
    'data/__pycache__/x.csv': '',
    'venv/pyvenv.cfg': '',
    'venv/c.csv': '',
  });
  await mkdir(path.join(folder, 'data/loop'));
  await symlink('..', path.join(folder, 'data/loop/up'));
  const paths = async (include: string[], exclude: string[] = []): Promise<string[]> =>
    pathsOf(await inspectIn(syntax, folder, 'run.py:f', { include, exclude }));
  assert.deepEqual(await paths(['data/']), ['data/a.csv', 'data/deep/b.csv', 'helper.py', 'run.py']);
  assert.deepEqual(await paths(['**/*.csv'], ['data/deep', 'helper.py', 'run.py']), ['data/a.csv', 'run.py']);
  assert.deepEqual(await paths(['data/.env']), ['data/.env', 'helper.py', 'run.py']);
  await rejects(() => paths(['nowhere.csv']), 'file-not-found');
  await rejects(() => paths(['../x']), 'usage');
});

test('a compiled local module travels and says so', async () => {
  const folder = await makeProject({
    'run.py': 'import fast\ndef f(): pass\n',
    'fast.cpython-311-x86_64-linux-gnu.so': new Uint8Array([0x7f, 0x45]),
  });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.match(closure.files[0]?.because ?? '', /imported by run.py:1; compiled/);
});

test('bytes of another encoding travel as they are', async () => {
  const bytes = Buffer.from('# -*- coding: latin-1 -*-\nx = "\u00e9"\ndef f(): return x\n', 'latin1');
  const folder = await makeProject({ 'run.py': bytes });
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(closure.files.map((file) => Buffer.from(bytesOf(file)))[0], bytes);
});

async function rejects(action: () => Promise<unknown>, code: ErrorCode): Promise<FarcallError> {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof FarcallError, String(error));
    assert.equal(error.code, code, error.text);
    assert.ok(error.next, 'no next step');
    return error;
  }
  assert.fail(`no ${code}`);
}

test('a syntax error in the entry is told before anything else, with line and column', async () => {
  const folder = await makeProject({ 'run.py': 'import missing_too\ndef f(:\n    pass\n' });
  const error = await rejects(() => inspectIn(syntax, folder, 'run.py:g', { args: '((' }), 'syntax-error');
  assert.deepEqual(error.at, { file: 'run.py', line: 2, column: 7 });
});

test('a syntax error in an imported file names that file', async () => {
  const folder = await makeProject({
    'run.py': 'import a\ndef f(): pass\n',
    'a.py': 'import b\n',
    'b.py': 'x = = 1\n',
  });
  const error = await rejects(() => inspectIn(syntax, folder, 'run.py:f'), 'syntax-error');
  assert.equal(error.at?.file, 'b.py');
});

test('a syntax error in a file that may never be imported does not stop the run', async () => {
  const folder = await makeProject({
    'run.py': 'try:\n    import old\nexcept SyntaxError: pass\ndef f(): pass\n',
    'old.py': 'print "x"\n',
  });
  assert.deepEqual(pathsOf(await inspectIn(syntax, folder, 'run.py:f')), ['old.py', 'run.py']);
});

test('a file that is not UTF-8, or holds a zero byte, is told as such', async () => {
  const folder = await makeProject({ 'a.py': Buffer.from([0x78, 0x0a, 0xff]), 'b.py': 'x = "\0"\n' });
  assert.match((await rejects(() => inspectIn(syntax, folder, 'a.py'), 'syntax-error')).message, /UTF-8/);
  assert.match((await rejects(() => inspectIn(syntax, folder, 'b.py'), 'syntax-error')).message, /zero byte/);
});

test('no such function: the nearest names are offered', async () => {
  const folder = await makeProject({
    'run.py':
      'def train(): pass\ndef evaluate():\n    def inner(): pass\nclass Net:\n    def fit(self): pass\nclass Job:\n    def main(self): pass\n',
  });
  const next = async (name: string): Promise<string> =>
    (await rejects(() => inspectIn(syntax, folder, `run.py:${name}`), 'no-such-function')).next ?? '';
  assert.equal(await next('trian'), 'Did you mean `train`?');
  assert.equal(await next('fit'), 'Did you mean `Net.fit`?');
  assert.equal(await next('inner'), 'Run it as `evaluate.<locals>.inner`, or run `evaluate`.');
  assert.match(await next('zzzzzz'), /`train`, `evaluate`, `Net.fit`, `Job` or `Job.main`/);
  assert.equal(await next('Net'), 'Give it a `main` method, or name one of its own: `Net.fit`.');
});

test('entries may be functions, classes with main, methods and nested classes', async () => {
  const folder = await makeProject({
    'run.py': 'if x:\n    def f(): pass\nclass A:\n    class B:\n        def m(self): pass\n    def main(self): pass\n',
  });
  for (const [name, kind] of [
    ['f', 'function'],
    ['A', 'class'],
    ['A.main', 'function'],
    ['A.B.m', 'function'],
  ] as const) {
    const closure = await inspectIn(syntax, folder, `run.py:${name}`);
    assert.deepEqual([closure.entry.kind, closure.entry.qualname], [kind, name]);
  }
});

test('a missing file and arguments that do not parse are refused', async () => {
  const folder = await makeProject({ 'run.py': 'def f(*a): pass\n' });
  await rejects(() => inspectIn(syntax, folder, 'gone.py:f'), 'file-not-found');
  const error = await rejects(() => inspectIn(syntax, folder, 'run.py:f', { args: '1, )(' }), 'bad-arguments');
  assert.equal(typeof error.data['column'], 'number');
});

test('a local module that is surely imported and not there stops the run, with file and line', async () => {
  for (const [text, name, files] of [
    ['import pkg.gone\n', 'pkg.gone', { 'pkg/__init__.py': '' }],
    ['from pkg.gone import x\n', 'pkg.gone', { 'pkg/__init__.py': '' }],
    ['from pkg import gone\n', 'pkg.gone', { 'pkg/__init__.py': 'x = 1\n' }],
    ['from pkg.sub import f, gone\n', 'pkg.sub.gone', { 'pkg/__init__.py': '', 'pkg/sub/__init__.py': 'f = 1\n' }],
    ['import ns.there, ns.gone\n', 'ns.gone', { 'ns/there.py': '' }],
    ['from helper import x\nimport helper.part\n', 'helper.part', { 'helper.py': 'x = 1\n' }],
  ] as const) {
    const folder = await makeProject({ 'run.py': `import os\n${text}def f(): pass\n`, ...files });
    const error = await rejects(() => inspectIn(syntax, folder, 'run.py:f'), 'missing-module');
    assert.equal(error.data['name'], name, text);
    assert.deepEqual(error.at, { file: 'run.py', line: text.startsWith('from helper') ? 3 : 2 });
  }
});

test('an import whose dots lead out of its package is told as that', async () => {
  for (const [text, file] of [
    ['from . import helper\n', 'run.py'],
    ['from .helper import x\n', 'run.py'],
    ['from ... import helper\n', 'pkg/run.py'],
  ] as const) {
    const folder = await makeProject({
      'helper.py': 'x = 1\n',
      'pkg/__init__.py': '',
      [file]: `${text}def f(): pass\n`,
    });
    const error = await rejects(() => inspectIn(syntax, folder, `${file}:f`), 'missing-module');
    assert.match(error.message, /leads out of the package/, text);
    assert.deepEqual(error.at, { file, line: 1 });
  }
});

test('a missing module warns where the run may do without it', async () => {
  for (const text of [
    'try:\n    from . import gone\nexcept ImportError:\n    gone = None\n',
    'if FLAG:\n    from . import gone\n',
    'def other():\n    from . import gone\n',
    'from .dynamic import gone\n',
    'from .lazy import a\n',
  ]) {
    const folder = await makeProject({
      'pkg/__init__.py': '',
      'pkg/run.py': `${text}def f(): pass\n`,
      'pkg/dynamic/__init__.py': 'import sys\nsys.modules[__name__ + ".gone"] = sys\n',
      'pkg/lazy.py': 'def g():\n    from .deep import gone\n',
    });
    const closure = await inspectIn(syntax, folder, 'pkg/run.py:f');
    assert.ok(
      closure.unresolved.every((one) => one.optional),
      text,
    );
  }
});

test('inside the called function a missing module is sure to be missed', async () => {
  const folder = await makeProject({ 'pkg/__init__.py': '', 'pkg/run.py': 'def f():\n    from . import gone\n' });
  await rejects(() => inspectIn(syntax, folder, 'pkg/run.py:f'), 'missing-module');
});

test('names that a package defines, re-exports or makes up lazily are not missing', async () => {
  const folder = await makeProject({
    'run.py': 'from a import x\nfrom b import y\nfrom c import z\ndef f(): pass\n',
    'a/__init__.py': 'x = 1\n',
    'b/__init__.py': 'from .inner import *\n',
    'b/inner.py': 'y = 1\n',
    'c/__init__.py': 'def __getattr__(name): return 1\n',
  });
  assert.deepEqual((await inspectIn(syntax, folder, 'run.py:f')).unresolved, []);
});

test('an inspection that is cancelled ends as such', async () => {
  const inspector = new Inspector(await syntax, diskSource);
  const request = { entry: { file: path.join(shop, 'tools/check.py'), qualname: 'check', args: '' }, workspace: shop };
  await assert.rejects(inspector.inspect(request, AbortSignal.abort()), { code: 'cancelled' });
});

test('asked again, an inspector gives the same contents as the same objects, and sees every change', async () => {
  const folder = await makeProject({ 'run.py': 'import a\ndef f(): pass\n', 'a.py': 'x = 1\n' });
  for (const source of [diskSource, new CachedDiskSource(), new CachedDiskSource(() => Date.now() + 60_000)]) {
    await addFiles(folder, { 'a.py': 'x = 1\n' });
    const inspector = new Inspector(await syntax, source, new CachedFolders());
    const ask = (): ReturnType<Inspector['inspect']> =>
      inspector.inspect({ entry: { file: path.join(folder, 'run.py'), qualname: 'f', args: '' }, workspace: folder });
    const [first, second] = [await ask(), await ask()];
    first.files.forEach((file, index) => assert.equal(second.files[index]?.content, file.content));
    await addFiles(folder, { 'a.py': 'import b\n', 'b.py': '' });
    assert.deepEqual(pathsOf(await ask()), ['a.py', 'b.py', 'run.py']);
  }
});

test('the workspace of a file is the nearest folder with a marker, else its own', async () => {
  const folder = await makeProject({
    'a/.git/HEAD': '',
    'a/b/pyproject.toml': '',
    'a/b/c/x.py': '',
    'a/d/e/y.py': '',
  });
  assert.equal(findWorkspace(path.join(folder, 'a/b/c/x.py')), path.join(folder, 'a/b'));
  assert.equal(findWorkspace(path.join(folder, 'a/d/e/y.py')), path.join(folder, 'a'));
});

test('after any change, an inspector that knows the project finds what a fresh one finds', async () => {
  const folder = await makeProject({
    'run.py': 'import pkg.a\nfrom pkg import made\ndef f(): pass\n',
    'pkg/__init__.py': 'made = 1\n',
    'pkg/a.py': 'from . import b\n',
    'pkg/b.py': 'import json\n',
    'pkg/c.py': '',
  });
  // Minutes after the last change, everything that can be kept is kept.
  const later = (): number => Date.now() + 600_000;
  const inspector = new Inspector(await syntax, new CachedDiskSource(later), new CachedFolders(later));
  const entry = { file: path.join(folder, 'run.py'), qualname: 'f', args: '' };
  const ask = (one: Inspector): Promise<unknown> =>
    one.inspect({ entry, workspace: folder }).then(
      ({ files, thirdParty, unresolved }) => ({ files, thirdParty, unresolved }),
      (error: unknown) => String(error),
    );
  let time = 1;
  const changes: Readonly<Record<string, string>>[] = [
    {},
    { 'pkg/b.py': '# moved\nimport json\n' },
    { 'pkg/b.py': 'from . import c\nimport numpy\n' },
    { 'pkg/__init__.py': 'other = 1\n' },
    { 'pkg/made.py': 'from .d import x\n' },
    { 'pkg/d/__init__.py': 'x = 1\n' },
    { 'run.py': 'def f():\n    import pkg.c\n' },
  ];
  for (const change of changes) {
    await addFiles(folder, change);
    // Two changes within one tick of the file system's clock bear one time.
    for (const one of ['', 'pkg', ...Object.keys(change)]) await utimes(path.join(folder, one), time, (time += 1));
    assert.deepEqual(await ask(inspector), await ask(new Inspector(await syntax, diskSource)), JSON.stringify(change));
  }
});
