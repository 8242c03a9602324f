import { t } from '@vscode/l10n';
import { isErrorCode, type ErrorCode } from '../base/errors';
import type { ErrorLine } from '../contract/lines';
import type { JobRecord } from '../contract/registry';

/** How a person reads what went wrong: in a sentence, or in the few words for which a list has room. Pure. */

/** An error as Python names it, or in Farcall's own words where it is for Farcall to explain. */
export function errorText({ errorType, message, code }: Pick<ErrorLine, 'errorType' | 'message' | 'code'>): string {
  if (message === '') return errorType;
  return code === undefined ? `${errorType}: ${message}` : message;
}

/** Of a run that failed. An exception's name stands without its module. */
export function failureWords({ error, reason }: Pick<JobRecord, 'error' | 'reason'>): string {
  if (error === null) return reason === null ? t('failed') : reasonWords(reason);
  const { code, errorType } = error;
  if (code !== undefined && isErrorCode(code)) return wordsByCode[code];
  return errorType.slice(errorType.lastIndexOf('.') + 1);
}

/** Why a job ended so, as its record has it, in a person's words. */
export function reasonWords(reason: string): string {
  const [, kind, what = ''] = /^(signal|exit) (\S+)$/.exec(reason) ?? [];
  if (kind === 'signal') return t('signal {0}', what);
  if (kind === 'exit') return t('exit {0}', what);
  return wordsByReason.get(reason) ?? reason;
}

const wordsByReason: ReadonlyMap<string, string> = new Map([
  ['memory', t('out of memory')],
  ['timeout', t('time limit reached')],
  ['arguments', t('bad arguments')],
  ['python', t('Python did not start')],
  ['rebooted', t('host restarted')],
  ['supervisor-gone', t('supervisor gone')],
  ['disk-full', t('disk full')],
]);

const wordsByCode: Record<ErrorCode, string> = {
  usage: t('cannot run'),
  'file-not-found': t('no such file'),
  'syntax-error': t('syntax error'),
  'no-such-function': t('no such function'),
  'missing-module': t('missing module'),
  'bad-arguments': t('bad arguments'),
  'bad-settings': t('bad settings'),
  'source-unreadable': t('unreadable source'),
  'file-unwritable': t('file not writable'),
  'unknown-job': t('unknown job'),
  undecided: t('undecided'),
  'unknown-host': t('unknown host'),
  unreachable: t('host not reached'),
  refused: t('connection refused'),
  'auth-failed': t('not let in'),
  'host-key-unknown': t('unknown host key'),
  'host-key-changed': t('changed host key'),
  'host-key-revoked': t('revoked host key'),
  'no-host-fits': t('no host fits'),
  'no-python': t('no Python'),
  'old-python': t('Python too old'),
  'bootstrap-failed': t('agent not started'),
  'folder-unwritable': t('folder not writable'),
  'disk-full': t('disk full'),
  'connection-lost': t('connection lost'),
  protocol: t('not understood'),
  'setup-failed': t('setup failed'),
  'no-result': t('no result'),
  'never-sent': t('never sent'),
  'unknown-base': t('transfer failed'),
  'bundle-incomplete': t('transfer failed'),
  'corrupt-upload': t('transfer failed'),
  raised: t('failed'),
  lost: t('lost'),
  'timed-out': t('timed out'),
  cancelled: t('cancelled'),
};
