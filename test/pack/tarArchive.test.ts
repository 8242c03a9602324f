import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { tarArchive, type TarMember } from '../../src/pack/tarArchive';
import { tarHeader } from '../../src/pack/tarHeader';

/** What CPython's `tarfile` makes of an archive. */
function readBack(archive: Uint8Array): { name: string; mode: number; size: number; sum: number }[] {
  const program = `
import io, json, sys, tarfile
found = []
with tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read()), mode="r|") as tar:
    for one in tar:
        whole = one.size < 1 << 30
        found.append({"name": one.name, "mode": one.mode, "size": one.size, "sum": sum(tar.extractfile(one).read()) if whole else 0})
        if not whole: break
print(json.dumps(found))`;
  const out = execFileSync('python3', ['-c', program], { input: archive, encoding: 'utf8' });
  return JSON.parse(out) as ReturnType<typeof readBack>;
}

test('names, sizes and modes at the limits of a header are read back as they are', async () => {
  const names = [
    'a.py',
    'x'.repeat(100),
    'x'.repeat(101),
    `${'d'.repeat(155)}/${'n'.repeat(100)}`,
    `${'d'.repeat(156)}/${'n'.repeat(99)}`,
    `${'deep/'.repeat(60)}end.py`,
    'naïve/日本.py',
    'a name with spaces.txt',
  ];
  const sizes = [0, 1, 511, 512, 513, 262_144, 300_000, 262_143];
  const members = names.map((name, index): TarMember => {
    const content = new Uint8Array(sizes[index] ?? 0).fill(index + 1);
    return { name, mode: index % 2 === 0 ? 0o644 : 0o755, content };
  });
  assert.deepEqual(
    readBack(await buffer(Readable.from(tarArchive(members)))),
    members.map(({ name, mode }, index) => {
      const size = sizes[index] ?? 0;
      return { name, mode, size, sum: size * (index + 1) };
    }),
  );
});

test('what the host holds already of a content is left out', async () => {
  const content = Uint8Array.of(1, 2, 3, 4);
  const members = [0, 3, 4].map((from): TarMember => ({ name: `from-${from}`, mode: 0o600, content, from }));
  const read = readBack(await buffer(Readable.from(tarArchive(members))));
  assert.deepEqual(
    read.map(({ size, sum }) => [size, sum]),
    [
      [4, 10],
      [1, 4],
      [0, 0],
    ],
  );
});

test('a size that eleven octal digits cannot tell is told all the same', () => {
  const size = 8 ** 11 + 5;
  const [member] = readBack(tarHeader('huge.bin', 0o644, size));
  assert.deepEqual([member?.name, member?.size], ['huge.bin', size]);
});
