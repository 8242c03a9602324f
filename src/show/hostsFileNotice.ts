import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { openAt } from './openAt';

/** Tells of what stands in `hosts.json` and means nothing, and offers the way there. */
export async function tellOfHostsFile(sentence: string, file: string): Promise<void> {
  const open = t('Open');
  if ((await vscode.window.showWarningMessage(sentence, open)) === open) await openAt(file, 1);
}
