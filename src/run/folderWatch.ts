import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Disposable } from '../base/disposables';
import { describe } from '../base/errors';
import type { Logger } from '../base/logging';

/** Tells of what any process writes into a folder of JSON files, which is made where it is not there. */
export class FolderWatch implements Disposable {
  readonly #folder: string;
  readonly #logger: Logger;
  readonly #changed: () => void;
  #watching: Disposable | undefined;

  constructor(folder: string, logger: Logger, changed: () => void) {
    this.#folder = folder;
    this.#logger = logger;
    this.#changed = changed;
  }

  /** Again does nothing. What cannot be watched is logged: then only what this process writes is told. */
  start(): void {
    if (this.#watching) return;
    const pending: Disposable = { dispose: () => undefined };
    this.#watching = pending;
    this.#open(pending).catch((error: unknown) => this.#lost(error));
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#watching = { dispose: () => undefined };
  }

  async #open(pending: Disposable): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    if (this.#watching !== pending) return;
    const watcher = watch(this.#folder, { persistent: false }, (_kind, name) => {
      if (name?.endsWith('.json') === true) this.#changed();
    });
    watcher.on('error', (error) => this.#lost(error));
    this.#watching = { dispose: () => watcher.close() };
  }

  #lost(error: unknown): void {
    this.#logger.log('warn', `${this.#folder} is not watched: ${describe(error)}`);
  }
}
