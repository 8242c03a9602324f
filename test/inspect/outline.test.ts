import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outline } from '../../src/inspect/outline';

const show = (text: string): string[] =>
  outline(text).map(
    (item) =>
      `${item.kind}${item.name ? ` ${item.name}` : ''} ${item.line}${item.line === item.defLine ? '' : `/${item.defLine}`}`,
  );

test('functions at the top level have items, at the first decorator where they have one', () => {
  assert.deepEqual(
    show(
      'def a():\n    def inner(): pass\n\n@deco\n# a comment\n@other(\n  1)\nasync def b(): pass\nif x:\n    def c(): pass\nclass D:\n    def method(self): pass\n',
    ),
    ['function a 0', 'function b 3/7'],
  );
});

test('a class has an item exactly if its own body defines main', () => {
  assert.deepEqual(
    show(
      'class A:\n  """doc"""\n  def main(self): pass\nclass B:\n    def run(self):\n        def main(): pass\n@dataclass\nclass C(A):\n\tx: int = 1\n\tasync def main(self): ...\n',
    ),
    ['class A 0', 'class C 6/7'],
  );
});

for (const [text, why] of [
  ['import a\nprint(1)\n', 'a call'],
  ['for x in y:\n    pass\n', 'a loop'],
  ['with open(f) as g:\n    pass\n', 'a with block'],
  ['def f(): pass\nif __name__ == "__main__":\n    f()\n', 'the guard'],
  ['try:\n    import a\n    a.b()\nexcept ImportError:\n    pass\n', 'a call in try'],
  ['x = load()\ny = fit(x)\n', 'assignments that call, in a file without definitions'],
  ['if x: run()\n', 'a call behind a colon'],
  ['await main()\n', 'an await'],
  ['%%not python\n'.replace('%%not python', '"x".join(y)'), 'a call on a literal'],
] as const) {
  test(`${why} at the top level is work`, () => {
    assert.equal(outline(text)[0]?.kind, 'file', text);
  });
}

for (const text of [
  '"""doc (call())"""\nimport a\nX = 3\n__all__ = ["f"]\n\ndef f():\n    for x in y: g()\n',
  'import logging\nlogger = logging.getLogger(__name__)\nT = TypeVar("T")\ndef f(): pass\n',
  'try:\n    import a\nexcept ImportError:\n    a = None\nif TYPE_CHECKING:\n    import b\ndef f(): pass\n',
  'sys.path.insert(0, "x")\nnp.random.seed(0)\nwarnings.filterwarnings("ignore")\n',
  'X: Final = (1 +\n  2)\nY = {"a": 1}\n...\n',
  '',
  '# only a comment',
]) {
  test(`no work is seen in ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.deepEqual(
      outline(text).filter((item) => item.kind === 'file'),
      [],
    );
  });
}

test('strings, brackets, continuations, line ends, tabs and a byte order mark do not mislead it', () => {
  assert.deepEqual(
    show(
      '\ufeffdef a():\r\n\t"""\r\ndef no(): pass\r\n"""\r\nx = (\r\n1,\r\n)\r\ny = \\\r\n  2\r\nz = f"{"}"}{x!r:>{w}} def no"\r\ndef b(): pass\r\n',
    ),
    ['function a 0', 'function b 10'],
  );
  assert.deepEqual(show('s = f"""{\n  d["k"] # }\n}"""\nt = rb\'\\\'\ndef a(): pass\n'), ['function a 4']);
  assert.deepEqual(show("d = f'{now:%H o\\'clock}'\ndef a(): pass\n"), ['function a 1']);
});

test('what is half typed hides nothing below it', () => {
  assert.deepEqual(
    show('x = foo(1,\ndef a():\n    return "open\n\ndef b(x:\n    pass\nclass C(\n  def main(self): pass\n').slice(
      0,
      2,
    ),
    ['function a 1', 'function b 4'],
  );
});

test('no text makes it fail or name a line that is not there', () => {
  const part = fc.constantFrom(
    'def f():',
    'class A:',
    '@d',
    '"',
    "'''",
    'f"{',
    '}',
    '(',
    ')',
    '\\',
    '\n',
    '\r\n',
    '    ',
    '\t',
    '#',
    'x = 1',
    ';',
    'é',
    'main()',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const lines = text.split(/\r\n|\r|\n/).length;
      for (const item of outline(text)) assert.ok(item.line >= 0 && item.line <= item.defLine && item.defLine < lines);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
