import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { runCommand } from './commands';

/** What a lens runs. */
export interface LensTarget {
  readonly uri: string;
  readonly qualname: string | undefined;
}

/**
 * A command of its own, without arguments, for every target of a lens. VS Code keeps a command's arguments on this side
 * only as long as the list of lenses that they came with, and a click may arrive when that list was just replaced: it
 * would end in "Actual command not found".
 */
export class LensCommands implements Disposable {
  readonly #registered = new Map<string, Map<string, Disposable>>();
  readonly #closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri.toString()));

  /** The command that runs the target; it is there until the document is closed. */
  commandFor(target: LensTarget): string {
    const command = `_farcall.runOnRemote ${target.uri}#${target.qualname ?? ''}`;
    const ofDocument = this.#registered.get(target.uri) ?? new Map<string, Disposable>();
    this.#registered.set(target.uri, ofDocument);
    if (!ofDocument.has(command)) {
      ofDocument.set(
        command,
        vscode.commands.registerCommand(command, () => runCommand('farcall.runOnRemote', target)),
      );
    }
    return command;
  }

  dispose(): void {
    this.#closing.dispose();
    for (const uri of [...this.#registered.keys()]) this.#forget(uri);
  }

  #forget(uri: string): void {
    for (const command of this.#registered.get(uri)?.values() ?? []) command.dispose();
    this.#registered.delete(uri);
  }
}
