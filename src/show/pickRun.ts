import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError } from '../base/errors';
import type { JobRecord } from '../contract/registry';
import { agoText, stateWords } from './jobText';

/** The run that a person picks among those that suit; the only one without asking. Throws `unknown-job` without any. */
export async function pickSuitable(
  records: readonly JobRecord[],
  suits: (record: JobRecord) => boolean,
  placeHolder: string,
): Promise<JobRecord | undefined> {
  const suitable = records.filter(suits);
  if (suitable.length === 0) {
    throw new FarcallError('unknown-job', t('There is no such run.'), { next: t('Run a function first.') });
  }
  return suitable.length === 1 ? suitable[0] : pickRun(suitable, placeHolder);
}

export async function pickRun(records: readonly JobRecord[], placeHolder: string): Promise<JobRecord | undefined> {
  const items = records.map((record) => ({
    label: record.label,
    description: `${record.host} · ${stateWords[record.state]} · ${agoText(record.created, Date.now())}`,
    record,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.record;
}
