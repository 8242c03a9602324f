import { t } from '@vscode/l10n';
import { FarcallError, isErrorCode } from '../base/errors';
import { isEndState } from '../contract/jobStates';
import type { ErrorLine } from '../contract/lines';
import type { JobRecord } from '../contract/registry';
import { errorLineOf } from './endings';
import { whereabouts } from './processMark';

/** How long a process of another machine or container is believed to go on sending; milliseconds. */
const believedFor = 24 * 3_600_000;

/** True where nobody brings the job to its host any more: if it is not there by now, it never will be. */
export function isLeft({ sender, error, created }: JobRecord, now: number): boolean {
  if (sender === undefined || error !== null) return true;
  switch (whereabouts(sender)) {
    case 'alive':
      return false;
    case 'gone':
      return true;
    case 'elsewhere':
      return now - created > believedFor;
  }
}

/** Of a job that was left on its way to its host, and did not arrive. */
export function leftBehind({ error, host }: JobRecord): ErrorLine {
  if (error !== null) return { ...error, next: t('It did not reach {0}: run it again.', host) };
  return errorLineOf(
    new FarcallError('never-sent', t('The window or terminal that was sending it ended before {0} had it.', host), {
      next: t('Run it again.'),
    }),
  );
}

/** Why there is nothing of a job on its host; undefined where it is known to have arrived there. */
export function absence({ job, host, sender, state, error }: JobRecord): FarcallError | undefined {
  if (sender === undefined) return undefined;
  if (!isEndState(state)) {
    return new FarcallError(
      'no-result',
      t('{0} is still being sent to {1} by another window or terminal.', job, host),
      {
        next: t('Wait until {0} has it, or stop it there.', host),
      },
    );
  }
  const code = error?.code ?? '';
  return new FarcallError(
    isErrorCode(code) ? code : 'never-sent',
    error?.message ?? t('{0} never had {1}.', host, job),
    {
      ...(error?.next === undefined ? {} : { next: error.next }),
    },
  );
}
