import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';

/** What a lens runs. */
export interface LensTarget {
  readonly uri: string;
  readonly qualname: string | undefined;
}

/** What a click on a lens does, by the name that its command bears. */
export type LensActions = Readonly<Record<'runOnRemote' | 'showLastRun', (target: LensTarget) => void>>;

/**
 * A command of its own, without arguments, for everything that a lens does. VS Code keeps a command's arguments on this
 * side only as long as the list of lenses that they came with, and a click may arrive when that list was just replaced:
 * it would end in "Actual command not found".
 */
export class LensCommands implements Disposable {
  readonly #actions: LensActions;
  readonly #registered = new Map<string, Map<string, Disposable>>();
  readonly #closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri.toString()));

  constructor(actions: LensActions) {
    this.#actions = actions;
  }

  /** The command that does this to the target; it is there until the document is closed. */
  commandFor(action: keyof LensActions, target: LensTarget): string {
    const command = `_farcall.${action} ${target.uri}#${target.qualname ?? ''}`;
    const ofDocument = this.#registered.get(target.uri) ?? new Map<string, Disposable>();
    this.#registered.set(target.uri, ofDocument);
    if (!ofDocument.has(command)) {
      ofDocument.set(
        command,
        vscode.commands.registerCommand(command, () => this.#actions[action](target)),
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
