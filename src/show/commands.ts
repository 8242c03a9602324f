import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { commandNames, type CommandName } from './commandNames';

/** One handler per contributed command: a command that is forgotten does not compile. */
export type CommandHandlers = Readonly<Record<CommandName, (...args: readonly unknown[]) => Promise<unknown>>>;

/** Registers all of them; `run` is what every handler goes through (trust, errors told once). */
export function registerCommands(
  handlers: CommandHandlers,
  run: (name: CommandName, work: () => Promise<unknown>) => Promise<unknown>,
): Disposable[] {
  return commandNames.map((name) =>
    vscode.commands.registerCommand(name, (...args: unknown[]) => run(name, () => handlers[name](...args))),
  );
}

/** Runs a command from a button of our own; what goes wrong is told by the command. */
export function runCommand(name: CommandName, ...args: readonly unknown[]): void {
  void vscode.commands.executeCommand(name, ...args);
}
