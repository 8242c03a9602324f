import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobRecord } from '../contract/registry';
import type { JobCommands } from './jobCommands';
import { awayText } from './jobText';
import type { JobPanel } from './panel/jobPanel';

/** Tells in one message what ended while nobody was there, unless it is on the screen already. */
export async function tellAway(ended: readonly JobRecord[], jobs: JobCommands, panel: JobPanel): Promise<void> {
  if (ended.every(({ job }) => job === panel.visibleJob)) return;
  const bad = ended.some(({ state }) => state === 'failed' || state === 'lost');
  const show = t('Show');
  const message = bad ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  if ((await message(awayText(ended), show)) === show) await jobs.showAmong(ended);
}
