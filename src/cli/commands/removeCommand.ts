import { errorKinds, exitStatusOf, FarcallError } from '../../base/errors';
import { isEndState } from '../../contract/jobStates';
import type { JobRecord } from '../../contract/registry';
import type { Command } from '../commandLine';
import { nowOf, type JobPorts } from './jobCommands';

/** Forgets ended jobs, with all that their hosts have of them. Nothing goes before all are known and a person said yes. */
export async function removeCommand(command: Extract<Command, { verb: 'remove' }>, on: JobPorts): Promise<number> {
  const records: JobRecord[] = [];
  for (const job of command.jobs) {
    const record = await endedRecord(await on.registry.resolve(job), command.here, on);
    if (!records.some((one) => one.job === record.job)) records.push(record);
  }
  if (!command.yes && !(await isAgreed(records, command.here, on))) return exitStatusOf.cancelled;
  let failure: FarcallError | undefined;
  for (const { job, host } of records) {
    try {
      await on.status.during(`Removing ${job} from ${host}…`, on.runs.remove(job, command.here));
      if (command.json) on.terminal.stdout.write(`${JSON.stringify({ type: 'removed', job, host })}\n`);
      else on.renderer.note(`${job} is removed`);
    } catch (error) {
      if (!(error instanceof FarcallError && errorKinds[error.code] === 'host')) throw error;
      on.renderer.note(`${job} is still there: ${error.message}`);
      failure = error;
    }
  }
  if (failure === undefined) return 0;
  on.renderer.note('With --here, what is known of it here goes alone.');
  return failure.exitStatus;
}

async function endedRecord(record: JobRecord, here: boolean, on: JobPorts): Promise<JobRecord> {
  if (here) return record;
  const now = isEndState(record.state) ? record : await nowOf(record, on);
  if (isEndState(now.state) || now.bundle === null) return now;
  throw new FarcallError('usage', `${now.job} has not ended: it is ${now.state}.`, {
    next: `End it first: farcall cancel ${now.job}. With --here, what is known of it here goes alone.`,
  });
}

async function isAgreed(records: readonly JobRecord[], here: boolean, { ask }: JobPorts): Promise<boolean> {
  if (ask === undefined) {
    throw new FarcallError('usage', 'Nobody is there to say whether these jobs may go.', {
      next: 'Say so with --yes.',
    });
  }
  const list = records.map(({ job, label, host, state }) => `  ${job}  ${label} on ${host}, ${state}\n`).join('');
  const what = here
    ? 'Forget them here? What their hosts have of them stays.'
    : 'Remove them, with their output, results and files on their hosts? This cannot be undone.';
  return /^y(?:es)?$/i.test((await ask(`${list}${what} (yes/no) `))?.trim() ?? '');
}
