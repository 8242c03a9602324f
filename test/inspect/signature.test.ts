import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkArguments, signatureOf } from '../../src/inspect/signature';
import { loadSyntax } from './project';

const syntax = loadSyntax();

const source = `
def plain(a, b: int, c=1, *rest, d, e: str = "x", **more): pass
def only(a, /, b): pass
async def none(*, k=(1, 2)): pass
class Job:
    def __init__(self, path, *, lr: float = 0.1): pass
    def main(self): pass
    @staticmethod
    def still(x): pass
    @classmethod
    def made(cls, y=2): pass
class Bare:
    def main(self): pass
@dataclass(frozen=True)
class Data:
    name: str
    size: int = 3
    tags: list = field(default_factory=list)
    kind: ClassVar[str] = "d"
    def main(self): pass
def plain_twice(old): pass
def plain_twice(new=1): pass
`;

for (const [qualname, parameters, without, prefill] of [
  ['plain', 'a b:int c=1 *rest d! e!:str="x" **more', false, 'a=, b=, d=, c=1, e="x"'],
  ['only', 'a b', false, 'a, b='],
  ['none', 'k!=(1, 2)', true, 'k=(1, 2)'],
  ['Job', 'path lr!:float=0.1', false, 'path=, lr=0.1'],
  ['Job.main', '', true, ''],
  ['Job.still', 'x', false, 'x='],
  ['Job.made', 'y=2', true, 'y=2'],
  ['Bare', '', true, ''],
  [
    'Data',
    'name:str size:int=3 tags:list=field(default_factory=list)',
    false,
    'name=, size=3, tags=field(default_factory=list)',
  ],
  ['plain_twice', 'new=1', true, 'new=1'],
] as const) {
  test(`the parameters of ${qualname} are read from its source`, async () => {
    const signature = signatureOf(await syntax, source, qualname);
    const marks = { positional: '', keyword: '!', varargs: '', kwargs: '' };
    const stars = { positional: '', keyword: '', varargs: '*', kwargs: '**' };
    assert.equal(
      signature?.parameters
        .map(
          (one) =>
            `${stars[one.kind]}${one.name}${marks[one.kind]}${one.annotation === undefined ? '' : `:${one.annotation}`}${one.default === undefined ? '' : `=${one.default}`}`,
        )
        .join(' '),
      parameters,
    );
    assert.equal(signature.callableWithoutArguments, without);
    assert.equal(signature.prefill, prefill);
  });
}

test('what is not there has no signature', async () => {
  assert.equal(signatureOf(await syntax, source, 'missing'), undefined);
});

for (const text of [
  '',
  '1',
  '"a.csv", epochs=3',
  '*xs, k=1, **d',
  'x for x in y',
  'a,\nb',
  'lambda: 1',
  '1 # note',
  '")("',
  'f(x)(y)',
]) {
  test(`the arguments ${JSON.stringify(text)} parse`, async () => {
    assert.equal(checkArguments(await syntax, text), undefined);
  });
}

for (const [text, column] of [
  ['1,, 2', 3],
  ['k=', 2],
  ['a=1, 2', 6],
  ['1) + f(2', 1],
  ['1); g(2', 1],
  ['"open', 1],
  ['a=1, a=2', 6],
] as const) {
  test(`the arguments ${JSON.stringify(text)} do not parse`, async () => {
    const problem = checkArguments(await syntax, text);
    assert.ok(problem, 'they were accepted');
    assert.ok(Math.abs(problem.column - column) <= 1, `column ${problem.column}`);
  });
}
