import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readingFunctions, readingMethods, readingModules, writingFunctions } from '../../src/inspect/readers';
import { customaryName, isProcessSetting, processSettings } from '../../src/inspect/settings';

const here = path.dirname(fileURLToPath(import.meta.url));

test('the published tables are those that the slice goes by', async () => {
  const page = await readFile(path.join(here, '../../docs/slice.md'), 'utf8');
  const tables = [...page.matchAll(/```text\n([\s\S]*?)```/g)].map((match) => (match[1] ?? '').trim().split(/\s+/));
  assert.deepEqual(tables, [processSettings, readingFunctions, readingModules, writingFunctions, readingMethods]);
});

test('no table names anything twice', () => {
  for (const table of [processSettings, readingFunctions, readingModules, writingFunctions, readingMethods])
    assert.equal(new Set(table).size, table.length);
});

test('what stands behind a setting is one too, by its customary names as well', () => {
  for (const name of ['plt.rcParams.update', 'np.random.seed', 'os.environ', 'matplotlib.use', 'load_dotenv'])
    assert.ok(isProcessSetting(customaryName(name)), name);
  for (const name of ['plt.show', 'np.random.rand', 'os', 'matplotlib'])
    assert.ok(!isProcessSetting(customaryName(name)), name);
});
