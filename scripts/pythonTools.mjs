// @ts-check
// ruff and mypy in a virtual environment of their own, kept in the user's cache by version.
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, run, ScriptError } from './process.mjs';
import { requirePython } from './requirements.mjs';

// The last mypy that checks against Python 3.8, the oldest that a host may have.
const versions = { ruff: '0.14.5', mypy: '1.14.1' };

/** @returns {Promise<{ ruff: string, mypy: string } | undefined>} undefined where they cannot be installed */
export async function pythonTools() {
  const folder = cacheFolder(`python-tools-ruff-${versions.ruff}-mypy-${versions.mypy}`);
  const whole = path.join(folder, 'whole');
  if (!existsSync(whole)) {
    try {
      // A virtual environment knows its own path, so it is not renamed into place: the mark says that it is whole.
      await rm(folder, { recursive: true, force: true });
      await mkdir(path.dirname(folder), { recursive: true });
      await run(await requirePython(), ['-m', 'venv', folder], { quiet: true });
      const wanted = Object.entries(versions).map(([name, version]) => `${name}==${version}`);
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
  return { ruff: path.join(folder, 'bin/ruff'), mypy: path.join(folder, 'bin/mypy') };
}
