import type { Writable } from 'node:stream';
import { toDisposable, type Disposable } from '../base/disposables';
import { FarcallError } from '../base/errors';

/** Bytes that may wait for a reader; less would have a fast one wait for us. */
const mostWaiting = 1024 * 1024;

/**
 * Standard output and standard error as what they are to a long run: a reader may be slow, and may leave. A slow one is
 * waited for; one that left ends the watching, not the job, and is no defect.
 */
export class Outlets implements Disposable {
  readonly #streams: readonly Writable[];
  readonly #stop = new AbortController();
  readonly #listening: Disposable;
  #failure: FarcallError | undefined;

  constructor(stdout: Writable, stderr: Writable) {
    this.#streams = [stdout, stderr];
    const onOutput = (error: NodeJS.ErrnoException): void => {
      if (error.code !== 'EPIPE' && this.#failure === undefined) {
        this.#failure = new FarcallError('disk-full', `Standard output cannot be written: ${error.message}.`, {
          next: 'Make room there, or send it elsewhere.',
          cause: error,
        });
      }
      this.#stop.abort();
    };
    // There is nobody left to tell.
    const onError = (): void => undefined;
    stdout.on('error', onOutput);
    stderr.on('error', onError);
    this.#listening = toDisposable(() => {
      stdout.off('error', onOutput);
      stderr.off('error', onError);
    });
  }

  /** Aborts when standard output takes no more. */
  get closed(): AbortSignal {
    return this.#stop.signal;
  }

  /** Why standard output takes no more, unless its reader merely left. */
  get failure(): FarcallError | undefined {
    return this.#failure;
  }

  /** Where there is more than the readers have taken: resolves when they have. */
  drained(): Promise<void> | undefined {
    const full = this.#streams.filter((stream) => stream.writableLength > mostWaiting && !stream.destroyed);
    if (full.length === 0) return undefined;
    return Promise.all(full.map((stream) => drain(stream))).then(() => undefined);
  }

  dispose(): void {
    this.#listening.dispose();
  }
}

function drain(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'error', 'close'] as const;
    const over = (): void => {
      for (const event of events) stream.off(event, over);
      resolve();
    };
    for (const event of events) stream.on(event, over);
  });
}
