import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Channel, ChannelEnd } from './channel';

export type PipedChild = ChildProcessByStdio<Writable, Readable, Readable>;

/** How long a child that was told to end by the end of its input may take before it is ended by signal. */
const grace = 1000;

/**
 * A channel over a child's standard streams. The child leads a process group of its own (`detached`), so that closing
 * reaches what it started, and a Ctrl-C in the terminal does not.
 */
export function childChannel(
  child: PipedChild,
  maker: string,
  explain?: (end: ChannelEnd) => Error | undefined,
): Channel {
  let failure: Error | undefined;
  let kill: NodeJS.Timeout | undefined;
  const ended = new Promise<ChannelEnd>((resolve) => {
    let exited: { code: number | null; signal: string | null } | undefined;
    const settle = (): void => {
      clearTimeout(kill);
      const end: ChannelEnd = { code: exited?.code ?? null, signal: exited?.signal ?? null, error: failure };
      const explained = failure === undefined ? explain?.(end) : undefined;
      resolve(explained === undefined ? end : { ...end, error: explained });
    };
    child.on('error', (error) => {
      failure ??= error;
      // A child that never started exits never.
      if (child.pid === undefined) settle();
    });
    child.on('exit', (code, signal) => {
      exited = { code, signal };
      // 'close' waits for the streams, which something that the child left behind may hold open.
      setTimeout(settle, 500).unref();
    });
    child.on('close', settle);
  });
  const signalGroup = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    maker,
    close: () => {
      child.stdin.destroy();
      child.stdout.resume();
      if (kill !== undefined || child.exitCode !== null || child.signalCode !== null) return;
      kill = setTimeout(() => signalGroup('SIGKILL'), grace);
      kill.unref();
      child.unref();
    },
  };
}
