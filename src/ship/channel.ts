import type { Readable, Writable } from 'node:stream';

/** How a channel ended: the remote command's status, a signal's name, or the failure that cut it. */
export interface ChannelEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly error: Error | undefined;
}

export interface Peer {
  /** `user@address:port`. */
  readonly address: string;
  /** `SHA256:…` of the host key that was verified. */
  readonly hostKeyFingerprint?: string;
}

/** Bytes both ways to one command on a host, its standard error, and its end. Knows nothing of what it carries. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves once, never rejects. */
  readonly ended: Promise<ChannelEnd>;
  /** Which maker made it, for the person: `ssh2`, `ssh`, `local` or `command`. */
  readonly maker: string;
  /** Whom the channel reached, where its maker knows. */
  readonly peer?: Peer;
  close(): void;
}

/** Opens a channel that runs one shell command line on a host. */
export type OpenChannel = (commandLine: string, signal: AbortSignal) => Promise<Channel>;
