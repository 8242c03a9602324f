import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { decodeSource } from '../../src/inspect/decoding';
import { loadSyntax, runPython } from './project';

const syntax = loadSyntax();

test('no file of the standard library that CPython compiles is refused', async () => {
  const script = `
import json, os, warnings
warnings.simplefilter("ignore")
root = os.path.dirname(os.__file__)
found = []
for folder, folders, files in os.walk(root):
    folders[:] = sorted(name for name in folders if name not in ("tests", "__pycache__", "site-packages", "dist-packages"))
    for name in sorted(files):
        path = os.path.join(folder, name)
        if not name.endswith(".py") or len(path) % 3 or os.path.getsize(path) > 300000:
            continue
        try:
            compile(open(path, "rb").read(), path, "exec")
            found.append(path)
        except (SyntaxError, ValueError):
            pass
print(json.dumps(found))
`;
  const files = z.array(z.string()).parse(runPython(script, null));
  assert.ok(files.length > 100);
  const loaded = await syntax;
  for (const file of files) {
    const { text } = decodeSource(readFileSync(file));
    assert.equal(loaded.problem(text), undefined, file);
  }
});

for (const [text, line, column] of [
  ['def f(:\n    pass\n', 1, 7],
  ['x = 1\ny = (\n', 2, undefined],
  ['def f():\n    print "x"\n', 2, 5],
  ['def f():\n    exec "x"\n', 2, 5],
  ['if x:\nprint(1)\n', 2, 1],
  ['x = 1\n  y = 2\n', 2, 3],
  ['if x:\n        a = 1\n    b = 2\n', 3, 5],
  ['x = 1\nfor in y:\n    pass\n', 2, undefined],
  ['class A\n    pass\n', 1, undefined],
  ['try:\n    f()\nexcept ValueError, e:\n    pass\nx ==== 1\n', 5, undefined],
  ['a = 0\r\nb = = 1\r\n', 2, undefined],
  ['if a <> b:\n    pass\n', 1, 6],
  ['mode = 0777\n', 1, 8],
  ['raise E, "text"\n', 1, 1],
  ['x = [1,\n     2\ny = 3\n', 1, 5],
  ['x = "abc\n', 1, 5],
  ['def f()\n    pass\n', 1, 1],
] as const) {
  test(`${JSON.stringify(text)} is refused at line ${line}`, async () => {
    const problem = (await syntax).problem(text);
    assert.equal(problem?.line, line);
    if (column !== undefined) assert.equal(problem.column, column);
    assert.match(problem.message, /\.$/);
  });
}

for (const text of [
  'print -1\nprint(1)\nprint >>f, x\nprint\n',
  'match = 1\nmatch x:\n    case [a, *_] if a: pass\n    case {"k": v, **r} | A(b=1): pass\n',
  'class A[T = int]: pass\ntype X[T: int = str] = list[T]\ndef f[*Ts, **P](a, /, b, *, c): ...\n',
  'with (open(a) as b, c as d,):\n    pass\n',
  'x = f"{a!r:{w}} {{}} {b["c"]} {d=}"\n',
  'try:\n    pass\nexcept* ValueError as e:\n    pass\n',
  'async def f():\n    return [x async for x in y if await z]\n',
  'x = 1\fy = 2\n'.replace('\f', '\n\f'),
  'x = 1\ry = 2\r',
  '\ufeffx = 1\n',
  'if True: pass; x = 1\nelse: y = 2\n',
  'def f(a, b): return a if b else lambda *c, d=1, **e: (yield)\n',
  'for f in lambda x: x, g:\n    pass\n',
  'x: int\ny[0]: str = "a"\nz = *a, *b\n',
  'if x:\n\ty = 1\n        \n\tz = 2\n',
  '',
]) {
  test(`${JSON.stringify(text.slice(0, 50))} is accepted`, async () => {
    assert.equal((await syntax).problem(text), undefined);
  });
}
