import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface IsolatedHome {
  readonly folder: string;
  /** Variables that turn a process, and all that it starts, to this home. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/** A home folder of a test's own, so that nobody's hosts, jobs and settings are read or written. */
export async function isolatedHome(): Promise<IsolatedHome> {
  const real = os.homedir();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'farcall-home-'));
  const pyenv = process.env['PYENV_ROOT'] ?? path.join(real, '.pyenv');
  return {
    folder,
    env: {
      HOME: folder,
      XDG_CONFIG_HOME: path.join(folder, '.config'),
      XDG_STATE_HOME: path.join(folder, '.local/state'),
      // What is installed stays where it is: the workbench, and Pythons behind pyenv's shims.
      XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? path.join(real, '.cache'),
      ...(existsSync(pyenv) && { PYENV_ROOT: pyenv }),
    },
    dispose: async () => {
      await endJobs(path.join(folder, '.farcall/jobs'));
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Jobs outlive who started them, a test as well. */
async function endJobs(jobs: string): Promise<void> {
  for (const job of await readdir(jobs).catch(() => [])) {
    if (existsSync(path.join(jobs, job, 'end.json'))) continue;
    const record = await readFile(path.join(jobs, job, 'supervisor.json'), 'utf8').catch(() => '');
    const pid = Number(/"pid": ?(\d+)/.exec(record)?.[1]);
    try {
      if (pid > 1) process.kill(pid, 'SIGTERM');
    } catch {
      // It has just ended.
    }
  }
}
