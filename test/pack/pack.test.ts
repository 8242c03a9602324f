import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { parseManifest } from '../../src/contract/manifest';
import type { Closure, ClosureFile } from '../../src/inspect/closure';
import { ImportConditions } from '../../src/pack/importConditions';
import { packClosure, Packer } from '../../src/pack/packClosure';
import { writeTarball } from '../../src/pack/tarball';
import { bytesOf, inspectIn, loadSyntax, makeProject } from '../inspect/project';

const file = (name: string, content: string | Uint8Array, executable = false): ClosureFile => ({
  path: name,
  absolute: `/somewhere/${name}`,
  content: typeof content === 'string' ? Buffer.from(content) : content,
  executable,
  role: 'module',
  because: 'the entry',
  from: undefined,
});

const closureOf = (files: readonly ClosureFile[], changes: Partial<Closure> = {}): Closure => ({
  workspace: '/somewhere',
  entry: { kind: 'function', file: files[0]?.path ?? 'a.py', module: 'a', qualname: 'f' },
  roots: ['.'],
  lastRoots: [],
  folders: [],
  files,
  thirdParty: [],
  unresolved: [],
  statements: [],
  data: [],
  notes: [],
  questions: [],
  ...changes,
});

const part = fc.stringMatching(/^[a-zé_]{1,6}$/u);
const content = fc.uint8Array({ minLength: 1, maxLength: 40 });
const someFiles = fc.uniqueArray(
  fc.record({
    name: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}.py`),
    content,
    executable: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6, selector: (one) => one.name },
);
const made = someFiles.map((all) => all.map((one) => file(one.name, one.content, one.executable)));

test('the id is the sha256 of the canonical manifest, and names every byte', () => {
  fc.assert(
    fc.property(made, (files) => {
      const bundle = packClosure(closureOf(files));
      assert.equal(bundle.id, createHash('sha256').update(bundle.text).digest('hex'));
      assert.deepEqual(parseManifest(bundle.text), bundle.manifest);
      assert.equal(
        bundle.bytes,
        files.reduce((sum, one) => sum + bytesOf(one).length, 0),
      );
      for (const one of bundle.files) assert.equal(one.sha256, createHash('sha256').update(bytesOf(one)).digest('hex'));
    }),
    { seed: 1 },
  );
});

test('any changed byte, path or executable bit changes the id, as does a file more or less', () => {
  fc.assert(
    fc.property(made, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), part, (files, which, where, flip, name) => {
      const closure = closureOf(files);
      const { id } = packClosure(closure);
      const index = which % files.length;
      const chosen = files[index];
      assert.ok(chosen);
      const idWith = (replacement: ClosureFile[]): string =>
        packClosure({ ...closure, files: files.flatMap((one, at) => (at === index ? replacement : [one])) }).id;
      const bytes = Uint8Array.from(bytesOf(chosen));
      const offset = where % bytes.length;
      bytes[offset] = (bytes[offset] ?? 0) ^ flip;
      assert.notEqual(idWith([{ ...chosen, content: bytes }]), id);
      assert.notEqual(idWith([{ ...chosen, content: bytes.slice(0, -1) }]), id);
      assert.notEqual(idWith([{ ...chosen, executable: !chosen.executable }]), id);
      assert.notEqual(idWith([{ ...chosen, path: `${chosen.path}/${name}` }]), id);
      assert.notEqual(idWith([]), id);
      assert.notEqual(idWith([chosen, file('zz/more.py', 'x')]), id);
    }),
    { seed: 2 },
  );
});

test('the entry and the order of roots are part of the id', () => {
  const files = [file('a.py', 'x')];
  const ids = [
    {},
    { roots: ['.', 'src'] },
    { roots: ['src', '.'] },
    { lastRoots: ['src'] },
    { entry: { kind: 'function', file: 'a.py', module: 'a', qualname: 'g' } } as const,
    { entry: { kind: 'file', file: 'a.py', module: 'a', qualname: '' } } as const,
  ].map((changes) => packClosure(closureOf(files, changes)).id);
  assert.equal(new Set(ids).size, ids.length);
});

test('order of the files, reasons, places on this machine and what was left out never change the id', () => {
  fc.assert(
    fc.property(made, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (files, numbers) => {
      const entry = closureOf(files).entry;
      const { id } = packClosure(closureOf(files));
      const shuffled = files
        .map((one, index) => ({ one, key: numbers[index] ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => ({ ...one, absolute: `/else/${one.path}`, because: 'moved' }));
      const other = closureOf(shuffled, {
        entry,
        workspace: '/else',
        notes: [{ kind: 'import', at: { file: 'a.py', line: 1 }, message: 'x' }],
        thirdParty: [{ name: 'numpy' }],
      });
      assert.equal(packClosure(other).id, id);
    }),
    { seed: 3 },
  );
});

test('time, owner, umask and the place of a checkout never change the id', async () => {
  const sources = { 'pkg/__init__.py': '', 'pkg/a.py': 'from . import b\ndef f(): pass\n', 'pkg/b.py': '' };
  const syntax = loadSyntax();
  const ids: string[] = [];
  let folder = '';
  for (const [mode, time] of [
    [0o644, 1],
    [0o600, 1_000_000],
    [0o444, 2_000_000_000],
  ] as const) {
    folder = await makeProject(sources);
    for (const name of Object.keys(sources)) {
      await utimes(path.join(folder, name), time, time);
      await chmod(path.join(folder, name), mode);
    }
    ids.push(packClosure(await inspectIn(syntax, folder, 'pkg/a.py:f')).id);
  }
  assert.equal(new Set(ids).size, 1);
  await chmod(path.join(folder, 'pkg/b.py'), 0o755);
  assert.notEqual(packClosure(await inspectIn(syntax, folder, 'pkg/a.py:f')).id, ids[0], 'the executable bit counts');
});

test('secrets are refused, whoever put them into the closure', () => {
  for (const name of ['.env', 'config/.env.local', 'keys/id_rsa', 'server.pem', '.ssh/config']) {
    assert.throws(() => packClosure(closureOf([file('a.py', ''), file(name, 'x')])), { code: 'usage' }, name);
  }
  packClosure(closureOf([file('a.py', ''), file('.env.example', 'x'), file('keys.py', ''), file('monkey.py', '')]));
});

test('paths that lead out of the bundle, and one path twice, are refused', () => {
  for (const names of [['../a.py'], ['/a.py'], ['a//b.py'], ['a.py', 'a.py']]) {
    assert.throws(() => packClosure(closureOf(names.map((name) => file(name, 'x')))), { code: 'protocol' });
  }
});

test('a content that was hashed before is not hashed again', () => {
  const bytes = new Uint8Array(1000);
  const packer = new Packer();
  const closure = closureOf([file('a.py', bytes)]);
  const first = packer.pack(closure);
  // Whoever hashes them now finds something else.
  bytes[0] = 1;
  assert.equal(packer.pack(closure).id, first.id);
  assert.notEqual(new Packer().pack(closure).id, first.id);
});

async function temporary(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'farcall-pack-'));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("the tarball is the system tar's to read: the manifest, every file, its mode", async () => {
  const folder = await temporary();
  const long = `${'deep/'.repeat(40)}naïve.py`;
  const files = [
    file('run.sh', '#!/bin/sh\n', true),
    file('pkg/a.py', 'x = 1\n'),
    file(long, 'y'),
    file('empty.py', ''),
  ];
  const bundle = packClosure(closureOf(files));
  const target = path.join(folder, 'bundle.tar.gz');
  await writeTarball(bundle, target);
  assert.deepEqual(await readdir(folder), ['bundle.tar.gz'], 'nothing half written stays');
  const out = path.join(folder, 'out');
  execFileSync('mkdir', [out]);
  execFileSync('tar', ['-xpzf', target, '-C', out]);
  assert.equal(await readFile(path.join(out, 'manifest'), 'utf8'), bundle.text);
  for (const one of files) {
    assert.deepEqual(await readFile(path.join(out, one.path)), Buffer.from(bytesOf(one)));
    assert.equal((await stat(path.join(out, one.path))).mode & 0o777, one.executable ? 0o755 : 0o644);
  }
});

test('the same bundle gives the same tarball, to a file or a stream', async () => {
  const bundle = packClosure(closureOf([file('a.py', 'x'), file('b.py', 'y')]));
  const folder = await temporary();
  await writeTarball(bundle, path.join(folder, 'one'));
  const stream = new PassThrough();
  const [streamed] = await Promise.all([buffer(stream), writeTarball(bundle, stream)]);
  assert.deepEqual(streamed, await readFile(path.join(folder, 'one')));
});

test('a file named manifest keeps its name', async () => {
  const folder = await temporary();
  const bundle = packClosure(closureOf([file('manifest', 'mine')]));
  await writeTarball(bundle, path.join(folder, 'x.tgz'));
  const names = execFileSync('tar', ['-tzf', path.join(folder, 'x.tgz')], { encoding: 'utf8' });
  assert.deepEqual(names.trim().split('\n'), ['manifest.farcall', 'manifest']);
});

test('a tarball that cannot be written leaves nothing behind', async () => {
  const folder = await temporary();
  const bundle = packClosure(closureOf([file('a.py', 'x')]));
  await writeFile(path.join(folder, 'occupied'), '');
  await assert.rejects(writeTarball(bundle, path.join(folder, 'occupied', 'x.tgz')));
  assert.deepEqual(await readdir(folder), ['occupied']);
});

test('a large file is read as it is sent, with the same bytes and the same id as one in memory', async () => {
  const folder = await temporary();
  const bytes = Buffer.alloc(3_000_000, 'large ');
  const absolute = path.join(folder, 'big.bin');
  await writeFile(absolute, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const large = { ...file('big.bin', ''), content: { absolute, size: bytes.length, sha256 } };
  const bundle = packClosure(closureOf([file('a.py', 'x'), large]));
  assert.equal(bundle.id, packClosure(closureOf([file('a.py', 'x'), file('big.bin', bytes)])).id);
  const target = path.join(folder, 'x.tgz');
  await writeTarball(bundle, target);
  const read = execFileSync('tar', ['-xOzf', target, 'big.bin'], { maxBuffer: 1 << 24 });
  assert.ok(read.equals(bytes));
  await writeFile(absolute, 'short');
  await assert.rejects(writeTarball(bundle, target), { code: 'source-unreadable' });
});

test('a secret is packed only where exactly that file was named', () => {
  const secret = file('.env', 'PASSWORD=1');
  for (const role of ['included', 'data', 'module'] as const) {
    assert.throws(() => packClosure(closureOf([file('a.py', ''), { ...secret, role }])), { code: 'usage' });
  }
  const named = packClosure(closureOf([file('a.py', ''), { ...secret, role: 'included', named: true }]));
  assert.deepEqual(
    named.files.map((one) => one.path),
    ['.env', 'a.py'],
  );
});

test('what jobs loaded holds after an edit, unless of a file that may change what imports do', () => {
  const bundle = (source: string, data = 'environ') =>
    packClosure(closureOf([file('a.py', source), file('b.txt', data)]));
  const key = (source: string, data?: string) => new ImportConditions().key(bundle(source, data));
  const calm = 'import numpy\ndef f(): return 1\n';
  assert.equal(key(calm), key(calm.replace('1', '2')));
  assert.equal(key(calm), key(calm, 'environ and more'));
  const setting = 'import os\nos.environ["OMP_NUM_THREADS"] = "1"\nimport numpy\n';
  assert.notEqual(key(calm), key(setting));
  assert.notEqual(key(setting), key(`${setting}# edited\n`));
  const { files, ...rest } = bundle(calm);
  // As of a bundle that is named, not read.
  const unread = files.map((one) => ({ ...one, content: { absolute: '', size: one.size, sha256: one.sha256 } }));
  assert.equal(new ImportConditions().key({ ...rest, files: unread }), undefined);
});
