import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Closure } from '../../src/inspect/closure';
import { inspectIn, loadSyntax, makeProject } from './project';

const syntax = loadSyntax();
const files = {
  'run.py': 'import sys\nprint(sys.argv)\n',
  'data/train.csv': 'a,b\n',
  'data/test.csv': 'a,b\n',
  'conf.yaml': 'a: 1\n',
  'results.json': '{}',
  '.env': 'TOKEN=x\n',
};

async function inspectWith(argv: readonly string[], options: Parameters<typeof inspectIn>[3] = {}): Promise<Closure> {
  return inspectIn(syntax, await makeProject(files), 'run.py', { ...options, argv });
}

const sent = ({ files: all }: Closure): string[] => all.filter(({ role }) => role === 'data').map(({ path }) => path);

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['as they stand', ['data/train.csv', 'fast', '3'], ['data/train.csv']],
  ['behind an option', ['--train', 'data/train.csv', '-c', './conf.yaml'], ['conf.yaml', 'data/train.csv']],
  ['in an option', ['--config=conf.yaml', '+data.path=data/test.csv'], ['conf.yaml', 'data/test.csv']],
  ['in a setting', ['data.path=data/test.csv', 'seed=3'], ['data/test.csv']],
  ['in a list', ['--tables=data/train.csv,data/test.csv'], ['data/test.csv', 'data/train.csv']],
  ['as a folder', ['--root', 'data'], ['data/test.csv', 'data/train.csv']],
  ['but not where they are written', ['--out', 'results.json', '-o', 'results.json', '--output=results.json'], []],
];
for (const [name, argv, expected] of cases) {
  test(`files that the words of a command line name travel: ${name}`, async () => {
    assert.deepEqual(sent(await inspectWith(argv)), expected);
  });
}

test('a file that a command line names says so, is asked about where it is large, and stays where it is a secret', async () => {
  const closure = await inspectWith(['conf.yaml', '--env', '.env'], { largestData: 3 });
  assert.deepEqual(
    closure.data.map(({ path, state, because, from }) => ({ path, state, because, from })),
    [
      { path: '.env', state: 'secret', because: 'named in the arguments', from: undefined },
      { path: 'conf.yaml', state: 'asked', because: 'named in the arguments', from: undefined },
    ],
  );
  assert.deepEqual(
    closure.questions.map(({ kind }) => kind),
    ['large-data'],
  );
});
