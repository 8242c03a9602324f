import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { trustedCommands, type CommandName } from './commandNames';
import type { ErrorReporter } from './errorReporter';

/** What every command goes through: the workspace is trusted where that matters, and a failure is told once. */
export async function guarded(
  name: CommandName,
  work: () => Promise<unknown>,
  errors: ErrorReporter,
): Promise<unknown> {
  try {
    if (trustedCommands.has(name) && !(await ensureTrusted())) return undefined;
    return await work();
  } catch (error) {
    errors.report(error);
    return undefined;
  }
}

/** True where the workspace is trusted; otherwise says what is missing and offers it. */
async function ensureTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = t('Manage Workspace Trust');
  const chosen = await vscode.window.showWarningMessage(
    t('Farcall runs code and connects to hosts only in a trusted workspace.'),
    manage,
  );
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return vscode.workspace.isTrusted;
}
