import { t } from '@vscode/l10n';
import { formatPlace } from './format';

/**
 * Every expected failure, by code. The code decides the exit status and what an editor offers next;
 * nobody matches message texts.
 */
export const errorKinds = {
  // The request cannot be run: nothing was started.
  usage: 'request',
  'file-not-found': 'request',
  'syntax-error': 'request',
  'no-such-function': 'request',
  'missing-module': 'request',
  'bad-arguments': 'request',
  'bad-settings': 'request',
  'source-unreadable': 'request',
  'file-unwritable': 'request',
  'unknown-job': 'request',
  undecided: 'request',
  // The host or the way to it.
  'unknown-host': 'host',
  unreachable: 'host',
  refused: 'host',
  'auth-failed': 'host',
  'host-key-unknown': 'host',
  'host-key-changed': 'host',
  'host-key-revoked': 'host',
  'no-host-fits': 'host',
  'no-python': 'host',
  'old-python': 'host',
  'bootstrap-failed': 'host',
  'folder-unwritable': 'host',
  'disk-full': 'host',
  'connection-lost': 'host',
  protocol: 'host',
  'setup-failed': 'host',
  'no-result': 'host',
  'never-sent': 'host',
  // Bookkeeping between client and agent; the client answers these itself.
  'unknown-base': 'host',
  'bundle-incomplete': 'host',
  'corrupt-upload': 'host',
  // The job.
  raised: 'raised',
  lost: 'lost',
  'timed-out': 'lost',
  cancelled: 'cancelled',
} as const;

export type ErrorCode = keyof typeof errorKinds;
export type ErrorKind = (typeof errorKinds)[ErrorCode];

/** Exit status of the command line by kind of failure (DESIGN 4.2). */
export const exitStatusOf: Record<ErrorKind, number> = {
  request: 2,
  host: 3,
  raised: 1,
  lost: 4,
  cancelled: 130,
};

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorKinds, code);
}

export interface ErrorDetails {
  /** What the person can do now, as one imperative sentence. */
  readonly next?: string;
  /** Where: a file of the workspace, 1-based line and column; in a notebook the line is its code cell's. */
  readonly at?: { readonly file: string; readonly line?: number; readonly column?: number; readonly cell?: number };
  readonly cause?: unknown;
  /** Anything the caller needs to act on the failure without reading the message. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** An expected failure: a code, a sentence for the person, what to do next, and the cause. */
export class FarcallError extends Error {
  override readonly name = 'FarcallError';
  readonly code: ErrorCode;
  readonly next: string | undefined;
  readonly at: ErrorDetails['at'];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.next = details.next;
    this.at = details.at;
    this.data = details.data ?? {};
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }

  get exitStatus(): number {
    return exitStatusOf[this.kind];
  }

  /** The sentence, where it happened and what to do next, for a terminal or a notification. */
  get text(): string {
    const place = this.at ? `${formatPlace(this.at)}: ` : '';
    return `${place}${this.message}${this.next === undefined ? '' : ` ${this.next}`}`;
  }
}

/** Any thrown value as text, for logs and causes; an error of the system without its code and the call that met it. */
export function describe(error: unknown): string {
  if (error instanceof FarcallError) return error.text;
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error && 'syscall' in error)) return error.message;
  if (isMissing(error) && String(error.syscall).startsWith('spawn')) return t('it was not found');
  const [, words] = /^[A-Z0-9]+: (.+?), [a-z]+(?: '|$)/.exec(error.message) ?? [];
  return words ?? error.message;
}

/** Whether a file operation failed since there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
