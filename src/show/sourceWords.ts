import type { ListedHost } from '../ship/host';

/** Where a host comes from, in a few words. */
export const sourceWords: Record<ListedHost['source'], string> = {
  'built-in': 'this machine',
  auto: 'the least busy',
  'ssh-config': 'SSH config',
  'hosts-file': '',
  settings: 'settings',
};
