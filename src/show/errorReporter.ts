import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError, describe } from '../base/errors';
import type { Logger } from '../base/logging';
import { errorActions, errorActionTitles, type ErrorAction } from './errorActions';
import { openCell } from './notebooks';
import { openAt } from './openAt';

/** What an error concerns, so that its next steps know where to go. */
export interface ErrorContext {
  readonly host?: string;
  /** Relative places in the error are relative to this folder. */
  readonly workspace?: string;
}

/** Tells a person of an error, once, with what to do next. */
export class ErrorReporter {
  readonly #log: Logger;
  readonly #showLog: () => void;
  readonly #told = new WeakSet<Error>();

  constructor(log: Logger, showLog: () => void) {
    this.#log = log;
    this.#showLog = showLog;
  }

  /** Returns at once; the message stays until the person acts. A cancellation is the person's own and is not told. */
  report(error: unknown, context: ErrorContext = {}): void {
    if (error instanceof vscode.CancellationError) return;
    if (error instanceof Error) {
      if (this.#told.has(error)) return;
      this.#told.add(error);
    }
    if (!(error instanceof FarcallError)) {
      this.#log.log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
      this.#offer(t('Farcall met an unexpected error: {0}', describe(error)), ['showLog'], undefined, context);
      return;
    }
    if (error.code === 'cancelled') return;
    this.#log.log(
      'warn',
      `${error.code}: ${error.text}${error.cause === undefined ? '' : ` (${describe(error.cause)})`}`,
    );
    this.#offer(error.text, errorActions(error.code, error.at !== undefined, context.host), error, context);
  }

  /** For what is told elsewhere. */
  note(error: unknown): void {
    this.#log.log('warn', error instanceof FarcallError ? `${error.code}: ${error.text}` : describe(error));
  }

  #offer(text: string, actions: readonly ErrorAction[], error: FarcallError | undefined, context: ErrorContext): void {
    const titles = actions.map((action) => errorActionTitles[action]);
    vscode.window.showErrorMessage(text, ...titles).then(
      (title) => {
        const chosen = actions.find((action) => errorActionTitles[action] === title);
        if (chosen)
          this.perform(chosen, context, error?.at).then(undefined, (failure: unknown) => this.report(failure));
      },
      () => undefined,
    );
  }

  /** Takes a next step that was offered. */
  async perform(action: ErrorAction, context: ErrorContext, at?: FarcallError['at']): Promise<void> {
    switch (action) {
      case 'open':
        if (at) {
          const file = path.resolve(context.workspace ?? '', at.file);
          await (at.cell === undefined ? openAt(file, at.line, at.column) : openCell(file, at.cell, at.line ?? 1));
        }
        return;
      case 'testHost':
        await vscode.commands.executeCommand('farcall.testHost', context.host);
        return;
      case 'chooseHost':
        await vscode.commands.executeCommand('farcall.selectHost');
        return;
      case 'editHost':
        await vscode.commands.executeCommand('farcall.editHost', context.host);
        return;
      case 'openSettings':
        await vscode.commands.executeCommand('workbench.action.openSettings', 'farcall');
        return;
      case 'showLog':
        this.#showLog();
        return;
    }
  }
}
