import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Revision } from '../contract/registry';

/** Milliseconds; a repository that takes longer is left out. */
const patience = 5000;
const mostText = 16 * 1024 * 1024;

/** Nothing of the repository's own settings is run, and no lock is taken that others would wait for. */
const options = ['--no-optional-locks', '-c', 'core.fsmonitor=false'];

/** The commit that a workspace stands on, and how far it is from it; undefined without git or a repository. */
export async function readRevision(workspace: string, signal?: AbortSignal): Promise<Revision | undefined> {
  const args = [...options, 'status', '--porcelain=v2', '--branch', '--ignore-submodules=all', '--', '.'];
  try {
    const { stdout } = await promisify(execFile)('git', args, {
      cwd: workspace,
      timeout: patience,
      signal,
      maxBuffer: mostText,
      windowsHide: true,
    });
    return parseStatus(stdout);
  } catch {
    return undefined;
  }
}

function parseStatus(text: string): Revision | undefined {
  const lines = text.split('\n').filter((line) => line !== '');
  const header = (name: string): string | undefined => {
    const start = `# branch.${name} `;
    return lines.find((line) => line.startsWith(start))?.slice(start.length);
  };
  const [commit, branch] = [header('oid'), header('head')];
  // A repository without any commit has nothing to name.
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  return {
    commit,
    ...(branch !== undefined && branch !== '(detached)' && { branch }),
    changed: lines.filter((line) => !line.startsWith('#')).length,
  };
}
