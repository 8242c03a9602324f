// @ts-check
// Sees that node_modules is what package-lock.json says. Uses nothing from there, since nothing may be there yet.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnvironment, root, run } from './process.mjs';

/** Runs `npm ci` where node_modules is missing or older than the lock file says. */
export async function ensureDependencies() {
  if (await upToDate()) return;
  console.log('Installing dependencies (npm ci) …');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { env: cleanEnvironment(), quiet: true });
}

/** npm keeps a copy of the lock file of what it installed; the package versions in it tell. */
async function upToDate() {
  const [wanted, installed] = await Promise.all([
    versions('package-lock.json'),
    versions('node_modules/.package-lock.json'),
  ]);
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || optional === true || installed[name]?.version === version,
  );
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, { version?: string, optional?: boolean }> | undefined>}
 */
async function versions(file) {
  try {
    return JSON.parse(await readFile(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
