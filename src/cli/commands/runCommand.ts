import { FarcallError, exitStatusOf } from '../../base/errors';
import type { DoneLine } from '../../contract/lines';
import type { RunPorts } from '../../run/ports';
import { gpusText } from '../../run/gpus';
import type { Run, RunService } from '../../run/service';
import type { Command } from '../commandLine';
import { jobTerminal, type Screen } from '../jobTerminal';
import type { RunRenderer } from '../renderer';
import { RunWaits } from '../runWaits';
import type { StatusLine } from '../statusLine';
import type { Target } from '../targets';
import { Inspection } from './inspection';

export interface RunCommandPorts {
  readonly runs: RunService;
  readonly ports: Pick<RunPorts, 'inspect' | 'choices'>;
  readonly renderer: RunRenderer;
  readonly status: StatusLine;
  readonly target: Target;
  readonly host: string;
  readonly screen: Screen;
  /** Calls back at each Ctrl-C and at a hang-up, until disposed. */
  readonly onInterrupt: (interrupted: (kind: 'interrupt' | 'hang-up') => void) => { dispose(): void };
  /** Aborts when nobody reads standard output any more. */
  readonly outputClosed: AbortSignal;
  /** Writes the last line of a run that is left running. */
  readonly printId: (run: Run) => void;
}

/** Runs a call and stays until it ends, unless told to leave it running. Resolves to the exit status. */
export async function runCommand(command: Extract<Command, { verb: 'run' }>, ports: RunCommandPorts): Promise<number> {
  const { renderer, target } = ports;
  const inspection = await Inspection.of(ports.ports, command, target);
  const choices = await inspection.typedChoices();
  const run = ports.runs.run({
    ...inspection.request,
    host: ports.host,
    choices,
    ...(command.timeout === undefined ? {} : { timeout: command.timeout }),
    ...(command.gpus === undefined ? {} : { gpus: command.gpus }),
    ...(await jobTerminal(command.terminal, target.workspace, ports.screen)),
  });
  return watchRun(run, ports, command.detach, (line) => renderer.line(line));
}

async function watchRun(
  run: Run,
  ports: RunCommandPorts,
  detach: boolean,
  show: (line: Run['lines'][number]) => void,
): Promise<number> {
  const { renderer } = ports;
  const watch = {
    leaveWhenSafe: detach,
    left: false,
    interrupts: 0,
    toldSafe: false,
    toldPython: false,
    toldLost: false,
    cancelTaken: false,
  };
  const leave = (): void => {
    watch.left = true;
    run.detach();
  };
  const waits = new RunWaits(run, ports.status);
  const lines = run.onLine((line) => {
    waits.hear(line);
    show(line);
  });
  const changes = run.onChanged(() => {
    waits.look();
    if (run.safe && watch.leaveWhenSafe) {
      leave();
    } else if (run.safe && !watch.toldSafe) {
      watch.toldSafe = true;
      if (run.record.gpus) renderer.note(gpusText(run.host, run.record.gpus));
      renderer.note(`job ${run.job} is on ${run.host}: it goes on if this terminal closes`);
    }
    if (run.record.python !== null && !watch.toldPython) {
      watch.toldPython = true;
      renderer.note(`Python ${run.record.python} runs it`);
    }
    const lost = run.phase === 'reconnecting';
    if (lost && !watch.toldLost) renderer.note(lostText(run));
    if (watch.toldLost && run.phase === 'following') renderer.note(`${run.host} is reached again.`);
    watch.toldLost = lost;
  });
  const leaveOnceSafe = (): void => {
    if (run.safe) leave();
    else watch.leaveWhenSafe = true;
  };
  const interrupts = ports.onInterrupt((kind) => {
    if (kind === 'hang-up') {
      leaveOnceSafe();
      return;
    }
    watch.interrupts += 1;
    if (watch.interrupts > 1) {
      leave();
      return;
    }
    renderer.note('Cancelling (Ctrl-C again leaves without waiting for its end)…');
    waits.cancelling();
    run.cancel().then(
      () => (watch.cancelTaken = true),
      (error: unknown) => {
        if (error instanceof FarcallError) renderer.failure(error);
      },
    );
  });
  const closed = (): void => leaveOnceSafe();
  ports.outputClosed.addEventListener('abort', closed, { once: true });
  try {
    const done = await run.done;
    if (!watch.left) {
      if (done.state === 'succeeded' && done.reason === 'disk-full')
        renderer.note(`The disk of ${run.host} was full: part of the output was dropped. Free space there.`);
      return exitStatus(done, run);
    }
    const interrupted = watch.interrupts > 0;
    const again = `Come back with: farcall logs ${run.job} --follow`;
    if (watch.cancelTaken) renderer.note(`${run.host} was told to cancel the job, and does so by itself. ${again}`);
    else if (interrupted || ports.outputClosed.aborted) renderer.note(`Left running. ${again}`);
    ports.printId(run);
    return interrupted ? exitStatusOf.cancelled : 0;
  } catch (error) {
    if (!(error instanceof FarcallError)) throw error;
    // The run's own lines told of the failure itself.
    if (run.safe) renderer.note(`The job goes on at ${run.host}. Come back with: farcall logs ${run.job} --follow`);
    return error.exitStatus;
  } finally {
    waits.dispose();
    lines.dispose();
    changes.dispose();
    interrupts.dispose();
    ports.outputClosed.removeEventListener('abort', closed);
  }
}

function lostText({ safe, host }: Run): string {
  return safe
    ? 'The connection is lost; the job goes on. Connecting again…'
    : `The connection to ${host} is lost while the job is brought there. Connecting again…`;
}

/** DESIGN 4.2: by how the job ended and whose failure it was. */
export function exitStatus(done: Pick<DoneLine, 'state' | 'reason'>, run: Pick<Run, 'record'>): number {
  switch (done.state) {
    case 'succeeded':
      return 0;
    case 'cancelled':
      return exitStatusOf.cancelled;
    case 'lost':
      return exitStatusOf.lost;
    case 'failed':
      switch (done.reason) {
        case 'arguments':
          return exitStatusOf.request;
        case 'timeout':
          return exitStatusOf.lost;
        case 'python':
        case 'disk-full':
          return run.record.result ? 0 : exitStatusOf.host;
        default:
          return exitStatusOf.raised;
      }
    case 'shipping':
    case 'queued':
    case 'starting':
    case 'running':
      return exitStatusOf.host;
  }
}
