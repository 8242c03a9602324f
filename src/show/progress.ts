import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError } from '../base/errors';

/** Cancellable work under a notification; undefined where the person cancelled it. */
export async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string, percent?: number) => void) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  let before = 0;
  try {
    return await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(() =>
          controller.abort(new FarcallError('cancelled', t('{0} Cancelled.', title))),
        );
        return await work(controller.signal, (message, percent = before) => {
          progress.report({ message, increment: percent - before });
          before = percent;
        });
      },
    );
  } catch (error) {
    if (controller.signal.aborted) return undefined;
    throw error;
  }
}
