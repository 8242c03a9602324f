import type { JobSpec, TerminalSize } from '../contract/agent';
import type { HostOptions } from '../contract/hosts';
import type { RunRequest } from './service';

/** Where nobody knows how wide the output will be read. */
export const usualTerminal: TerminalSize = { columns: 80, rows: 30 };

/** The terminals that a job's output goes to: what was asked for this run, or else what its host's options say. */
export function terminalOf(
  { terminal, terminalSize = usualTerminal }: Pick<RunRequest, 'terminal' | 'terminalSize'>,
  options: Pick<HostOptions, 'terminal'>,
): JobSpec['terminal'] {
  return (terminal ?? options.terminal) === true ? terminalSize : null;
}

/** What programs are told of these terminals: how they are drawn on, and that nobody presses a key to see more. */
export function terminalEnvironment(terminal: JobSpec['terminal']): Readonly<Record<string, string>> {
  return terminal === null ? {} : { TERM: 'xterm-256color', PAGER: 'cat' };
}
