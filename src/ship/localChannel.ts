import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import type { OpenChannel } from './channel';
import { childChannel } from './childChannel';
import { spawned } from './spawned';

/** Variables that an editor sets for its own processes and that would change what a person's programs do. */
const editorsOwn = /^(ELECTRON_|VSCODE_|CHROME_)/;

/** The embedded host: a shell on this machine, in the home folder as a login would be. */
export function localChannel(environment: NodeJS.ProcessEnv): OpenChannel {
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => !editorsOwn.test(name)));
  return async (commandLine, signal) => {
    const child = spawn('sh', ['-c', commandLine], {
      cwd: homedir(),
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    await spawned(child, 'sh', signal);
    return childChannel(child, 'local');
  };
}
