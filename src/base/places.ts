import path from 'node:path';

/** Where Farcall keeps its own files on this machine, by the XDG rules; shared by every editor, terminal and Python. */
export interface Places {
  /** What "Add Host" writes. */
  readonly hostsFile: string;
  /** Records of jobs and what hosts are believed to hold. */
  readonly stateFolder: string;
  /** Of OpenSSH, for listing its hosts. */
  readonly sshConfigFile: string;
  /** Given to `ssh -F` where it is not the person's own config. */
  readonly sshConfigOverride: string | undefined;
}

export function placesOf(environment: NodeJS.ProcessEnv, home: string): Places {
  const xdg = (name: string, usual: string): string => {
    const value = environment[name];
    // The XDG rules: a relative path is to be ignored.
    return value !== undefined && path.isAbsolute(value) ? value : path.join(home, usual);
  };
  const override = environment['FARCALL_SSH_CONFIG'];
  return {
    hostsFile: path.join(xdg('XDG_CONFIG_HOME', '.config'), 'farcall', 'hosts.json'),
    stateFolder: path.join(xdg('XDG_STATE_HOME', path.join('.local', 'state')), 'farcall'),
    sshConfigFile: override ?? path.join(home, '.ssh', 'config'),
    sshConfigOverride: override,
  };
}
