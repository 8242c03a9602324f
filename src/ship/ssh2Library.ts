import type * as Ssh2 from 'ssh2';

declare module 'ssh2' {
  interface Client {
    /** Without a callback it asks for no answer; the library's types leave that out. */
    openssh_noMoreSessions(): this;
    /** Of no promise: its channels by their numbers, functions among them that wait for theirs to open. */
    readonly _chanMgr?: { get?(number: number): unknown };
  }
}

/** Loading it takes tens of milliseconds, which only a connection that uses it should pay. */
export function loadSsh2(): typeof Ssh2 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-return -- import() finds only half of its CommonJS exports
  return require('ssh2');
}
