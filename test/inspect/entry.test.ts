import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FarcallError } from '../../src/base/errors';
import { namesInArguments } from '../../src/inspect/entry';
import { signatureOf } from '../../src/inspect/signature';
import { inspectIn, loadSyntax, makeProject, pathsOf } from './project';

const syntax = loadSyntax();

const source = `
K = 3
def outer(x, *rest, k=1):
    import json
    y = x
    def free(n=2):
        def deeper(): return n
        return free(n) + K + len([y for y in (1, 2)])
    def bound(a): return a.y + dict(rest=a) + x + y
    def default(a=x): return a
    def importing(): return json.dumps(1)
    class Inner:
        def run(self, n): return Inner, n
        def tied(self): return y
    async def waiting():
        nonlocal y
        y = 1
    return free
class Outer:
    size = 1
    def method(self):
        def helper(n): return n
        def owned(): return self.size
        return helper
`;

const run = async (qualname: string): Promise<string> => {
  const folder = await makeProject({ 'm.py': source });
  const closure = await inspectIn(syntax, folder, `m.py:${qualname}`);
  return `${closure.entry.kind} ${closure.entry.qualname}`;
};

for (const qualname of ['outer.<locals>.free', 'Outer.method.<locals>.helper']) {
  test(`${qualname} runs by itself, since it reads nothing of what is around it`, async () => {
    assert.equal(await run(qualname), `function ${qualname}`);
  });
}

for (const [qualname, names, line] of [
  ['outer.<locals>.bound', ['x', 'y'], 9],
  ['outer.<locals>.default', ['x'], 10],
  ['outer.<locals>.importing', ['json'], 11],
  ['outer.<locals>.Inner.run', ['y'], 14],
  ['outer.<locals>.waiting', ['y'], 16],
  ['outer.<locals>.free.<locals>.deeper', ['n'], 7],
  ['Outer.method.<locals>.owned', ['self'], 23],
] as const) {
  test(`${qualname} is refused by the names that it reads of what is around it`, async () => {
    await assert.rejects(run(qualname), (error: FarcallError) => {
      assert.equal(error.code, 'no-such-function');
      assert.deepEqual(error.data['names'], names);
      assert.equal(error.at?.line, line);
      for (const name of names) assert.ok(error.message.includes(`\`${name}\``));
      assert.match(error.next ?? '', /^Make (?:it an argument|them arguments), or run/);
      return true;
    });
  });
}

test('a method may be inherited, from this file or from another', async () => {
  const folder = await makeProject({
    'base.py': 'class Far:\n    def away(self): pass\n',
    'm.py': `
from base import Far
import base
class Near:
    def here(self, n): pass
class Both(Near, base.Far): pass
class Only(Near): pass
class Alone: pass
class Loop(Loop): pass
`,
  });
  for (const qualname of ['Both.here', 'Both.away', 'Only.here']) {
    const closure = await inspectIn(syntax, folder, `m.py:${qualname}`);
    assert.equal(closure.entry.kind, 'function');
    assert.deepEqual(pathsOf(closure), ['base.py', 'm.py']);
  }
  for (const qualname of ['Only.away', 'Alone.here']) {
    await assert.rejects(inspectIn(syntax, folder, `m.py:${qualname}`), { code: 'no-such-function' });
  }
  const text = 'class Near:\n    def here(self, n): pass\nclass Only(Near): pass\n';
  assert.equal(signatureOf(await syntax, text, 'Only.here')?.prefill, 'n=');
});

test('a property is read, not called, and is refused before anything is sent', async () => {
  const folder = await makeProject({
    'm.py': `
import functools
class A:
    @property
    def p(self): pass
    @functools.cached_property
    def q(self): pass
    @functools.lru_cache
    def r(self): pass
`,
  });
  for (const name of ['p', 'q']) {
    await assert.rejects(inspectIn(syntax, folder, `m.py:A.${name}`), /is a property: it is read, not called/);
  }
  assert.equal((await inspectIn(syntax, folder, 'm.py:A.r')).entry.kind, 'function');
});

for (const [args, names] of [
  ['x, y=z', ['x', 'z']],
  ['"x", f"{a}", b"y"', ['a']],
  ['lambda p, q=r: p + s', ['r', 's']],
  ['[i + n for i in rows if i]', ['n', 'rows']],
  ['*xs, **kw', ['xs', 'kw']],
  ['a.b.c(d=e)[f]', ['a', 'e', 'f']],
  ['{k: v for k, v in m.items()}', ['m']],
  ['', []],
] as const) {
  test(`the arguments ${args} read ${names.join(', ') || 'no name'} of the module`, async () => {
    assert.deepEqual(namesInArguments(await syntax, args).sort(), [...names].sort());
  });
}

test('a file may bear a name that no identifier can', async () => {
  const folder = await makeProject({ 'my-job v1.2.py': 'def f(): pass\n', 'my-job.py': 'def f(): pass\n' });
  assert.deepEqual((await inspectIn(syntax, folder, 'my-job v1.2.py:f')).entry, {
    kind: 'function',
    file: 'my-job v1.2.py',
    module: 'my-job v1_2',
    qualname: 'f',
  });
  assert.equal((await inspectIn(syntax, folder, 'my-job.py:f')).entry.module, 'my-job');
});
