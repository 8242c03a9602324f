import { t } from '@vscode/l10n';
import { isErrorCode, type FarcallError } from '../base/errors';
import type { EndEvent } from '../contract/journal';
import { isEndState, type EndState, type JobState } from '../contract/jobStates';
import type { ErrorLine } from '../contract/lines';

/** An expected failure as a run tells it. */
export function errorLineOf(error: FarcallError): ErrorLine {
  const { at, next } = error;
  return {
    type: 'error',
    errorType: error.code,
    message: error.message,
    traceback: at
      ? [
          {
            file: at.file,
            line: at.line ?? 1,
            ...(at.column === undefined ? {} : { column: at.column }),
            ...(at.cell === undefined ? {} : { cell: at.cell }),
            function: '',
            local: true,
          },
        ]
      : [],
    code: error.code,
    ...(next === undefined ? {} : { next }),
  };
}

/** Why a job ended so, in a word or two, where its state does not say it all: kept with its record, the same everywhere. */
export function reasonOf(end: EndEvent): string | null {
  if (end.reason !== null) return end.reason;
  if (end.signal !== null) return `signal ${end.signal}`;
  if (end.exit !== null && end.exit !== 0) return `exit ${end.exit}`;
  return null;
}

/** How many ended how, best first: `2 succeeded, 1 failed`. */
export function endsText(states: readonly EndState[]): string {
  const all: readonly EndState[] = ['succeeded', 'failed', 'cancelled', 'lost'];
  return all
    .map((state) => ({ state, count: states.filter((one) => one === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state}`)
    .join(', ');
}

/** An end that no Python exception tells of, as one. */
export function explain(state: JobState, end: EndEvent | null): ErrorLine | undefined {
  if (!end || !isEndState(state) || state === 'succeeded' || state === 'cancelled') return undefined;
  const say = (errorType: string, message: string, next?: string, code?: string): ErrorLine => ({
    type: 'error',
    errorType,
    message,
    traceback: [],
    ...(next === undefined ? {} : { next }),
    ...(code !== undefined && isErrorCode(code) ? { code } : {}),
  });
  switch (end.reason) {
    case 'memory':
      return say(
        'MemoryError',
        t('The host ran out of memory and its kernel killed the job.'),
        t('Use less memory, or a larger host.'),
      );
    case 'timeout':
      return say(
        'TimeoutError',
        t('The job ran longer than its time limit and was ended.'),
        t('Run it again with a longer limit.'),
        'timed-out',
      );
    case 'rebooted':
      return say(
        'Lost',
        t('The host was restarted while the job ran.'),
        t('The output up to then is kept; run it again.'),
        'lost',
      );
    case 'supervisor-gone':
      return say(
        'Lost',
        t("The job's supervisor on the host is gone: something there ended it."),
        t('The output up to then is kept; run it again.'),
        'lost',
      );
    case 'disk-full':
      return say(
        'OSError',
        t('The disk of the host is full: output had to be dropped.'),
        t('Free space there, then run it again.'),
        'disk-full',
      );
    case 'arguments':
    case 'python':
      return undefined;
    case null:
      if (end.signal !== null)
        return say(end.signal, t('The process was ended by the signal {0}.', end.signal), afterSignal(end.signal));
      return say(
        'SystemExit',
        t('The process ended with exit status {0} and no Python exception.', end.exit ?? t('unknown')),
        t('Look in its output for what called exit; compiled code and os._exit leave no traceback.'),
      );
  }
}

/** Signals by which compiled code that went wrong ends a process. */
const crashes = ['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGABRT'];

function afterSignal(signal: string): string {
  if (crashes.includes(signal)) {
    return t('Compiled code crashed: call faulthandler.enable() first and run it again, and its output shows where.');
  }
  return signal === 'SIGKILL'
    ? t('Somebody on the host, or a limit there, ended it: ask for more memory or time there, or use another host.')
    : t('Somebody on the host, or the code itself, sent it: the output up to then is kept; run it again.');
}
