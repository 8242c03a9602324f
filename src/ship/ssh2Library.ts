import type * as Ssh2 from 'ssh2';

/** Loading it takes tens of milliseconds, which only a connection that uses it should pay. */
export function loadSsh2(): typeof Ssh2 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return -- import() finds only half of its CommonJS exports
  return require('ssh2');
}
