import type * as vscode from 'vscode';
import type { TerminalSize } from '../../contract/agent';
import { usualTerminal } from '../../run/jobTerminal';

const key = 'outputColumns';
/** Few programs make sense of less, and none needs more. */
const bounds = { least: 20, most: 1000 };

/** How wide the panel's output was when it was seen last, in columns of its font; kept over a reload of the window. */
export class OutputWidth {
  readonly #memory: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(memory: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#memory = memory;
  }

  tell(columns: number): void {
    if (columns !== this.#memory.get(key)) void this.#memory.update(key, columns);
  }

  /** For a job that begins now. Its lines have no height that they must fit into. */
  get terminalSize(): TerminalSize {
    const told = this.#memory.get<unknown>(key);
    if (typeof told !== 'number' || !Number.isInteger(told)) return usualTerminal;
    return { ...usualTerminal, columns: Math.min(bounds.most, Math.max(bounds.least, told)) };
  }
}
