import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'farcall', 'strangers');

/** Made aside and renamed into place, so that what is in the cache is whole. */
async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const target = path.join(cache, name);
  if (existsSync(target)) return target;
  await mkdir(cache, { recursive: true });
  const aside = await mkdtemp(path.join(cache, '.making-'));
  try {
    await make(aside);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

/** The unpacked source distribution of a public project, as its authors released it. */
export async function sourceOf(project: string, version: string): Promise<string> {
  const folder = await cached(`${project}-${version}`, async (aside) => {
    await run('python3', [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--no-binary',
      ':all:',
      '-d',
      aside,
      `${project}==${version}`,
    ]);
    const [archive] = await readdir(aside);
    if (archive === undefined) throw new Error(`There is no source distribution of ${project} ${version}.`);
    await run('tar', ['-xzf', path.join(aside, archive), '-C', aside, '--strip-components=1']);
    await rm(path.join(aside, archive));
  });
  return folder;
}

/** The interpreter of a virtual environment that has these requirements and nothing else. */
export async function pythonWith(name: string, requirements: readonly string[]): Promise<string> {
  // A virtual environment knows its own place: it is made where it stays, and marked when it is whole.
  const folder = path.join(cache, name);
  const python = path.join(folder, 'bin', 'python');
  const mark = path.join(folder, 'whole');
  if (existsSync(mark)) return python;
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements]);
  await mkdir(mark);
  return python;
}
