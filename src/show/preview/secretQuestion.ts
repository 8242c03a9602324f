import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** Whether a file that looks like a secret is to be sent all the same: asked for each by its name. */
export async function confirmSecret(path: string): Promise<boolean> {
  const send = t('Send It');
  const chosen = await vscode.window.showWarningMessage(
    t('Send {0}, which looks like a secret?', path),
    {
      modal: true,
      detail: t(
        'It is copied to each host that this call runs on, and stays in the cache there. Other secrets are not sent. Reset in the preview takes it back for the runs to come.',
      ),
    },
    send,
  );
  return chosen === send;
}
