import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/process.mjs';
import { inWorkbench } from './workbench';

const folder = path.join(root, 'examples');

test('a person who opens an example sees Run on remote above its functions', async (t) => {
  await inWorkbench(t, { folder }, async (window) => {
    await window.openFile('pi.py');
    await window.lenses().nth(1).waitFor();
    await window.screenshot('lens');
    assert.equal(await window.lenses().count(), 2);
  });
});
