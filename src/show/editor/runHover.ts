import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatDuration } from '../../base/format';
import { isEndState } from '../../contract/jobStates';
import { stateWords } from '../jobText';
import type { CommandName } from '../commandNames';
import { lastRunPreview } from './lastRunText';
import type { LastRun } from './lastRuns';

const enabledCommands: readonly CommandName[] = ['farcall.showJob', 'farcall.rerunJob', 'farcall.dismissErrors'];

/** What a hover tells of a run: how it ended, its value's preview or its traceback, and what can be done. */
export function runHover({ record }: LastRun, dismissible: boolean): vscode.MarkdownString {
  const { job, host, state, timings } = record;
  const hover = new vscode.MarkdownString();
  // Only these, and with arguments of ours: what the run said is quoted.
  hover.isTrusted = { enabledCommands };
  hover.appendText(
    [
      t('{0} on {1}', stateWords[state], host),
      ...(timings.run === undefined ? [] : [formatDuration(timings.run)]),
    ].join(' · '),
  );
  const preview = lastRunPreview(record);
  if (preview !== undefined) hover.appendCodeblock(preview, 'text');
  else hover.appendMarkdown('\n\n');
  const links = [link(t('Show Run in Panel'), 'farcall.showJob', job)];
  if (isEndState(state)) links.push(link(t('Run Again'), 'farcall.rerunJob', job));
  if (dismissible) links.push(link(t('Dismiss'), 'farcall.dismissErrors', job));
  hover.appendMarkdown(links.join(' · '));
  return hover;
}

function link(title: string, command: CommandName, job: string): string {
  return `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([job]))})`;
}
