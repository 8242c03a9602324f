/**
 * States of a job. `shipping` is the client's; the others are read from the job's folder on the host. Apart from the
 * schemas, so that who only asks about a state does not load the parser.
 */
export const jobStates = [
  'shipping',
  'queued',
  'starting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'lost',
] as const;
export type JobState = (typeof jobStates)[number];
export type EndState = 'succeeded' | 'failed' | 'cancelled' | 'lost';

export function isEndState(state: JobState): state is EndState {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled' || state === 'lost';
}
