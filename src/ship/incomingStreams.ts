import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import type { StreamSink } from './link';

/** What a sender of DATA may have on its way per stream before it is granted more (README of src/contract). */
export const initialCredit = 1024 * 1024;
/** The most that it is granted to have on its way, where the line is that quick. */
const mostCredit = 4 * 1024 * 1024;
/**
 * Milliseconds in which half of what may be on its way comes where the line could take more. On a slower one, what else
 * is sent would wait behind more for longer.
 */
const quick = 30;

type StreamEvent =
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly trailer: unknown }
  | { readonly kind: 'failed'; readonly error: FarcallError };

export interface IncomingEffects {
  grant(bytes: number): void;
  /** Milliseconds, of a clock that is never set. */
  now(): number;
  /** The sink could not take the data. */
  refuse(): void;
}

/**
 * One stream from the agent. The sink gets one event at a time: nothing reaches it while a promise it returned is
 * pending, and what waits is bounded by the credit.
 */
export class IncomingQueue {
  readonly #sink: StreamSink;
  readonly #effects: IncomingEffects;
  readonly #waiting: StreamEvent[] = [];
  #busy = false;
  #over = false;
  /** What the sender may have on its way, what of that it has not used, and what was taken since it was granted more. */
  #width = initialCredit;
  #credit = initialCredit;
  #consumed = 0;
  #grantedAt: number;

  constructor(sink: StreamSink, effects: IncomingEffects) {
    this.#sink = sink;
    this.#effects = effects;
    this.#grantedAt = effects.now();
  }

  /** Returns whether the bytes may still be looked at. */
  data(bytes: Buffer): boolean {
    this.#credit -= bytes.length;
    if (this.#credit < 0) throw new FarcallError('protocol', t('The host sent more of a stream than it was granted.'));
    this.#deliver({ kind: 'data', bytes });
    return this.#busy || this.#sink.keepsNothing !== true;
  }

  end(trailer: unknown): void {
    this.#deliver({ kind: 'end', trailer });
  }

  failed(error: FarcallError): void {
    this.#deliver({ kind: 'failed', error });
  }

  /** Nothing more reaches the sink. */
  stop(): void {
    this.#over = true;
    this.#waiting.length = 0;
  }

  #deliver(event: StreamEvent): void {
    if (this.#over) return;
    if (this.#busy) this.#waiting.push(event);
    else this.#handle(event);
  }

  #handle(event: StreamEvent): void {
    switch (event.kind) {
      case 'data':
        this.#handleData(event.bytes);
        return;
      case 'end':
        this.stop();
        this.#sink.end(event.trailer);
        return;
      case 'failed':
        this.stop();
        this.#sink.failed(event.error);
        return;
    }
  }

  #handleData(bytes: Buffer): void {
    let taken: void | Promise<void>;
    try {
      taken = this.#sink.data(bytes);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    if (taken === undefined) {
      this.#consume(bytes.length);
      return;
    }
    this.#busy = true;
    taken.then(
      () => {
        this.#busy = false;
        this.#consume(bytes.length);
        while (!this.#isBusyOrOver()) {
          const next = this.#waiting.shift();
          if (next === undefined) break;
          this.#handle(next);
        }
      },
      (error: unknown) => {
        this.#busy = false;
        this.#refuse(error);
      },
    );
  }

  #isBusyOrOver(): boolean {
    return this.#busy || this.#over;
  }

  #consume(length: number): void {
    this.#consumed += length;
    // Half of it at once: grants are few, and the sender is never kept waiting.
    if (this.#consumed < this.#width / 2 || this.#over) return;
    const now = this.#effects.now();
    const wider = now - this.#grantedAt < quick ? Math.min(this.#width * 2, mostCredit) : this.#width;
    const granted = this.#consumed + wider - this.#width;
    this.#width = wider;
    this.#grantedAt = now;
    this.#credit += granted;
    this.#effects.grant(granted);
    this.#consumed = 0;
  }

  #refuse(cause: unknown): void {
    if (this.#over) return;
    this.stop();
    this.#effects.refuse();
    const error =
      cause instanceof FarcallError
        ? cause
        : new FarcallError('connection-lost', t('What the host sent could not be taken.'), { cause });
    this.#sink.failed(error);
  }
}
