import { t } from '@vscode/l10n';
import type { ErrorCode } from '../base/errors';

/** What a message box offers beside an error. */
export const errorActionNames = ['open', 'testHost', 'chooseHost', 'editHost', 'openSettings', 'showLog'] as const;
export type ErrorAction = (typeof errorActionNames)[number];

export const errorActionTitles: Record<ErrorAction, string> = {
  open: t('Open'),
  testHost: t('Test Host'),
  chooseHost: t('Choose Another Host'),
  editHost: t('Edit Host Options'),
  openSettings: t('Open Settings'),
  showLog: t('Show Log'),
};

/** The next steps that suit a failure, most useful first. Every code is named, so that a new one is thought about. */
const actionsByCode: Record<ErrorCode, readonly ErrorAction[]> = {
  usage: [],
  'file-not-found': [],
  'syntax-error': ['open'],
  'no-such-function': ['open'],
  'missing-module': ['open'],
  'bad-arguments': ['open'],
  'bad-settings': ['openSettings'],
  'source-unreadable': ['open'],
  'unknown-job': [],
  undecided: [],
  'unknown-host': ['chooseHost'],
  unreachable: ['testHost', 'chooseHost'],
  refused: ['testHost', 'chooseHost'],
  'auth-failed': ['testHost', 'chooseHost'],
  'host-key-unknown': ['testHost', 'chooseHost'],
  'host-key-changed': ['chooseHost'],
  'host-key-revoked': ['chooseHost'],
  'no-host-fits': ['chooseHost'],
  'no-python': ['editHost', 'chooseHost'],
  'old-python': ['editHost', 'chooseHost'],
  'bootstrap-failed': ['testHost', 'showLog'],
  'folder-unwritable': ['testHost', 'editHost'],
  'disk-full': ['chooseHost'],
  'connection-lost': ['testHost'],
  protocol: ['showLog'],
  'setup-failed': ['editHost'],
  'no-result': [],
  'never-sent': [],
  'unknown-base': ['showLog'],
  'bundle-incomplete': ['showLog'],
  'corrupt-upload': ['showLog'],
  raised: [],
  lost: [],
  'timed-out': [],
  cancelled: [],
};

/** `open` needs a place, and what concerns a host needs the host's name. */
export function errorActions(code: ErrorCode, at: boolean, host: string | undefined): readonly ErrorAction[] {
  return actionsByCode[code].filter((action) => {
    if (action === 'open') return at;
    if (action === 'testHost' || action === 'editHost') return host !== undefined && host !== 'local';
    return true;
  });
}
