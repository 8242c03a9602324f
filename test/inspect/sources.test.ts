import assert from 'node:assert/strict';
import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { CachedFolders, diskFolders, FoldersOnce, type FolderListing } from '../../src/inspect/sources';
import { makeProject } from './project';

const sorted = (listing: FolderListing | undefined): unknown => listing && [...listing].sort();

test('a folder in which nothing changed is the same listing, one in which something did is not', async () => {
  const folder = await makeProject({ 'a.py': '', 'b/c.py': '' });
  // Minutes after the last change: what the folder's times say can be relied on.
  const folders = new CachedFolders(() => Date.now() + 600_000);
  const first = folders.list(folder);
  assert.deepEqual(sorted(first), [
    ['a.py', 'file'],
    ['b', 'folder'],
  ]);
  assert.equal(folders.list(folder), first);
  await writeFile(path.join(folder, 'd.py'), '');
  // Two changes within one tick of the file system's clock bear one time.
  await utimes(folder, 1, 1);
  assert.deepEqual(sorted(folders.list(folder)), sorted(diskFolders.list(folder)));
  assert.notEqual(folders.list(folder), first);
});

test('a folder that changed a moment ago is listed anew, and is the same listing if it has the same names', async () => {
  const folder = await makeProject({ 'a.py': '' });
  const folders = new CachedFolders();
  const first = folders.list(folder);
  assert.equal(folders.list(folder), first);
  await writeFile(path.join(folder, 'b.py'), '');
  assert.equal(folders.list(folder)?.get('b.py'), 'file');
  await rm(folder, { recursive: true });
  assert.equal(folders.list(folder), undefined);
});

test('a link whose target goes away is noticed, though the folder did not change', async () => {
  const folder = await makeProject({ 'target/m.py': '', 'home/a.py': '' });
  await symlink(path.join(folder, 'target'), path.join(folder, 'home/link'));
  const folders = new CachedFolders(() => Date.now() + 600_000);
  assert.equal(folders.list(path.join(folder, 'home'))?.get('link'), 'folder');
  await rm(path.join(folder, 'target'), { recursive: true });
  assert.equal(folders.list(path.join(folder, 'home'))?.has('link'), false);
});

test('at one moment a folder is listed once, even where there is none; at the next it is what it has become', async () => {
  const folder = await makeProject({ 'a.py': '' });
  let asked = 0;
  const list = (one: string): FolderListing | undefined => {
    asked += 1;
    return diskFolders.list(one);
  };
  const folders = new FoldersOnce({ ...diskFolders, list });
  const later = path.join(folder, 'later');
  assert.deepEqual([folders.list(folder), folders.list(folder)], Array(2).fill(diskFolders.list(folder)));
  assert.deepEqual([folders.list(later), folders.list(later)], [undefined, undefined]);
  assert.equal(asked, 2);
  await mkdir(later);
  await writeFile(path.join(later, 'b.py'), '');
  assert.equal(folders.list(later), undefined);
  folders.lookAgain();
  assert.deepEqual(sorted(folders.list(later)), [['b.py', 'file']]);
});
