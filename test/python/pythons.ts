import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const oldest = 8;

export interface Python {
  readonly path: string;
  readonly version: string;
  readonly minor: number;
}

function candidates(): string[] {
  const found: string[] = [];
  const versions = path.join(process.env['PYENV_ROOT'] ?? path.join(homedir(), '.pyenv'), 'versions');
  if (existsSync(versions))
    for (const name of readdirSync(versions)) found.push(path.join(versions, name, 'bin/python3'));
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    if (!existsSync(folder) || folder.includes('shims')) continue;
    for (const name of readdirSync(folder)) if (/^python3(\.\d+)?$/.test(name)) found.push(path.join(folder, name));
  }
  return found.filter((file) => existsSync(file));
}

async function describePython(file: string): Promise<Python | undefined> {
  try {
    const { stdout } = await run(file, ['-c', 'import sys;print("%d.%d.%d" % sys.version_info[:3])']);
    const version = stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    return major === 3 && minor !== undefined && minor >= oldest ? { path: file, version, minor } : undefined;
  } catch {
    return undefined;
  }
}

/** Of those that this machine has, one of each minor version from 3.8 up, newest first. */
export async function findPythons(): Promise<Python[]> {
  const byMinor = new Map<number, Python>();
  for (const file of candidates()) {
    const python = await describePython(file);
    if (python && !byMinor.has(python.minor)) byMinor.set(python.minor, python);
  }
  return [...byMinor.values()].sort((a, b) => b.minor - a.minor);
}
