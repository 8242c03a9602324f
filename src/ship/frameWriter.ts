import type { Writable } from 'node:stream';
import { encodeHeader, frameHeaderSize, frameTypes, maxDataPayload, type FrameType } from './frames';

/** Bytes handed to the channel that it has not taken yet; more waits here, where a request can still overtake it. */
const maxUnwritten = 128 * 1024;
/** A payload at least this long goes out as it is; shorter ones are copied together into one write. */
const copyBelow = 8 * 1024;

interface QueuedWrite {
  bytes: Uint8Array;
  readonly done: () => void;
}

interface OutgoingQueue {
  readonly id: number;
  credit: number;
  readonly writes: QueuedWrite[];
  end: { readonly done: () => void } | undefined;
}

/**
 * Puts frames on a channel's standard input: messages and other small frames first, then the streams' data in turn, one
 * frame each, as far as their credit goes. What is queued in one turn of the event loop leaves in one write.
 */
export class FrameWriter {
  readonly #output: Writable;
  readonly #count: (bytes: number) => void;
  readonly #control: Buffer[] = [];
  /** In the order of whose turn it is next. */
  readonly #streams = new Map<number, OutgoingQueue>();
  #unwritten = 0;
  #scheduled = false;
  #stopped = false;

  /** `count` hears of the number of bytes of each write. */
  constructor(output: Writable, count: (bytes: number) => void) {
    this.#output = output;
    this.#count = count;
  }

  /** Queues a frame that waits for no credit. */
  control(type: FrameType, stream: number, payload: Uint8Array): void {
    if (this.#stopped) return;
    this.#control.push(encodeHeader(type, stream, payload.length));
    if (payload.length > 0) this.#control.push(Buffer.from(payload.buffer, payload.byteOffset, payload.length));
    this.#schedule();
  }

  open(id: number, credit: number): void {
    this.#streams.set(id, { id, credit, writes: [], end: undefined });
  }

  /** Resolves when the channel has taken the bytes, which must not change until then. */
  write(id: number, bytes: Uint8Array): Promise<void> {
    const queue = this.#streams.get(id);
    if (queue === undefined || bytes.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      queue.writes.push({ bytes, done: resolve });
      this.#schedule();
    });
  }

  /** Resolves when END is on the channel. */
  end(id: number): Promise<void> {
    const queue = this.#streams.get(id);
    if (queue === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      queue.end = { done: resolve };
      this.#schedule();
    });
  }

  /** Forgets a stream and what it still had to say; its promises are left to the caller. */
  drop(id: number): void {
    this.#streams.delete(id);
  }

  grant(id: number, credit: number): void {
    const queue = this.#streams.get(id);
    if (queue === undefined) return;
    queue.credit += credit;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#control.length = 0;
    this.#streams.clear();
  }

  #schedule(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#stopped) return;
    // Small frames go even where the channel is behind: there are few of them, and they must not wait for data.
    const pieces = this.#control.splice(0);
    let bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const done: (() => void)[] = [];
    while (this.#unwritten + bytes < maxUnwritten) {
      const taken = this.#takeFromNextStream(pieces, done);
      if (taken === 0) break;
      bytes += taken;
    }
    if (bytes > 0) this.#put(pieces, bytes, done);
  }

  /** Appends one frame of the first stream that may send, and sends that stream to the end of the line. */
  #takeFromNextStream(pieces: Buffer[], done: (() => void)[]): number {
    for (const queue of this.#streams.values()) {
      const first = queue.writes[0];
      if (first !== undefined && queue.credit > 0) {
        this.#streams.delete(queue.id);
        this.#streams.set(queue.id, queue);
        const length = Math.min(first.bytes.length, queue.credit, maxDataPayload);
        queue.credit -= length;
        pieces.push(
          encodeHeader(frameTypes.data, queue.id, length),
          Buffer.from(first.bytes.buffer, first.bytes.byteOffset, length),
        );
        if (length === first.bytes.length) {
          queue.writes.shift();
          done.push(first.done);
        } else {
          first.bytes = first.bytes.subarray(length);
        }
        return frameHeaderSize + length;
      }
      if (first === undefined && queue.end !== undefined) {
        this.#streams.delete(queue.id);
        pieces.push(encodeHeader(frameTypes.end, queue.id, 0));
        done.push(queue.end.done);
        return frameHeaderSize;
      }
    }
    return 0;
  }

  #put(pieces: readonly Buffer[], bytes: number, done: readonly (() => void)[]): void {
    this.#unwritten += bytes;
    this.#count(bytes);
    const taken = (error?: Error | null): void => {
      // The channel is broken: its end rejects what waits here.
      if (error !== undefined && error !== null) return;
      this.#unwritten -= bytes;
      for (const each of done) each();
      this.#pump();
    };
    const writes = coalesce(pieces);
    this.#output.cork();
    writes.forEach((piece, index) => {
      if (index === writes.length - 1) this.#output.write(piece, taken);
      else this.#output.write(piece);
    });
    this.#output.uncork();
  }
}

/** The same bytes in fewer pieces, without copying the long ones. */
function coalesce(pieces: readonly Buffer[]): Buffer[] {
  const joined: Buffer[] = [];
  let small: Buffer[] = [];
  const flush = (): void => {
    const [first] = small;
    if (first !== undefined) joined.push(small.length === 1 ? first : Buffer.concat(small));
    small = [];
  };
  for (const piece of pieces) {
    if (piece.length < copyBelow) {
      small.push(piece);
    } else {
      flush();
      joined.push(piece);
    }
  }
  flush();
  return joined;
}
