import type { Disposable } from '../../base/disposables';
import { isEndState, type JobState } from '../../contract/jobStates';
import type { ErrorLine } from '../../contract/lines';
import type { JobRecord } from '../../contract/registry';
import { explain } from '../../run/endings';
import { readOutput } from '../../run/jobOutput';
import { OutputDecoder } from '../../run/outputDecoder';
import { waitingText } from '../../run/queueText';
import { RecordRefresher } from '../../run/recordRefresher';
import { absence } from '../../run/sending';
import type { Command } from '../commandLine';
import { endedAs, nowOf, type JobPorts } from './jobCommands';

/** A job's output as the host keeps it; with `--follow` until its end, which is then told. */
export async function logsCommand(command: Extract<Command, { verb: 'logs' }>, on: JobPorts): Promise<number> {
  const record = await on.registry.resolve(command.job);
  const absent = absence(
    await new RecordRefresher(on.ports, on.registry).confirm(record, new AbortController().signal),
  );
  if (absent) throw absent;
  const host = await on.ports.findHost(record.host, record.workspace);
  const { stdout, stderr } = on.terminal;
  const decoder = new OutputDecoder();
  const left = new AbortController();
  on.outlets.closed.addEventListener('abort', () => left.abort(new ReaderLeft()), { once: true });
  const connection = new Reconnecting(host.name, on);
  const heard: { printed: boolean; error: ErrorLine | undefined } = { printed: false, error: undefined };
  const end = await readOutput(
    {
      job: record.job,
      toTheEnd: command.follow,
      connect: (signal) => on.ports.connect(host, signal),
      clock: on.ports.clock,
      reconnecting: () => connection.lost(),
      following: () => connection.made(),
    },
    (records) => {
      for (const read of records) {
        if (read.kind === 'event') {
          if (read.event.type === 'error') heard.error = read.event;
          else if (read.event.type === 'queue') on.renderer.note(waitingText(host.name, read.event.ahead));
          continue;
        }
        heard.printed = true;
        if (command.json) {
          const line = decoder.push(read.stream, read.offset, read.bytes);
          if (line) stdout.write(`${JSON.stringify(line)}\n`);
        } else {
          (read.stream === 'stdout' ? stdout : stderr).write(read.bytes);
        }
      }
      return on.outlets.drained();
    },
    left.signal,
  )
    .catch((error: unknown) => {
      if (!(error instanceof ReaderLeft)) throw error;
    })
    .finally(() => connection.dispose());
  if (command.json) for (const line of decoder.end()) stdout.write(`${JSON.stringify(line)}\n`);
  if (on.outlets.closed.aborted) return 0;
  if (command.follow && end) {
    if (command.json) on.renderer.line({ type: 'state', job: record.job, host: host.name, state: end.state });
    else on.renderer.note(endNote(record.job, end.state, heard.error ?? explain(end.state, end.end)));
  } else if (!heard.printed && !command.json) {
    on.renderer.note(await silenceNote(record, on));
  }
  return 0;
}

function endNote(job: string, state: JobState, error: ErrorLine | undefined): string {
  const why = state === 'succeeded' || state === 'cancelled' || !error ? '' : ` (${errorText(error)})`;
  const more = state === 'cancelled' ? '' : ` See: farcall result ${job}`;
  return `${job} ${endedAs(state)}${why}.${more}`;
}

function errorText({ errorType, code, message }: ErrorLine): string {
  const text = message.replace(/[.\s]+$/, '');
  return code === undefined ? `${errorType}: ${text}` : text;
}

async function silenceNote(record: JobRecord, on: JobPorts): Promise<string> {
  const { job, state } = isEndState(record.state) ? record : await nowOf(record, on);
  if (isEndState(state)) return `${job} ${endedAs(state)}; it printed nothing. See: farcall result ${job}`;
  return `${job} is ${state} and has printed nothing yet. To wait for it: farcall logs ${job} --follow`;
}

/** Says once of each time that the connection is lost, and that it is there again. */
class Reconnecting implements Disposable {
  readonly #host: string;
  readonly #on: Pick<JobPorts, 'renderer' | 'status'>;
  #waiting: Disposable | undefined;

  constructor(host: string, on: Pick<JobPorts, 'renderer' | 'status'>) {
    this.#host = host;
    this.#on = on;
  }

  lost(): void {
    if (this.#waiting) return;
    this.#on.renderer.note(`The connection to ${this.#host} is lost. Connecting again…`);
    this.#waiting = this.#on.status.begin(() => `Connecting to ${this.#host} again…`);
  }

  made(): void {
    if (!this.#waiting) return;
    this.dispose();
    this.#on.renderer.note(`${this.#host} is reached again.`);
  }

  dispose(): void {
    this.#waiting?.dispose();
    this.#waiting = undefined;
  }
}

/** Nobody reads standard output any more. */
class ReaderLeft extends Error {}
