import { t } from '@vscode/l10n';
import type { ErrorCode } from '../base/errors';

/** What a message box or the panel offers beside an error. */
export const errorActionNames = [
  'open',
  'saveFile',
  'runCell',
  'otherArguments',
  'preview',
  'runAgain',
  'cancelRun',
  'showRuns',
  'testHost',
  'chooseHost',
  'addHost',
  'editHost',
  'cleanHost',
  'openSetting',
  'openSettings',
  'showLog',
] as const;
export type ErrorAction = (typeof errorActionNames)[number];

export const errorActionTitles: Record<ErrorAction, string> = {
  open: t('Open'),
  saveFile: t('Save File'),
  runCell: t('Run Cell'),
  otherArguments: t('Other Arguments…'),
  preview: t('Preview What Will Be Sent'),
  runAgain: t('Run Again'),
  cancelRun: t('Cancel Run'),
  showRuns: t('List Runs…'),
  testHost: t('Test Host'),
  chooseHost: t('Choose Another Host'),
  addHost: t('Add Host…'),
  editHost: t('Edit Host Options'),
  cleanHost: t('Clean Host…'),
  openSetting: t('Open Setting'),
  openSettings: t('Open Settings'),
  showLog: t('Show Log'),
};

/** The next steps that suit a failure, most useful first. Every code is named, so that a new one is thought about. */
const actionsByCode: Record<ErrorCode, readonly ErrorAction[]> = {
  usage: ['cancelRun', 'saveFile', 'runCell', 'openSetting'],
  'file-not-found': ['openSetting', 'runAgain'],
  'syntax-error': ['open'],
  'no-such-function': ['open'],
  'missing-module': ['open'],
  'bad-arguments': ['open', 'otherArguments'],
  'bad-settings': ['open', 'editHost', 'openSettings'],
  'source-unreadable': ['open', 'runAgain'],
  'file-unwritable': ['runAgain', 'showLog'],
  'unknown-job': ['showRuns'],
  undecided: ['preview', 'runAgain'],
  'unknown-host': ['addHost', 'chooseHost'],
  unreachable: ['testHost', 'chooseHost', 'runAgain'],
  refused: ['testHost', 'chooseHost', 'runAgain'],
  'auth-failed': ['testHost', 'chooseHost', 'runAgain'],
  'host-key-unknown': ['testHost', 'chooseHost'],
  'host-key-changed': ['chooseHost'],
  'host-key-revoked': ['chooseHost'],
  'no-host-fits': ['chooseHost'],
  'no-python': ['editHost', 'chooseHost'],
  'old-python': ['editHost', 'chooseHost'],
  'bootstrap-failed': ['testHost', 'showLog'],
  'folder-unwritable': ['testHost', 'editHost'],
  'disk-full': ['cleanHost', 'editHost', 'chooseHost'],
  'connection-lost': ['testHost', 'runAgain'],
  protocol: ['runAgain', 'showLog'],
  'setup-failed': ['editHost', 'chooseHost'],
  'no-result': ['runAgain'],
  'never-sent': ['runAgain'],
  'unknown-base': ['runAgain', 'showLog'],
  'bundle-incomplete': ['runAgain', 'showLog'],
  'corrupt-upload': ['runAgain', 'showLog'],
  // The function's own: the panel shows where.
  raised: [],
  lost: ['runAgain'],
  'timed-out': ['runAgain'],
  // The person's own wish.
  cancelled: [],
};

/** What an error concerns, so that its next steps know where to go. */
export interface Concern {
  /** Whether it names a place in a file. */
  readonly at: boolean;
  readonly host?: string | undefined;
  /** The run that could not begin. */
  readonly job?: string | undefined;
  /** Of the error itself. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

const isRemote = ({ host }: Concern): boolean => host !== undefined && host !== 'local';
const hasRun = ({ job }: Concern): boolean => job !== undefined;

/** Without this a step leads nowhere; the others always lead somewhere. */
const needs: Partial<Record<ErrorAction, (concern: Concern) => boolean>> = {
  open: ({ at }) => at,
  saveFile: ({ data }) => data?.['unsaved'] === true,
  runCell: ({ data }) => data?.['cell'] === true,
  otherArguments: hasRun,
  preview: hasRun,
  runAgain: hasRun,
  cancelRun: ({ data }) => typeof data?.['running'] === 'string',
  testHost: isRemote,
  editHost: isRemote,
  cleanHost: ({ host }) => host !== undefined,
  openSetting: ({ data }) => typeof data?.['setting'] === 'string',
};

export function errorActions(code: ErrorCode, concern: Concern): readonly ErrorAction[] {
  return actionsByCode[code].filter((action) => needs[action]?.(concern) ?? true);
}
