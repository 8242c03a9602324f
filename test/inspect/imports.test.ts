import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { scanImports } from '../../src/inspect/imports';
import { runPython } from './project';

const listing = `
import json, os, sys
root = os.path.dirname(os.__file__)
found = []
for folder, folders, files in os.walk(root):
    folders[:] = [name for name in folders if name not in ("test", "tests", "__pycache__", "site-packages", "dist-packages")]
    found += [os.path.join(folder, name) for name in files if name.endswith(".py")]
print(json.dumps(sorted(found)))
`;
const factsSchema = z.object({
  path: z.string(),
  imports: z.array(z.tuple([z.number(), z.number(), z.string(), z.array(z.string()).nullable()])).nullable(),
});

test('the scan finds the imports that ast finds, in every file of the standard library', () => {
  const files = z.array(z.string()).parse(runPython(listing, null));
  const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'ast_imports.py');
  const output = execFileSync('python3', ['-I', script], {
    input: files.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  let compared = 0;
  for (const line of output.trim().split('\n')) {
    const { path: file, imports } = factsSchema.parse(JSON.parse(line));
    if (!imports) continue;
    const text = readFileSync(file, 'utf8');
    // `ast_imports.py` lists statements alone; what calls import stands at the end.
    const { imports: all, computed } = scanImports(text);
    const own = all.slice(0, all.length - (computed?.imports.length ?? 0));
    assert.deepEqual(
      own.map((fact) => JSON.stringify([fact.line, fact.level, fact.module, fact.names ?? null])).sort(),
      imports.map((fact) => JSON.stringify(fact)).sort(),
      file,
    );
    compared += 1;
  }
  assert.ok(compared > 300, `only ${compared} files were compared`);
});

const short = (text: string): string[] =>
  scanImports(text).imports.map(
    (fact) =>
      `${fact.line} ${'.'.repeat(fact.level)}${fact.module}${fact.names ? `:${fact.names.join('+')}` : ''}` +
      `${fact.optional ? ' optional' : ''}${fact.inFunction ? ' inside' : ''}${fact.guarded ? ' guarded' : ''}`,
  );

test('imports in strings, comments and names are no imports', () => {
  assert.deepEqual(
    short('"""\nimport a\n"""\n# import b\nimportant = 1\nx = "import c"; y = f"{"import d"}"\nfrom_here = 2\n'),
    [],
  );
});

test('several statements on one line, continuations, and bodies behind a colon are found', () => {
  assert.deepEqual(
    short('x = 1; import a.b as c, d; from . import (e, # e\n  f as g,\n)\nif x: import h\nfrom .i \\\n  import j\n'),
    ['1 a.b', '1 d', '1 .:e+f', '4 h optional', '5 .i:j'],
  );
});

test('the last import of a file is found however it is written, whatever prose and examples follow', () => {
  const after = 'def f():\n    """Does import a thing.\n\n    >>> import z  # from y import x\n    """\n# import w\n';
  for (const [last, expected] of [
    ['import a', '1 a'],
    ['\ufeffimport a', '1 a'],
    ['x = 1; from a import b', '1 a:b'],
    ['if x: import a', '1 a optional'],
    ['from \\\na import b', '1 a:b'],
    ['from \\\r\na import b', '1 a:b'],
    ['from a \\\n  import b', '1 a:b'],
    ['from a import (\n  b,\n)', '1 a:b'],
    ['\timport a', '1 a'],
  ] as const) {
    for (const text of [last, `${last}\n${after}`, `${last}\r${after.replaceAll('\n', '\r')}`]) {
      assert.deepEqual(short(text), [expected], JSON.stringify(text));
    }
  }
  assert.deepEqual(scanImports(`import a\n__all__ = ["b"]\n${after}`).all, ['b']);
  assert.deepEqual(short(after), []);
});

test('imports for type checkers alone are left out, and what runs instead of them is not', () => {
  const text = [
    'from typing import TYPE_CHECKING',
    'if TYPE_CHECKING:',
    '    import a',
    '    if True:',
    '        import b',
    'else:',
    '    import c',
    'if not TYPE_CHECKING:',
    '    import d',
    'else:',
    '    import e',
    'import f',
  ].join('\r\n');
  assert.deepEqual(short(text), ['1 typing:TYPE_CHECKING', '7 c', '9 d', '12 f']);
});

test('an import says whether the program can do without it', () => {
  const text = `
try:
    import a
except ImportError:
    import b
finally:
    import c
with suppress(ImportError):
    import d
if sys.version_info > (3,):
    import e
def f():
    import g
class C:
    import h
if __name__ == "__main__":
    import i
import j
`;
  assert.deepEqual(short(text), [
    '3 a optional',
    '5 b optional',
    '7 c',
    '9 d optional',
    '11 e optional',
    '13 g inside',
    '15 h',
    '17 i guarded',
    '18 j',
  ]);
});

test('names given to import_module and __import__ count as far as they are written', () => {
  assert.deepEqual(
    short(
      'import_module("a.b")\nimportlib.import_module(".c", package=__name__)\n__import__(\'d\')\nimport_module("e." + x)\n',
    ),
    ['1 a.b optional inside', '2 .c optional inside', '3 d optional inside', '4 e optional inside'],
  );
});

test('the literal names of __all__ are known', () => {
  assert.deepEqual(scanImports('__all__ = [\n  "a",  # no "b"\n  \'c\',\n]\n__all__ += ("d",)\n').all, [
    'a',
    'b',
    'c',
    'd',
  ]);
});

test("literal names given to a project's own import_module count", () => {
  assert.deepEqual(
    short('from .external import import_module\nnp = import_module("numpy", min="1")\nx = import_module(y)\n'),
    ['1 .external:import_module', '2 numpy optional inside'],
  );
});
