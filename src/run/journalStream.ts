import { FarcallError } from '../base/errors';
import type { JobState } from '../contract/jobStates';
import type { AgentLink, IncomingStream, StreamSink } from '../ship/link';
import { AgentClient } from './agentClient';

/** A job's journal from a byte on, over one connection. What comes before it is attached waits, within its credit. */
export class JournalStream {
  readonly #stream: IncomingStream;
  #sink: StreamSink | undefined;
  #held: (() => void)[] = [];

  /** Where the job stood when the host was asked; undefined where it did not answer. */
  readonly stateThen: Promise<JobState | undefined>;

  constructor(link: AgentLink, job: string, offset: number) {
    this.#stream = link.receive({
      data: (bytes) =>
        this.#sink
          ? this.#sink.data(bytes)
          : new Promise<void>((resolve) => this.#held.push(() => resolve(this.#sink?.data(bytes)))),
      end: (trailer) => this.#pass((sink) => sink.end(trailer)),
      failed: (error) => this.#pass((sink) => sink.failed(error)),
    });
    this.stateThen = new AgentClient(link).follow({ job, offset, stream: this.#stream.id }).then(
      ({ state }) => state,
      (error: unknown) => {
        const failure = error instanceof FarcallError ? error : new FarcallError('protocol', String(error));
        this.#pass((sink) => sink.failed(failure));
        return undefined;
      },
    );
  }

  attach(sink: StreamSink): void {
    this.#sink = sink;
    const held = this.#held;
    this.#held = [];
    for (const pass of held) pass();
  }

  reset(): void {
    this.#held = [];
    this.#stream.reset();
  }

  #pass(call: (sink: StreamSink) => void): void {
    if (this.#sink) call(this.#sink);
    else this.#held.push(() => this.#sink && call(this.#sink));
  }
}
