import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { FarcallError } from '../../src/base/errors';
import type { RunLine } from '../../src/contract/lines';
import type { Run } from '../../src/run/service';
import { LocalRooms } from './localRooms';

type ResultLine = Extract<RunLine, { type: 'result' }>;

async function resultOf(run: Run): Promise<ResultLine> {
  const done = await run.done;
  const output = run.lines.map((line) => (line.type === 'output' ? line.text : '')).join('');
  assert.equal(done.state, 'succeeded', output + JSON.stringify(run.lines.find((line) => line.type === 'error')));
  const found = run.lines.find((line): line is ResultLine => line.type === 'result');
  assert.ok(found);
  return found;
}

describe('data in a real run', { timeout: 60_000 }, () => {
  let rooms: LocalRooms;
  let far: string;
  const paths: Record<string, string> = {};
  const clear = (): void => {
    for (const key of Object.keys(paths)) Reflect.deleteProperty(paths, key);
  };
  before(async () => {
    rooms = await LocalRooms.create({ paths });
    far = path.join(rooms.folder, 'scratch', 'big');
    await mkdir(path.join(far, 'deep'), { recursive: true });
    await writeFile(path.join(far, 'x.csv'), 'far');
    await writeFile(path.join(far, 'deep', 'y.csv'), 'deep');
  });
  after(() => rooms.dispose());

  test('is found by every way in which code names it', async () => {
    await rooms.write({
      'pyproject.toml': '',
      'study/run.py': [
        'import glob, json, os, pkgutil, subprocess, sys',
        'from importlib import resources',
        'from pathlib import Path',
        'import tables.reader',
        'HERE = os.path.dirname(os.path.abspath(__file__))',
        'DATA_DIR = Path("shared")',
        'def f(arg, kind="train"):',
        '    return {',
        '        "working": open("shared/a.txt").read(),',
        '        "beside": open("own/b.txt").read(),',
        '        "file": open(os.path.join(HERE, "own", "b.txt")).read(),',
        '        "parent": (Path(__file__).parent / "own/b.txt").read_text(),',
        '        "constant": (DATA_DIR / "c.txt").read_text(),',
        '        "shape": open(f"shared/{kind}.csv").read(),',
        '        "glob": sorted(os.path.basename(one) for one in glob.glob("own/*.txt")),',
        '        "package": tables.reader.T.decode(),',
        '        "program": subprocess.run([sys.executable, "own/say.py"], stdout=subprocess.PIPE).stdout.decode(),',
        '        "argument": open(arg).read(),',
        '    }',
        '',
      ].join('\n'),
      'study/own/b.txt': 'b',
      'study/own/say.py': 'print("said", end="")\n',
      'shared/a.txt': 'a',
      'shared/c.txt': 'c',
      'shared/d.txt': 'd',
      'shared/train.csv': 'train',
      'tables/__init__.py': '',
      'tables/reader.py': 'import pkgutil\nT = pkgutil.get_data("tables", "t.txt")\n',
      'tables/t.txt': 't',
    });
    const result = await resultOf(rooms.run('study/run.py', 'f', '"shared/d.txt"'));
    assert.deepEqual(result.json, {
      working: 'a',
      beside: 'b',
      file: 'b',
      parent: 'b',
      constant: 'c',
      shape: 'train',
      glob: ['b.txt'],
      package: 't',
      program: 'said',
      argument: 'd',
    });
    assert.deepEqual(result.artifacts, []);
  });

  test('too large for memory arrives whole, and is not sent again', async () => {
    const bytes = Buffer.alloc(40_000_000);
    for (let at = 0; at < bytes.length; at += 4096) bytes.writeUInt32LE(at, at);
    await rooms.write({
      'sums.py': 'import hashlib\ndef f(name):\n    return hashlib.sha256(open(name, "rb").read()).hexdigest()\n',
    });
    await writeFile(path.join(rooms.workspace, 'big.bin'), bytes);
    const choices = { statements: {}, paths: { 'big.bin': 'send' } } as const;
    const sent: number[] = [];
    for (let time = 0; time < 2; time += 1) {
      const run = rooms.run('sums.py', 'f', '"big.bin"', { choices });
      const result = await resultOf(run);
      assert.equal(result.json, createHash('sha256').update(bytes).digest('hex'));
      for (const line of run.lines) if (line.type === 'bundle') sent.push(line.sentFiles);
    }
    assert.deepEqual(sent, [2, 0]);
  });

  test('can be written to folders that are there at home, though what lies in them stays', async () => {
    await rooms.write({
      'writes.py':
        'def f():\n    open("results/run.txt", "w").write("x")\n    import os\n    return [names for at, _, names in os.walk(".") if at == "./results"]\n',
      'results/run.txt': 'old',
      'results/kept.txt': 'old',
    });
    const result = await resultOf(rooms.run('writes.py', 'f'));
    assert.deepEqual(result.json, [['run.txt']]);
    assert.deepEqual(
      result.artifacts.map((one) => one.path),
      ['results/run.txt'],
    );
  });

  test('that lies on the host already is found at its place, and is none of the artifacts', async () => {
    paths['big/'] = far;
    await rooms.write({
      'there.py': [
        'import os',
        'from pathlib import Path',
        'def f():',
        '    open("mine.txt", "w").write("x")',
        '    Path("big/written.txt").write_text("w")',
        '    return [open("big/x.csv").read(), (Path(__file__).parent / "big/deep/y.csv").read_text()]',
        '',
      ].join('\n'),
      'big/x.csv': 'here',
    });
    const result = await resultOf(rooms.run('there.py', 'f'));
    assert.deepEqual(result.json, ['far', 'deep']);
    assert.deepEqual(
      result.artifacts.map((one) => one.path),
      ['mine.txt'],
    );
    assert.equal(await readFile(path.join(far, 'written.txt'), 'utf8'), 'w');
    clear();
  });

  test('that is not where the host’s paths say stops the run with what and where', async () => {
    paths['lost'] = path.join(rooms.folder, 'nowhere');
    await rooms.write({ 'quick.py': 'def f():\n    return 1\n' });
    await assert.rejects(rooms.run('quick.py', 'f').done, (error: unknown) => {
      assert.ok(error instanceof FarcallError);
      assert.equal(error.code, 'bad-settings');
      assert.match(error.message, /lost lies at .*nowhere/);
      assert.notEqual(error.next, undefined);
      return true;
    });
    clear();
    for (const bad of ['../up', '/abs', '', 'a//b']) {
      paths[bad] = far;
      await assert.rejects(rooms.run('quick.py', 'f').done, /no path of the workspace/, bad);
      clear();
    }
    Object.assign(paths, { data: far, 'data/in': far });
    await assert.rejects(rooms.run('quick.py', 'f').done, /inside of/);
    clear();
    Object.assign(paths, { 'quick.py': far });
    await assert.rejects(rooms.run('quick.py', 'f').done, /is to run/);
    clear();
  });
});
