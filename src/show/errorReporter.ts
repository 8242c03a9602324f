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
  /** The run that could not begin. */
  readonly job?: string;
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
    const { code, at, data, text } = error;
    this.#offer(text, errorActions(code, { ...context, at: at !== undefined, data }), error, context);
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
        if (chosen) this.perform(chosen, context, error).then(undefined, (failure: unknown) => this.report(failure));
      },
      () => undefined,
    );
  }

  /** Takes a next step that was offered. */
  async perform(action: ErrorAction, context: ErrorContext, error?: Pick<FarcallError, 'at' | 'data'>): Promise<void> {
    switch (action) {
      case 'open': {
        const at = error?.at;
        if (at) {
          const file = path.resolve(context.workspace ?? '', at.file);
          await (at.cell === undefined ? openAt(file, at.line, at.column) : openCell(file, at.cell, at.line ?? 1));
        }
        return;
      }
      case 'saveFile':
        return run('workbench.action.files.save');
      case 'runCell':
        return run('farcall.runCell');
      case 'otherArguments':
        return run('farcall.rerunJobWithArguments', context.job);
      case 'preview':
        return run('farcall.previewBundle', context.job);
      case 'runAgain':
        return run('farcall.rerunJob', context.job);
      case 'cancelRun':
        return run('farcall.cancelJob', error?.data['running']);
      case 'showRuns':
        return run('farcall.showRuns');
      case 'testHost':
        return run('farcall.testHost', context.host);
      case 'chooseHost':
        return run('farcall.selectHost');
      case 'addHost':
        return run('farcall.addHost');
      case 'editHost':
        return run('farcall.editHost', context.host);
      case 'cleanHost':
        return run('farcall.cleanHost', context.host);
      case 'openSetting':
        return run('workbench.action.openSettings', `@id:${String(error?.data['setting'])}`);
      case 'openSettings':
        return run('workbench.action.openSettings', 'farcall');
      case 'showLog':
        this.#showLog();
        return;
    }
  }
}

async function run(command: string, ...args: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}
