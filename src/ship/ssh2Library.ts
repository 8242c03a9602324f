type Ssh2 = typeof import('ssh2');

/** Loading it takes tens of milliseconds, which only a connection that uses it should pay. */
export function loadSsh2(): Ssh2 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() finds only half of its CommonJS exports
  const library: Ssh2 = require('ssh2');
  return library;
}
