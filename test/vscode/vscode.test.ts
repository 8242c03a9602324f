import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { orSkip } from '../ui/lacking';
import { isolatedHome } from './isolatedHome';
import { resultsSchema, resultsVariable } from './results';
import { preparedEditor, runInside } from './runInside';

// One test here for each that ran inside VS Code, so that they count and fail as any other.
test('inside a real VS Code', async (t) => {
  const editor = await orSkip(t, preparedEditor);
  if (editor === undefined) return;
  const home = await isolatedHome();
  const file = path.join(home.folder, 'results.json');
  try {
    const ended = await Promise.allSettled([
      runInside(editor, home, 'dist/test/index.js', { [resultsVariable]: file }),
    ]);
    // A failed test ends VS Code with a status too; what counts is what each test said.
    if (!existsSync(file)) throw new Error('VS Code ended without results.', { cause: ended[0] });
    const results = resultsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    assert.ok(results.length > 0);
    for (const { name, state, error } of results) {
      await t.test(name, { skip: state === 'pending' }, () => {
        if (state === 'failed') throw new Error(error);
      });
    }
  } finally {
    await home.dispose();
  }
});
