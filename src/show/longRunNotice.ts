import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobRecord } from '../contract/registry';
import type { JobCommands } from './jobCommands';
import { longRunText } from './jobText';

/** Tells of a long run that ended out of sight. */
export async function tellLongRun(ended: JobRecord, jobs: Pick<JobCommands, 'show'>): Promise<void> {
  const text = longRunText(ended);
  if (text === undefined) return;
  const show = t('Show');
  const message = ended.state === 'succeeded' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  if ((await message(text, show)) === show) await jobs.show(ended.job);
}
