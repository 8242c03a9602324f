import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';

/** `length u32 | type u8 | stream u32 | payload`, big-endian (README of src/contract). */
export const frameHeaderSize = 9;
export const maxDataPayload = 64 * 1024;
export const maxMessagePayload = 8 * 1024 * 1024;

export const frameTypes = { msg: 1, data: 2, end: 3, reset: 4, credit: 5, ping: 6, pong: 7 } as const;
export type FrameType = (typeof frameTypes)[keyof typeof frameTypes];

export interface Frame {
  readonly type: FrameType;
  readonly stream: number;
  /** May share memory with the chunk it came in. */
  readonly payload: Buffer;
}

const typeOfNumber: ReadonlyMap<number, FrameType> = new Map(Object.values(frameTypes).map((type) => [type, type]));

function longestPayload(type: FrameType): number {
  return type === frameTypes.msg ? maxMessagePayload : maxDataPayload;
}

/** The header of a frame whose payload has `length` bytes. Throws `protocol` where that is more than its type may carry. */
export function encodeHeader(type: FrameType, stream: number, length: number): Buffer {
  if (length > longestPayload(type)) {
    throw new FarcallError('protocol', t('A frame of type {0} cannot carry {1} bytes.', type, length));
  }
  const header = Buffer.allocUnsafe(frameHeaderSize);
  header.writeUInt32BE(length, 0);
  header.writeUInt8(type, 4);
  header.writeUInt32BE(stream, 5);
  return header;
}

export function encodeFrame(type: FrameType, stream: number, payload: Uint8Array): Buffer {
  return Buffer.concat([encodeHeader(type, stream, payload.length), payload]);
}

/**
 * Cuts a byte stream into frames, however it was split. Of a DATA frame that arrives in pieces each is told at once, as
 * a frame of its own, so that nothing large is put together here: to a stream they are the same bytes.
 */
export class FrameDecoder {
  /** What has arrived of the next frame, and how many bytes of it must be there before it can be looked at again. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #neededBytes = frameHeaderSize;
  /** The DATA frame of which more is to come. */
  #open: { readonly stream: number; left: number } | undefined;

  /**
   * Calls `onFrame` for each frame that `chunk` completes, and for each piece of DATA. Throws `protocol` on what is not
   * a frame; the decoder is of no use after that.
   */
  push(chunk: Buffer, onFrame: (frame: Frame) => void): void {
    let bytes = chunk;
    if (this.#pendingBytes > 0) {
      this.#pending.push(chunk);
      this.#pendingBytes += chunk.length;
      if (this.#pendingBytes < this.#neededBytes) return;
      bytes = Buffer.concat(this.#pending, this.#pendingBytes);
    }
    let start = this.#goOn(bytes, onFrame);
    let needed = frameHeaderSize;
    while (bytes.length - start >= frameHeaderSize) {
      const { type, stream, length } = readHeader(bytes, start);
      const begin = start + frameHeaderSize;
      const end = begin + length;
      if (end <= bytes.length) {
        onFrame({ type, stream, payload: bytes.subarray(begin, end) });
        start = end;
      } else if (type === frameTypes.data) {
        this.#open = { stream, left: length };
        start = begin + this.#goOn(bytes.subarray(begin), onFrame);
      } else {
        needed = frameHeaderSize + length;
        break;
      }
    }
    this.#pending = start < bytes.length ? [bytes.subarray(start)] : [];
    this.#pendingBytes = bytes.length - start;
    this.#neededBytes = needed;
  }

  /** Tells of the bytes that belong to the DATA frame that is open; returns how many those are. */
  #goOn(bytes: Buffer, onFrame: (frame: Frame) => void): number {
    const open = this.#open;
    if (open === undefined) return 0;
    const length = Math.min(open.left, bytes.length);
    open.left -= length;
    if (open.left === 0) this.#open = undefined;
    if (length > 0) onFrame({ type: frameTypes.data, stream: open.stream, payload: bytes.subarray(0, length) });
    return length;
  }

  /** Whether it waits with some of the bytes for more of their frame. */
  get holdsBytes(): boolean {
    return this.#pendingBytes > 0;
  }

  /** True where the stream stopped inside a frame. */
  get midFrame(): boolean {
    return this.#pendingBytes > 0 || this.#open !== undefined;
  }
}

function readHeader(bytes: Buffer, at: number): { type: FrameType; stream: number; length: number } {
  const length = bytes.readUInt32BE(at);
  const number = bytes.readUInt8(at + 4);
  const type = typeOfNumber.get(number);
  if (type === undefined)
    throw new FarcallError('protocol', t('The host sent a frame of the unknown type {0}.', number));
  if (length > longestPayload(type)) {
    throw new FarcallError(
      'protocol',
      t('The host sent a frame of type {0} with {1} bytes, which is too long.', type, length),
    );
  }
  return { type, stream: bytes.readUInt32BE(at + 5), length };
}
