import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { ResultLine, RunLine } from '../../../src/contract/lines';
import { requirePython } from '../../../scripts/requirements.mjs';
import { loadLines } from '../../../src/show/values/loadLines';
import { projectFolder } from '../../../src/show/values/projectFolder';
import { saveChoices } from '../../../src/show/values/saveChoices';

const result: ResultLine = { type: 'result', valueType: 'float', previews: { 'text/plain': '3.14' }, artifacts: [] };

function fileNames(change: Partial<ResultLine>, lines: readonly RunLine[] = []): readonly string[] {
  return saveChoices('fit', { ...result, ...change }, lines).map(({ fileName, what }) => `${fileName} ${what.kind}`);
}

test('a value is saved as whatever fits it, by the host only where what is here will not do', () => {
  assert.deepEqual(fileNames({ json: 3.14, formats: ['json'] }), ['fit.json content', 'fit.pkl pickle']);
  assert.deepEqual(fileNames({ formats: ['csv', 'parquet', 'json'] }), [
    'fit.csv format',
    'fit.parquet format',
    'fit.json format',
    'fit.pkl pickle',
  ]);
  assert.deepEqual(fileNames({ previews: { 'image/png': 'AAAA', 'image/svg+xml': '<svg/>' }, formats: ['png'] }), [
    'fit.png content',
    'fit.pkl pickle',
    'fit.svg content',
  ]);
});

test('of a value that could not be pickled, what is shown of it can be saved', () => {
  const change = { pickled: false, formats: ['csv' as const], previews: { 'text/html': '<b>x</b>' } };
  assert.deepEqual(fileNames(change), ['fit.html content']);
});

test('figures and files that the job wrote can be saved beside its value', () => {
  const figure: RunLine = { type: 'display', index: 0, title: 'Loss / epoch', previews: { 'image/png': 'AAAA' } };
  assert.deepEqual(fileNames({ valueType: 'NoneType', artifacts: [{ path: 'out/model.pt', size: 12 }] }, [figure]), [
    'fit-loss-epoch.png content',
    'model.pt artifact',
  ]);
});

test('the lines that load a value load it, whatever its file is called, types of the project included', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'farcall-load-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const python = await requirePython();
  const run = (code: string, ...args: readonly string[]): string => {
    const { stdout, stderr, status } = spawnSync(python, ['-c', code, ...args], { cwd: tmpdir(), encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  const odd = path.join(folder, `it's "odd" ü\\`);
  mkdirSync(odd);
  writeFileSync(
    path.join(folder, 'shop.py'),
    'class Report:\n    def __init__(self, loss):\n        self.loss = loss\n',
  );
  const pickled = path.join(odd, 'fit.pkl');
  run(
    'import pickle, sys; sys.path.insert(0, sys.argv[1]); import shop; pickle.dump(shop.Report(0.25), open(sys.argv[2], "wb"))',
    folder,
    pickled,
  );
  const from = await projectFolder('shop.Report', { workspace: folder, file: path.join(folder, 'train.py') });
  assert.equal(from, folder);
  const lines = loadLines({ file: pickled, valueType: 'shop.Report', projectFolder: from });
  assert.match(lines ?? '', /shop\.Report is the project's own/);
  assert.equal(run(`${lines}print(value.loss)`), '0.25');
  const json = path.join(odd, 'fit.json');
  writeFileSync(json, '{"ü": [1, 2.5]}');
  assert.equal(
    run(
      `${loadLines({ file: json, valueType: 'dict', projectFolder: undefined })}print(value == {"\\u00fc": [1, 2.5]})`,
    ),
    'True',
  );
});

test('tables are loaded by the library that they came from, and types of others need no folder', async () => {
  const load = (file: string, valueType: string): string | undefined =>
    loadLines({ file, valueType, projectFolder: undefined });
  assert.match(load('/a/x.parquet', 'polars.DataFrame') ?? '', /pl\.read_parquet\("\/a\/x\.parquet"\)/);
  assert.match(load('/a/x.csv', 'pandas.DataFrame') ?? '', /pd\.read_csv/);
  assert.match(load('/a/x.csv', 'numpy.ndarray') ?? '', /np\.genfromtxt/);
  assert.match(load('/a/x.json', 'polars.DataFrame') ?? '', /pl\.read_json/);
  assert.match(load('/a/x.npy', 'numpy.ndarray') ?? '', /np\.load/);
  assert.equal(load('/a/x', 'float'), undefined);
  const here = { workspace: tmpdir(), file: path.join(tmpdir(), 'a.py') };
  assert.equal(await projectFolder('no_such_module_here.Thing', here), undefined);
  assert.equal(await projectFolder('float', here), undefined);
});
