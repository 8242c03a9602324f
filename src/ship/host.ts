import type { HostOptions } from '../contract/hosts';

/** A machine that can run jobs. `name` is `local`, a name of the OpenSSH config, or `[user@]host[:port]`. */
export interface Host {
  readonly name: string;
  readonly options: HostOptions;
}

export interface ListedHost extends Host {
  /** Where it comes from: built in, the OpenSSH config, `hosts.json`, or the workspace's settings; `auto` is of its own. */
  readonly source: 'built-in' | 'auto' | 'ssh-config' | 'hosts-file' | 'settings';
}
