import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outline } from '../../src/inspect/outline';
import { firstGap, joinWords, runnableAt, signatureText, splitWords } from '../../src/show/runTarget';

const source = `import sys

@decorated
def first(
    path,
    epochs=3,
):
    text = 1

    return text

# about second
async def second(): pass


class Job:
    def main(self):
        pass


class Plain:
    pass


if __name__ == "__main__":
    first("x")
`;
const lines = source.split('\n');
const at = (needle: string): string | undefined => {
  const line = lines.findIndex((text) => text.includes(needle));
  assert.ok(line >= 0);
  return runnableAt(source, outline(source), line)?.name;
};

test('the function whose lines the cursor is in is meant: signature, decorator and body', () => {
  for (const needle of ['@decorated', 'def first', 'epochs=3', '):', 'text = 1', 'return text']) {
    assert.equal(at(needle), 'first', needle);
  }
  assert.equal(at('def main'), 'Job');
});

test('on a comment above a function, that function is meant', () => {
  assert.equal(at('# about second'), 'second');
});

test('at the top level of a file that has work there, the whole file is meant', () => {
  assert.equal(at('import sys'), '');
  assert.equal(at('if __name__'), '');
  assert.equal(at('class Plain'), '');
});

test('a file without work at its top level offers nothing outside its functions', () => {
  const text = 'import sys\n\ndef f():\n    pass\n\nX = 1\n';
  assert.equal(runnableAt(text, outline(text), 5), undefined);
});

test('typing starts at the first argument that has no value', () => {
  assert.equal(firstGap('path=, epochs=3'), 5);
  assert.equal(firstGap('epochs=3, path='), 15);
  assert.equal(firstGap('epochs=3'), undefined);
});

test('a signature is shown as it was written', () => {
  assert.equal(
    signatureText([
      { name: 'path', kind: 'positional', default: undefined, annotation: 'str' },
      { name: 'epochs', kind: 'positional', default: '3', annotation: undefined },
      { name: 'seed', kind: 'keyword', default: '0', annotation: 'int' },
      { name: 'more', kind: 'kwargs', default: undefined, annotation: undefined },
    ]),
    'path: str, epochs=3, *, seed: int = 0, **more',
  );
  assert.equal(
    signatureText([
      { name: 'rest', kind: 'varargs', default: undefined, annotation: undefined },
      { name: 'seed', kind: 'keyword', default: undefined, annotation: undefined },
    ]),
    '*rest, seed',
  );
});

test('a command line is split as a shell splits it', () => {
  assert.deepEqual(splitWords(`a  'b c' "d \\"e\\"" f\\ g ''`), ['a', 'b c', 'd "e"', 'f g', '']);
  assert.deepEqual(splitWords('  '), []);
  assert.equal(splitWords(`a 'b`), undefined);
});

test('any words survive being joined to a command line and split again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
      assert.deepEqual(splitWords(joinWords(words)), words);
    }),
  );
});
