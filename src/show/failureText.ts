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
  if (error === null) return reason ?? 'failed';
  const { code, errorType } = error;
  if (code !== undefined && isErrorCode(code)) return wordsByCode[code];
  return errorType.slice(errorType.lastIndexOf('.') + 1);
}

const wordsByCode: Record<ErrorCode, string> = {
  usage: 'cannot run',
  'file-not-found': 'no such file',
  'syntax-error': 'syntax error',
  'no-such-function': 'no such function',
  'missing-module': 'missing module',
  'bad-arguments': 'bad arguments',
  'bad-settings': 'bad settings',
  'source-unreadable': 'unreadable source',
  'unknown-job': 'unknown job',
  undecided: 'undecided',
  'unknown-host': 'unknown host',
  unreachable: 'host not reached',
  refused: 'connection refused',
  'auth-failed': 'not let in',
  'host-key-unknown': 'unknown host key',
  'host-key-changed': 'changed host key',
  'host-key-revoked': 'revoked host key',
  'no-host-fits': 'no host fits',
  'no-python': 'no Python',
  'old-python': 'Python too old',
  'bootstrap-failed': 'agent not started',
  'folder-unwritable': 'folder not writable',
  'disk-full': 'disk full',
  'connection-lost': 'connection lost',
  protocol: 'not understood',
  'setup-failed': 'setup failed',
  'no-result': 'no result',
  'never-sent': 'never sent',
  'unknown-base': 'transfer failed',
  'bundle-incomplete': 'transfer failed',
  'corrupt-upload': 'transfer failed',
  raised: 'failed',
  lost: 'lost',
  'timed-out': 'timed out',
  cancelled: 'cancelled',
};
