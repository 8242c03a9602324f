import type { Runtime } from './assets';

const before = '#farcall ';
const after = '\nexit\n';

/** The runtime as it goes to a host that has not asked for it. */
export interface UnaskedRuntime {
  readonly bytes: Buffer;
  /** How many bytes stand between what is before them and after them, which the stub knows. */
  readonly length: number;
}

/**
 * The runtime for a host that was never met, right behind the command: asking would take a round trip. Should a shell
 * read it that was to run the command, it is a comment to it, and then it leaves: what follows is for nobody but the
 * agent. The stub knows by the first bytes whether somebody else read them.
 */
export function unaskedRuntime(runtime: Runtime): UnaskedRuntime {
  const text = Buffer.from(runtime.bytes).toString('base64');
  return { bytes: Buffer.from(`${before}${text}${after}`), length: text.length };
}
