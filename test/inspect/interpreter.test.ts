import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { sitePackagesOf } from '../../src/inspect/interpreter';

test("an interpreter's packages are found beside it, without running it", async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'farcall-interpreter-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const sitePackages = path.join(folder, '.venv/lib/python3.11/site-packages');
  await mkdir(sitePackages, { recursive: true });
  await mkdir(path.join(folder, '.venv/bin'));
  for (const written of ['.venv/bin/python', '${workspaceFolder}/.venv/bin/python3.11', path.join(folder, '.venv')]) {
    assert.deepEqual(await sitePackagesOf(written, folder), [sitePackages], written);
  }
  assert.equal(await sitePackagesOf('python', folder), undefined);
  assert.equal(await sitePackagesOf('/nowhere/bin/python', folder), undefined);
});
