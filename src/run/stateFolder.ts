import { homedir } from 'node:os';
import path from 'node:path';

/** Farcall's folder under the XDG state folder: the client's records, shared by all windows and the terminal. */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  const state = environment['XDG_STATE_HOME'];
  // A relative path there is to be ignored, says the specification.
  const base =
    state !== undefined && path.isAbsolute(state)
      ? state
      : path.join(environment['HOME'] ?? homedir(), '.local', 'state');
  return path.join(base, 'farcall');
}
