import { spawn } from 'node:child_process';
import type { OpenChannel } from './channel';
import { childChannel } from './childChannel';
import { spawned } from './spawned';

/** A host reached by a program of the person's choice, whose standard input and output reach a bare shell there. */
export function commandChannel(argv: readonly string[], environment: NodeJS.ProcessEnv): OpenChannel {
  return async (commandLine, signal) => {
    const [program = '', ...args] = argv;
    const child = spawn(program, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    await spawned(child, program, signal);
    // The shell reads one line, which makes the rest of its input the agent's.
    child.stdin.write(`${commandLine}\n`);
    return childChannel(child, 'command');
  };
}
