import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Frame, RunLine } from '../../../src/contract/lines';
import type { SentFiles } from '../../../src/run/sentFiles';
import { errorAsMarkdown, errorAsText } from '../../../src/show/panel/errorReport';
import { isOutOfMemory } from '../../../src/show/panel/memory';
import { jobStatus } from '../../../src/show/panel/jobStatus';
import { ranTitle, ranVersion } from '../../../src/show/panel/ranVersion';
import { groupFrames, shortFile } from '../../../src/show/webview/error/frameGroups';
import { sources } from './samples';

const frame = (file: string, local = false): Frame => ({ file, line: 1, function: 'f', local });
const source = (name: string): NonNullable<(typeof sources)[string]> => {
  const found = sources[name];
  assert.ok(found);
  return found;
};

test('frames of other people’s code are folded under the names of their packages, the project’s own never', () => {
  const packages = '/opt/venv/lib/python3.11/site-packages';
  const groups = groupFrames([
    frame('a.py', true),
    frame(`${packages}/pandas/core/frame.py`),
    frame(`${packages}/numpy/core/fromnumeric.py`),
    frame('/usr/lib/python3.11/json/decoder.py'),
    frame('<frozen importlib._bootstrap>'),
    frame(`${packages}/six.py`),
    frame('b.py', true),
    frame('<string>'),
  ]);
  assert.deepEqual(
    groups.map((group) => (group.kind === 'frame' ? group.frame.file : group.title)),
    ['a.py', '5 frames in pandas, numpy, Python’s library and 1 more', 'b.py', '<string>'],
  );
  assert.equal(shortFile(`${packages}/pandas/core/frame.py`), 'pandas/core/frame.py');
  assert.equal(shortFile('/usr/lib/python3.11/json/decoder.py'), 'json/decoder.py');
});

test('folding loses no frame and keeps their order; without any of the project’s own, none is folded', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ file: fc.string(), local: fc.boolean() })), (made) => {
      const frames = made.map(({ file, local }) => frame(file, local));
      const groups = groupFrames(frames);
      assert.deepEqual(
        groups.flatMap((group) => (group.kind === 'frame' ? [group.frame] : group.frames)),
        frames,
      );
      if (!frames.some(({ local }) => local)) assert.ok(groups.every(({ kind }) => kind === 'frame'));
    }),
  );
});

test('the panel is told the causes, and of memory that ran out what was seen to be used and what to do', () => {
  const deep = jobStatus(source('deep'), 0).outcome;
  assert.ok(deep?.kind === 'raised');
  assert.deepEqual(
    deep.causes.map(({ relation, errorType }) => [relation, errorType]),
    [
      ['cause', 'ValueError'],
      ['context', 'KeyError'],
    ],
  );
  assert.equal(deep.fact, undefined);
  const memory = jobStatus(source('memory'), 0).outcome;
  assert.ok(memory?.kind === 'raised');
  assert.equal(memory.fact, 'As far as was seen, it used up to 31 GB of memory.');
  assert.match(memory.next ?? '', /larger host/);
});

test('memory that ran out is told by the types of Python and its libraries, not by words in a message', () => {
  const errors = ['MemoryError', 'numpy.core._exceptions._ArrayMemoryError', 'torch.OutOfMemoryError'];
  for (const errorType of errors) assert.ok(isOutOfMemory({ errorType, message: '' }), errorType);
  assert.ok(isOutOfMemory({ errorType: 'RuntimeError', message: 'CUDA out of memory. Tried to allocate 2 GiB' }));
  assert.ok(!isOutOfMemory({ errorType: 'ValueError', message: 'MemoryError' }));
});

test('an exception is copied as Python prints it or, where only its parts are known, as Python would', () => {
  assert.match(
    errorAsText(source('raised')) ?? '',
    /^Traceback \(most recent call last\):\n.*\n.*KeyError: 'price'\n$/,
  );
  const deep = source('deep');
  const error = deep.lines.find((line) => line.type === 'error');
  assert.ok(error);
  const { type, errorType, message, traceback, causes } = error;
  const lines: RunLine[] = [{ type, errorType, message, traceback, causes }];
  const told = errorAsText({ record: deep.record, lines }) ?? '';
  assert.ok(told.startsWith("KeyError: 'price'\n\nDuring handling of the above exception"));
  assert.match(told, /File "shop\/cleaning\.py", line 12, in clean\n {4}return frame\['price'\]/);
  assert.match(told, /the direct cause of the following exception:\n\nTraceback[\s\S]*ForecastError: the prices/);
  assert.equal(errorAsText(source('table')), undefined);
});

test('for an issue it says where and how it ran, without the variables, and nothing in it ends the code early', () => {
  const { record } = source('deep');
  const lines: RunLine[] = [
    { type: 'about', system: 'Linux 6.1 x86_64', hostname: 'n7', cpus: 64, distributions: { pandas: '2.2.2' } },
    {
      type: 'error',
      errorType: 'ValueError',
      message: 'bad\nvery',
      traceback: [{ ...frame('a.py', true), locals: [{ name: 'token', type: 'str', text: 'my own business' }] }],
      text: 'ValueError: ```\n',
    },
  ];
  const markdown = errorAsMarkdown({ record, lines }) ?? '';
  assert.ok(markdown.startsWith('### ValueError: bad\n\n````pytb\nValueError: ```\n````\n'));
  assert.match(markdown, /- Call: `shop\.forecast:train \("sales\.csv", epochs=3\)`/);
  assert.match(
    markdown,
    /- Host: gpu1, Linux 6\.1 x86_64, 64 CPUs\n- Python: 3\.11\.7.*\n- Distributions: pandas 2\.2\.2/,
  );
  assert.ok(!markdown.includes('my own business'));
});

test('a line is found in the version that ran, in a notebook by its cell; what the host lost is said to be gone', async () => {
  const file = { path: 'nb.py', sha256: 'ab'.repeat(32), size: 1, executable: false };
  const entry = { kind: 'cell' as const, file: 'nb.py', module: 'nb', qualname: '%2' };
  const text = '# farcall: the code cells of nb.ipynb\n# %% [cell 1]\na = 1\n# %% [cell 2]\nb = 2\nc = 3\n';
  const sent = (content: Uint8Array | undefined): SentFiles => ({
    manifest: { header: { farcall: 1, entry, roots: [], lastRoots: [], folders: [] }, files: [file] },
    read: () => Promise.resolve(content),
  });
  const found = await ranVersion(sent(Buffer.from(text)), { file: 'nb.ipynb', line: 2, cell: 2 });
  assert.equal(found?.text.split('\n')[found.line - 1], 'c = 3');
  assert.equal((await ranVersion(sent(Buffer.from(text)), { file: 'nb.py', line: 3 }))?.line, 3);
  assert.equal(await ranVersion(sent(undefined), { file: 'nb.py', line: 3 }), undefined);
  assert.equal(await ranVersion(sent(Buffer.from(text)), { file: 'other.py', line: 3 }), undefined);
  assert.equal(ranTitle('shop/clean.py'), 'shop/clean (as it ran).py');
  assert.equal(ranTitle('nb.ipynb'), 'nb (as it ran).py');
});
