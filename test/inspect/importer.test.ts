import assert from 'node:assert/strict';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import type { Closure } from '../../src/inspect/closure';
import { inspectIn, loadSyntax, pathsOf, runPython, workspaces } from './project';

/**
 * Imports a module with the given roots in front (and others behind) as a job does, and prints which `.py` files under
 * the folder were loaded for it.
 */
const trace = `
import importlib, json, os, sys, warnings
warnings.simplefilter("ignore")
request = json.load(sys.stdin)
before = dict(sys.modules)
sys.dont_write_bytecode = True
sys.path[:0] = request["roots"]
sys.path += request["lastRoots"]
error = None
try:
    importlib.import_module(request["module"])
except BaseException as caught:
    error = repr(caught)
files = set()
for name in set(sys.modules) - set(before):
    if any(sys.modules[name] is module for module in before.values()):
        continue  # another name of what was there: collections.abc
    file = getattr(sys.modules[name], "__file__", None)
    if file and file.endswith(".py") and file.startswith(request["folder"] + os.sep):
        files.add(os.path.relpath(file, request["folder"]))
sys.stdout = sys.__stdout__
print(json.dumps({"error": error, "files": sorted(files)}))
`;
const traceSchema = z.object({ error: z.string().nullable(), files: z.array(z.string()) });

function loadedBy(closure: Closure, folder: string): { error: string | null; files: string[] } {
  const absolute = (roots: readonly string[]): string[] => roots.map((root) => path.join(folder, root));
  return traceSchema.parse(
    runPython(trace, {
      folder,
      module: closure.entry.module,
      roots: absolute(closure.roots),
      lastRoots: absolute(closure.lastRoots),
    }),
  );
}

function assertHolds(closure: Closure, loaded: readonly string[]): void {
  const held = new Set(pathsOf(closure));
  assert.deepEqual(
    loaded.filter((file) => !held.has(file)),
    [],
    'CPython loaded files that the closure lacks',
  );
}

const syntax = loadSyntax();

for (const target of [
  'src/shop/prices.py:total',
  'src/shop/prices.py:report',
  'src/shop/orders/basket.py:Basket',
  'tools/check.py:check',
]) {
  test(`the closure of shop's ${target} holds every file that CPython loads for it, and imports without the rest`, async () => {
    const folder = path.join(workspaces, 'shop');
    const closure = await inspectIn(syntax, folder, target);
    const loaded = loadedBy(closure, folder);
    assert.equal(loaded.error, null);
    assertHolds(closure, loaded.files);
    // Only what the closure holds is copied: CPython must not miss anything.
    const alone = await realpath(await mkdtemp(path.join(tmpdir(), 'farcall-alone-')));
    after(() => rm(alone, { recursive: true, force: true }));
    for (const file of closure.files) await cp(file.absolute, path.join(alone, file.path));
    assert.deepEqual(loadedBy(closure, alone), loaded);
  });
}

/** Real packages that every Python brings: its own library, taken for a project. */
const library = z.string().parse(runPython('import json, os; print(json.dumps(os.path.dirname(os.__file__)))', null));
for (const target of [
  'asyncio/runners.py:run',
  'email/message.py:Message.as_string',
  'unittest/loader.py:TestLoader.discover',
  'xml/dom/minidom.py:parse',
  'concurrent/futures/process.py:ProcessPoolExecutor.submit',
  'http/server.py:test',
  'ctypes/util.py:find_library',
  'multiprocessing/pool.py:Pool.apply',
  'logging/config.py:fileConfig',
  'json/tool.py:main',
]) {
  test(`the closure of the standard library's ${target}, taken for a project, holds what CPython loads`, async () => {
    const closure = await inspectIn(syntax, library, target);
    const loaded = loadedBy(closure, library);
    assert.equal(loaded.error, null);
    assert.ok(loaded.files.length > 0);
    assertHolds(closure, loaded.files);
  });
}

const pip = z
  .string()
  .nullable()
  .parse(
    runPython(
      'import importlib.util, json, os\ns = importlib.util.find_spec("pip")\nprint(json.dumps(os.path.dirname(os.path.dirname(s.origin)) if s else None))',
      null,
    ),
  );
test(
  "the closure of pip's main, vendored packages and all, holds what CPython loads",
  { skip: pip === null && 'this Python has no pip' },
  async () => {
    assert.ok(pip !== null);
    const closure = await inspectIn(syntax, pip, 'pip/_internal/cli/main.py:main');
    const loaded = loadedBy(closure, pip);
    assert.equal(loaded.error, null);
    assert.ok(loaded.files.length > 50);
    assertHolds(closure, loaded.files);
  },
);
