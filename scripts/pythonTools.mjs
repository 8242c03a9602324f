// @ts-check
// Python with what is wanted beside it: virtual environments of their own, kept in the user's cache by what they hold.
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, run, ScriptError } from './process.mjs';
import { requirePython } from './requirements.mjs';

// The last mypy that checks against Python 3.8, the oldest that a host may have.
const tools = ['ruff==0.14.5', 'mypy==1.14.1'];

/** @returns {Promise<{ ruff: string, mypy: string } | undefined>} undefined where they cannot be installed */
export async function pythonTools() {
  const python = await pythonWith('python-tools', await requirePython(), tools);
  if (!python) return undefined;
  const folder = path.dirname(python);
  return { ruff: path.join(folder, 'ruff'), mypy: path.join(folder, 'mypy') };
}

/**
 * An interpreter of an environment with these distributions, each with its version.
 * @param {string} name what the folder's name begins with
 * @param {string} python what it is made with
 * @param {readonly string[]} wanted
 * @returns {Promise<string | undefined>} undefined where they cannot be installed
 */
export async function pythonWith(name, python, wanted) {
  const folder = cacheFolder([name, ...wanted.map((each) => each.replace('==', '-'))].join('-'));
  const whole = path.join(folder, 'whole');
  if (!existsSync(whole)) {
    try {
      // A virtual environment knows its own path, so it is not renamed into place: the mark says that it is whole.
      await rm(folder, { recursive: true, force: true });
      await mkdir(path.dirname(folder), { recursive: true });
      await run(python, ['-m', 'venv', folder], { quiet: true });
      await run(path.join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...wanted], {
        quiet: true,
      });
      await writeFile(whole, '');
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      console.log(error.message);
      return undefined;
    }
  }
  return path.join(folder, 'bin/python');
}
