import { FarcallError } from '../base/errors';
import { journalEventSchema, journalHeaderSize, journalKinds, type JournalEvent } from '../contract/journal';
import { parseJson } from '../contract/parse';

export type OutputStream = 'stdout' | 'stderr';

export type JournalRecord =
  | {
      readonly kind: 'output';
      readonly stream: OutputStream;
      /** Of the stream's bytes. */
      readonly offset: number;
      readonly bytes: Uint8Array;
      /** Milliseconds since the epoch, by the host's clock. */
      readonly time: number;
    }
  | { readonly kind: 'event'; readonly event: JournalEvent; readonly time: number };

/** No supervisor writes a larger record; a larger length means that these are not a journal's bytes. */
const largestRecord = 64 * 1024 * 1024;

/**
 * Cuts a journal's bytes, arriving in any pieces, into records. `received` is where to go on after a dropped
 * connection: what is buffered of an incomplete record is kept, so no byte is lost and none is read twice.
 */
export class JournalReader {
  #pieces: Uint8Array[] = [];
  #buffered = 0;
  #needed = journalHeaderSize;
  #received = 0;

  get received(): number {
    return this.#received;
  }

  push(bytes: Uint8Array): JournalRecord[] {
    this.#received += bytes.length;
    this.#pieces.push(bytes);
    this.#buffered += bytes.length;
    if (this.#buffered < this.#needed) return [];
    const buffer =
      this.#pieces.length === 1
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        : Buffer.concat(this.#pieces);
    const records: JournalRecord[] = [];
    let at = 0;
    for (;;) {
      if (buffer.length - at < journalHeaderSize) {
        this.#needed = journalHeaderSize;
        break;
      }
      const length = buffer.readUInt32BE(at + 17);
      if (length > largestRecord)
        throw new FarcallError('protocol', `The job's journal has a record of ${length} bytes.`);
      const end = at + journalHeaderSize + length;
      if (buffer.length < end) {
        this.#needed = journalHeaderSize + length;
        break;
      }
      records.push(recordOf(buffer, at, end));
      at = end;
    }
    this.#pieces = at < buffer.length ? [buffer.subarray(at)] : [];
    this.#buffered = buffer.length - at;
    return records;
  }
}

function recordOf(buffer: Buffer, at: number, end: number): JournalRecord {
  const kind = buffer.readUInt8(at);
  const time = buffer.readDoubleBE(at + 1);
  const payload = buffer.subarray(at + journalHeaderSize, end);
  switch (kind) {
    case journalKinds.stdout:
    case journalKinds.stderr:
      return {
        kind: 'output',
        stream: kind === journalKinds.stdout ? 'stdout' : 'stderr',
        offset: Number(buffer.readBigUInt64BE(at + 9)),
        bytes: payload,
        time,
      };
    case journalKinds.event:
      return { kind: 'event', event: parseJson(journalEventSchema, payload.toString('utf8'), 'A journal event'), time };
    default:
      throw new FarcallError('protocol', `The job's journal has a record of unknown kind ${kind}.`);
  }
}
