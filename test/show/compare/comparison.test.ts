import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { RunLine } from '../../../src/contract/lines';
import type { SentFiles } from '../../../src/run/sentFiles';
import { record } from '../../run/records';
import { compareRuns, type ComparedRun } from '../../../src/show/compare/comparison';

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

interface Told {
  readonly args?: string;
  readonly code?: Readonly<Record<string, string | Buffer>>;
  /** Files that the host has lost since. */
  readonly lost?: readonly string[];
  readonly output?: string;
  readonly outputFrom?: number;
  readonly value?: string;
}

function sentOf(code: NonNullable<Told['code']>, lost: readonly string[]): SentFiles {
  const files = Object.entries(code).map(([path, content]) => ({
    path,
    sha256: createHash('sha256').update(content).digest('hex'),
    size: content.length,
    executable: false,
  }));
  const entry = { kind: 'function', file: 'm.py', module: 'm', qualname: 'f' } as const;
  return {
    manifest: { header: { farcall: 1, entry, roots: ['.'], lastRoots: [], folders: [] }, files },
    read: ({ path }) => {
      const content = code[path];
      return Promise.resolve(content === undefined || lost.includes(path) ? undefined : Buffer.from(content));
    },
  };
}

function run({ args = '', code, lost = [], output = '', outputFrom = 0, value = '1' }: Told): ComparedRun {
  const sent = code && sentOf(code, lost);
  const ended = record({
    host: 'gpu1',
    args,
    bundle: sha256(JSON.stringify([code])),
    state: 'succeeded',
    python: '3.11.7',
    timings: { run: 1000 },
  });
  const lines: RunLine[] = [];
  if (output !== '') lines.push({ type: 'output', stream: 'stdout', offset: outputFrom, text: output });
  lines.push({ type: 'result', valueType: 'int', previews: { 'text/plain': value }, artifacts: [] });
  return { record: ended, lines, sent };
}

test('of two runs of the same only the call is shown, and it says that all else is the same', async () => {
  const one = run({ code: { 'm.py': 'x' }, output: 'hello\n' });
  const pairs = await compareRuns(one, one);
  assert.deepEqual(
    pairs.map(({ title }) => title),
    ['call.txt'],
  );
  assert.match(pairs[0]?.left ?? '', /^Compared: same code, same result, same output$/m);
});

test('arguments, files of the code, result and output are shown where they differ', async () => {
  const pairs = await compareRuns(
    run({ args: 'n=1', code: { 'a.py': 'old', 'same.py': 's', 'gone.py': 'g' }, output: 'a\n', value: '1' }),
    run({ args: 'n=2', code: { 'a.py': 'new', 'same.py': 's', 'come.py': 'c' }, output: 'b\n', value: '2' }),
  );
  const [call, ...rest] = pairs;
  assert.match(call?.left ?? '', /^m:f\(n=1\)\nCompared: other code, other result, other output\nHost: gpu1\n/);
  assert.match(call?.right ?? '', /^m:f\(n=2\)\nCompared: other code/);
  assert.deepEqual(rest, [
    { title: 'a.py', left: 'old', right: 'new' },
    { title: 'come.py', left: undefined, right: 'c' },
    { title: 'gone.py', left: 'g', right: undefined },
    { title: 'result.txt', left: 'int\n1\n', right: 'int\n2\n' },
    { title: 'output.txt', left: 'a\n', right: 'b\n' },
  ]);
});

test('files that are no text, or that the host has lost, are described in place of their content', async () => {
  const pairs = await compareRuns(
    run({ code: { 'm.bin': Buffer.from([0xff, 0xfe, 0x00]), 'm.py': 'old' }, lost: ['m.py'] }),
    run({ code: { 'm.bin': Buffer.from([0xff]), 'm.py': 'new' } }),
  );
  const text = (title: string): string | undefined => pairs.find((pair) => pair.title === title)?.left;
  assert.match(text('m.bin') ?? '', /^3 B, sha256 [0-9a-f]{64}\n$/);
  assert.match(text('m.py') ?? '', /^The host has this file no more: 3 B, sha256/);
});

test('a host that does not know what was sent is said to have no code', async () => {
  const pairs = await compareRuns(run({}), run({ code: { 'm.py': 'x' } }));
  assert.deepEqual(pairs[1], {
    title: 'code.txt',
    left: 'The host has the code of this run no more.\n',
    right: 'The host still has the code of this run.\n',
  });
});

test('output whose beginning is no longer here says so', async () => {
  const pairs = await compareRuns(run({ output: 'end\n', outputFrom: 9000 }), run({ output: 'end\n' }));
  const output = pairs.find(({ title }) => title === 'output.txt');
  assert.match(output?.left ?? '', /^… what came before is on the host\.\nend\n$/);
});
