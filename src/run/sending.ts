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
  if (error !== null) return { ...error, next: `It did not reach ${host}: run it again.` };
  return errorLineOf(
    new FarcallError('never-sent', `The window or terminal that was sending it ended before ${host} had it.`, {
      next: 'Run it again.',
    }),
  );
}

/** Why there is nothing of a job on its host; undefined where it is known to have arrived there. */
export function absence({ job, host, sender, state, error }: JobRecord): FarcallError | undefined {
  if (sender === undefined) return undefined;
  if (!isEndState(state)) {
    return new FarcallError('no-result', `${job} is still being sent to ${host} by another window or terminal.`, {
      next: `Wait until ${host} has it, or stop it there.`,
    });
  }
  const code = error?.code ?? '';
  return new FarcallError(isErrorCode(code) ? code : 'never-sent', error?.message ?? `${host} never had ${job}.`, {
    ...(error?.next === undefined ? {} : { next: error.next }),
  });
}
