import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The interpreter of a virtual environment of this machine's python3 with these distributions, kept in the cache.
 * @param name What the folder is called; with other versions it wants another name.
 */
export function pythonEnvironment(name: string, distributions: readonly string[]): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache');
  const folder = path.join(cache, 'farcall', name);
  const whole = path.join(folder, 'whole');
  const python = path.join(folder, 'bin/python');
  if (!existsSync(whole)) {
    process.stderr.write(`Installing ${distributions.join(', ')} into ${folder} …\n`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(path.dirname(folder), { recursive: true });
    execFileSync('python3', ['-m', 'venv', folder]);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...distributions], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    writeFileSync(whole, '');
  }
  return python;
}

/** A host's Python with what the rows' functions import. */
export function scientificPython(): string {
  const wanted = ['numpy==1.26.4', 'pandas==2.2.2'];
  return pythonEnvironment(`bench-python-${wanted.join('-').replaceAll('==', '-')}`, wanted);
}
