import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { clientMessageSchema } from './clientMessages';
import type { ClientSettings } from './client';
import type { Stage } from './plan';

/** A client in another process, which can be killed as a crash or a power failure would. */
export class KilledClient {
  /** Its run's job, once it has minted one. */
  job: string | undefined;
  /** Resolves when the process is gone, or its run has ended. */
  readonly over: Promise<void>;
  readonly #child: ChildProcess;

  constructor(settings: ClientSettings, tell: (stage: Stage) => void) {
    const file = path.join(import.meta.dirname, 'clientProcess.ts');
    const child = fork(file, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#child = child;
    this.over = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.on('message', (raw) => {
        const message = clientMessageSchema.parse(raw);
        if ('ready' in message) child.send(settings);
        if ('job' in message) this.job = message.job;
        if ('stage' in message) tell(message.stage);
        if ('done' in message) resolve();
      });
    });
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
