import { t } from '@vscode/l10n';
import { formatDuration } from '../../base/format';
import { isEndState } from '../../contract/jobStates';
import type { JobRecord } from '../../contract/registry';
import { clockText } from '../clockText';
import { errorText, reasonWords } from '../failureText';
import { agoText, callText, shortened, stateWords } from '../jobText';
import type { LastRun } from './lastRuns';

/** How the editor tells what came of a function's last run. Pure. */

/** How long a value or an error may be in a lens, in characters. */
const mostOfOutcome = 48;
/** How much of a preview a hover holds, in lines. */
const mostLines = 20;

/** A lens swallows a plain space behind an icon. */
const gap = '\u00a0';

/** The title of the lens beside "Run on remote": `✓ 3.14 · 0.8 s on gpu1`. */
export function lastRunTitle({ record, connected }: LastRun, now: number): string {
  const { state, host, created } = record;
  if (!connected) return `$(debug-disconnect)${gap}${t('Not connected to {0}', host)}`;
  if (!isEndState(state)) {
    const icon = state === 'queued' ? '$(clock)' : '$(sync~spin)';
    return `${icon}${gap}${t('{0} {1} on {2}', stateWords[state], clockText(now - created), host)}`;
  }
  const took = record.timings.run;
  const outcome = shortened(outcomeText(record), mostOfOutcome);
  const parts = [escapedIcons(outcome), took === undefined ? '' : formatDuration(took)].filter((part) => part !== '');
  const what = [signs[state], ...(parts.length > 0 ? [parts.join(' · ')] : [])].join(' ');
  return t('{0} on {1}', what, host);
}

/** The same for a screen reader or a pointer that rests on the lens, with what a click does. */
export function lastRunTooltip({ record, connected }: LastRun, now: number): string {
  const { state, host, created } = record;
  const call = callText(record);
  const how = connected ? stateWords[state] : t('Not connected');
  const outcome = isEndState(state) ? outcomeText(record) : '';
  return [
    call === ''
      ? t('{0} on {1}, started {2}.', how, host, agoText(created, now))
      : t('{0} on {1}, started {2}, called with {3}.', how, host, agoText(created, now), shortened(call, 200)),
    ...(outcome === '' ? [] : [shortened(outcome, 400)]),
    t('Click to show it in the panel.'),
  ].join('\n');
}

/** What a hover shows below the first line: the result's preview or the error's text; undefined where there is neither. */
export function lastRunPreview({ result, error }: JobRecord): string | undefined {
  const value = result?.valueType === 'NoneType' ? undefined : result?.previews['text/plain'];
  const text = error === null ? value : (error.text ?? errorText(error));
  if (text === undefined || text.trim() === '') return undefined;
  const lines = text.replace(/\s+$/, '').split('\n');
  if (lines.length <= mostLines) return lines.join('\n');
  // A value begins, and a traceback ends, with what matters most.
  return error === null ? [...lines.slice(0, mostLines), '…'].join('\n') : ['…', ...lines.slice(-mostLines)].join('\n');
}

const signs = { succeeded: '✓', failed: '✗', cancelled: '⊘', lost: '?' } as const;

function outcomeText({ state, result, error, reason }: JobRecord): string {
  switch (state) {
    case 'succeeded': {
      // A function that returns nothing has nothing to tell.
      return result === null || result.valueType === 'NoneType' ? '' : valueText(result);
    }
    case 'failed':
      return error === null ? (reason === null ? t('failed') : reasonWords(reason)) : errorText(error);
    case 'cancelled':
      return t('cancelled');
    case 'lost':
      return reason ?? t('lost');
    default:
      return '';
  }
}

/** A value in one line. Of a table or an object of the user's that is its type, with how large it is where its text says so. */
function valueText({ valueType, previews }: NonNullable<JobRecord['result']>): string {
  const text = (previews['text/plain'] ?? '').trim();
  const ofModule = valueType.includes('.');
  if (!ofModule || !(text.includes('\n') || /^<.* at 0x[\da-f]+>$/i.test(text))) return text;
  const name = valueType.slice(valueType.lastIndexOf('.') + 1);
  // As pandas ends, and polars begins.
  const size = /\[(\d+) rows x (\d+) columns\]$/.exec(text) ?? /^shape: \((\d+), (\d+)\)/.exec(text);
  return size === null ? name : `${name} ${size[1]} × ${size[2]}`;
}

/** A title turns `$(name)` into an icon; a value that looks so is text. */
function escapedIcons(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}
