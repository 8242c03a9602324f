import type { RunRequest } from '../run/service';
import { terminalSetting } from './workspaceScope';

/** What this command's own output goes to; without columns where that is no terminal. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Whether the output of a job that is followed here goes to a terminal on its host, and how large that is. */
export async function jobTerminal(
  typed: boolean,
  workspace: string,
  { isTTY = false, columns = 0, rows = 0 }: Screen,
): Promise<Pick<RunRequest, 'terminal' | 'terminalSize'>> {
  // In a file nobody wants colours, unless it is asked for.
  if (!typed && !isTTY) return { terminal: false };
  return {
    ...(typed || (await terminalSetting(workspace)) ? { terminal: true } : {}),
    // A terminal that does not know its size says 0.
    ...(columns > 0 && rows > 0 ? { terminalSize: { columns, rows } } : {}),
  };
}
