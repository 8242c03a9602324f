import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Manifest } from '../../../src/contract/manifest';
import { artifactLook } from '../../../src/show/panel/artifactLook';
import { received } from '../../../src/show/panel/editorMessages';
import { detailsOf, mostFiles } from '../../../src/show/panel/jobDetails';
import { ceiling, curve, paths } from '../../../src/show/webview/details/usageChart';
import { detailedSource, detailsSample } from './detailsSamples';
import { sources } from './samples';

const fact = (name: string, details = detailsSample()): string | undefined =>
  details.facts.find((one) => one.name === name)?.value;

test('the details say what ran, where, from which commit, and what it took', () => {
  const details = detailsSample();
  assert.equal(fact('Call'), 'shop.forecast:train ("sales.csv", epochs=3)');
  assert.equal(fact('Host'), 'gpu1 · node7 · Linux 6.1.0 x86_64 · 64 CPUs');
  assert.equal(fact('Commit'), '4f2a9c81d0 on main · 3 files changed');
  assert.match(fact('Bundle') ?? '', /^abababababab · 4 files, 1\.3 MB; sent: 1 file, 2\.2 KB$/);
  assert.equal(details.facts.find(({ name }) => name === 'Bundle')?.copy, 'ab'.repeat(32));
  assert.deepEqual(
    details.timings.map(({ step }) => step),
    ['Finding what it needs', 'Packing', 'Connecting', 'Sending', 'Starting', 'Running'],
  );
  assert.equal(details.again, true);
  assert.equal(received({ type: 'details', job: 'a', details }).kind, 'message');
});

test('versions of packages that differ here are told, names compared as indexes do', () => {
  assert.deepEqual(
    detailsSample().distributions.map(({ name, here }) => [name, here]),
    [
      ['numpy', '2.1.0'],
      ['pandas', undefined],
      ['scikit_learn', undefined],
      ['torch', undefined],
    ],
  );
});

test('without the inspection of this session, the host is asked for the files, and may have forgotten them', () => {
  const table = sources['table'];
  assert.ok(table);
  const source = { ...table, refused: false };
  assert.equal(detailsOf(source, undefined).sent.kind, 'unknown');
  assert.equal(detailsOf(source, null).sent.kind, 'gone');
  const files = Array.from({ length: mostFiles + 5 }, (_, at) => ({
    path: `m${at}.py`,
    size: 2,
    sha256: '0'.repeat(64),
    executable: false,
  }));
  const entry = { kind: 'function', file: 'm0.py', module: 'm0', qualname: 'f' } as const;
  const manifest: Manifest = { header: { farcall: 1, entry, roots: [], lastRoots: [], folders: [] }, files };
  const { sent } = detailsOf(source, manifest);
  assert.ok(sent.kind === 'files');
  assert.deepEqual([sent.files.length, sent.count, sent.bytes], [mostFiles, mostFiles + 5, 2 * (mostFiles + 5)]);
});

test('only what reached a host and has ended can run again as it was', () => {
  const { record, ...rest } = detailedSource();
  const again = (change: Partial<typeof record>, refused = false): boolean =>
    detailsOf({ ...rest, record: { ...record, ...change }, refused }, undefined).again;
  assert.ok(again({}));
  assert.ok(!again({ bundle: null }));
  assert.ok(!again({ state: 'running' }));
  assert.ok(!again({}, true));
});

test('a curve stays in its box, from the first sample to the last, whatever the samples are', () => {
  const samples = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e15, noNaN: true })),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(samples, (made) => {
      const times = made.map(([time]) => time).sort((a, b) => a - b);
      const values = made.map(([, value]) => value);
      const top = ceiling(values, 1);
      assert.ok(values.every((value) => value <= top * 1.000001));
      for (const [x, y] of curve(times, values, top)) assert.ok(x >= 0 && x <= 100 && y >= 0 && y <= 100);
    }),
  );
  assert.equal(ceiling([130, 240], 100), 250);
  assert.deepEqual(paths([]), { line: '', area: '' });
});

test('a file that the job wrote is a picture, a text, or neither, by its name and its bytes', () => {
  assert.deepEqual(artifactLook('out/Plot.PNG', Buffer.from('ab')), {
    kind: 'picture',
    url: 'data:image/png;base64,YWI=',
  });
  assert.deepEqual(artifactLook('a.csv', Buffer.from('é,1\n')), { kind: 'text', text: 'é,1\n', whole: true });
  assert.equal(artifactLook('model.pt', Buffer.from([80, 75, 0, 1])).kind, 'neither');
  assert.equal(artifactLook('odd', Buffer.from([0xff, 0xfe])).kind, 'neither');
  assert.equal(artifactLook('empty.txt', Buffer.alloc(0)).kind, 'neither');
  // Of a long text the beginning, though it is cut within a character.
  const long = artifactLook('long.txt', Buffer.from(`a${'é'.repeat(100_000)}`));
  assert.ok(long.kind === 'text' && !long.whole && !long.text.includes('\ufffd'));
  for (const look of [long, artifactLook('a.svg', Buffer.from('<svg/>'))]) {
    assert.equal(received({ type: 'artifact', job: 'a', path: 'b', look }).kind, 'message');
  }
  const elsewhere = { kind: 'picture', url: 'https://example.org/x.png' };
  assert.equal(received({ type: 'artifact', job: 'a', path: 'b', look: elsewhere }).kind, 'broken');
});
