import type { Disposable } from '../base/disposables';
import { formatBytes } from '../base/format';
import type { Run } from '../run/service';
import type { StatusLine } from './statusLine';

type Kind = 'inspecting' | 'shipping' | 'starting' | 'reconnecting' | 'cancelling';

/** What a run waits for, on the status line. */
export class RunWaits implements Disposable {
  readonly #run: Run;
  readonly #status: StatusLine;
  #kind: Kind | undefined;
  #wait: Disposable | undefined;
  #sent = '';
  #cancelling = false;

  constructor(run: Run, status: StatusLine) {
    this.#run = run;
    this.#status = status;
    this.look();
  }

  hear(line: Run['lines'][number]): void {
    if (line.type === 'progress') this.#sent = `: ${formatBytes(line.done)} of ${formatBytes(line.total)}`;
    // What it says from now on is for its own code to say.
    else if (line.type === 'output' && this.#kind === 'starting') this.#wait?.dispose();
  }

  look(): void {
    const kind = this.#waitsFor();
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#wait?.dispose();
    this.#wait = kind === undefined ? undefined : this.#status.begin(() => this.#text(kind));
  }

  /** The job is asked to end; what it still says is shown as ever. */
  cancelling(): void {
    this.#cancelling = true;
    this.look();
  }

  dispose(): void {
    this.#wait?.dispose();
  }

  /** Of a connection that is made for the first time whoever makes it tells. */
  #waitsFor(): Kind | undefined {
    const { phase, state } = this.#run;
    if (phase === 'inspecting' || phase === 'shipping' || phase === 'reconnecting') return phase;
    if (this.#cancelling) return 'cancelling';
    return (phase === 'starting' || phase === 'following') && state === 'starting' ? 'starting' : undefined;
  }

  #text(kind: Kind): string {
    const { host } = this.#run;
    switch (kind) {
      case 'inspecting':
        return 'Looking for what it needs…';
      case 'shipping':
        return `Sending to ${host}${this.#sent}…`;
      case 'starting':
        return `Python on ${host} starts, and loads what the code imports…`;
      case 'cancelling':
        return 'Waiting until all of its processes have ended…';
      case 'reconnecting':
        return `Connecting to ${host} again…`;
    }
  }
}
