import type { Readable } from 'node:stream';
import { stubLineSchema, type StubLine } from '../contract/agent';
import { parseJson } from '../contract/parse';

const mark = Buffer.from('@farcall:');
const newline = 0x0a;
/** What login shells may print ahead of the stub, and the longest line of the stub. */
const maxHeld = 64 * 1024;

export type StubReply =
  | { readonly kind: 'line'; readonly line: StubLine }
  /** The output ended, or ran on for more than is read. */
  | { readonly kind: 'none'; readonly why: 'ended' | 'too-much' };

/** Reads the stub's lines from a channel's output, past what the login shell prints. */
export class StubLineReader {
  readonly #stdout: Readable;
  #held: Buffer = Buffer.alloc(0);
  #noise: Buffer = Buffer.alloc(0);
  #ended: boolean;
  #wake: (() => void) | undefined;
  readonly #onData = (chunk: Buffer): void => {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    // Nothing more is read until somebody looks: what comes later may be frames.
    this.#stdout.pause();
    this.#wake?.();
  };
  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#wake?.();
  };

  constructor(stdout: Readable) {
    this.#stdout = stdout;
    // Node itself drains what a child leaves that has exited, reader or none.
    this.#ended = stdout.readableEnded || stdout.destroyed;
    stdout.on('data', this.#onData);
    stdout.on('end', this.#onEnd);
    stdout.on('error', this.#onEnd);
    stdout.on('close', this.#onEnd);
  }

  /** What came that was not the stub's. */
  get noise(): string {
    return Buffer.concat([this.#noise, this.#held]).toString('utf8').trim();
  }

  /** Throws `protocol` where the line is not what the stub says. */
  async next(): Promise<StubReply> {
    for (;;) {
      const line = this.#takeLine();
      if (line !== undefined)
        return { kind: 'line', line: parseJson(stubLineSchema, line, 'The first line of the agent') };
      if (this.#held.length + this.#noise.length > maxHeld) return { kind: 'none', why: 'too-much' };
      if (this.#ended) return { kind: 'none', why: 'ended' };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#stdout.resume();
      });
      this.#wake = undefined;
    }
  }

  /** Stops reading; returns what had been read beyond the last line. */
  release(): Buffer {
    this.#stdout.pause();
    this.#stdout.off('data', this.#onData);
    this.#stdout.off('end', this.#onEnd);
    this.#stdout.off('error', this.#onEnd);
    this.#stdout.off('close', this.#onEnd);
    return this.#held;
  }

  /** The JSON of the first whole line that starts with the mark; lines before it become noise. */
  #takeLine(): string | undefined {
    for (;;) {
      const end = this.#held.indexOf(newline);
      if (end < 0) return undefined;
      const line = this.#held.subarray(0, end);
      this.#held = this.#held.subarray(end + 1);
      if (line.subarray(0, mark.length).equals(mark)) return line.subarray(mark.length).toString('utf8');
      this.#noise = Buffer.concat([this.#noise, line, Buffer.from('\n')]);
      if (this.#noise.length > maxHeld) return undefined;
    }
  }
}
