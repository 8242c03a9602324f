import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import {
  eventTypeSchema,
  journalEventSchema,
  journalEventTypes,
  journalHeaderSize,
  journalKinds,
  type JournalEvent,
} from '../contract/journal';
import { parseJson } from '../contract/parse';
import { inTheirWords } from './eventWords';

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

/** What has been read of a record of output, whose bytes are passed on as they come. */
interface OpenOutput {
  readonly stream: OutputStream;
  readonly time: number;
  offset: number;
  left: number;
}

/**
 * Cuts a journal's bytes, arriving in any pieces, into records; what has come of an output is a record at once, so that
 * a long one is neither waited for nor copied together. `received` is where to go on after a dropped connection: what
 * is buffered of an incomplete record is kept, so no byte is lost and none is read twice.
 */
export class JournalReader {
  /** Of a header, or of an event with its header. */
  #pieces: Uint8Array[] = [];
  #buffered = 0;
  #needed = journalHeaderSize;
  #open: OpenOutput | undefined;
  #received = 0;

  get received(): number {
    return this.#received;
  }

  push(bytes: Uint8Array): JournalRecord[] {
    this.#received += bytes.length;
    const records: JournalRecord[] = [];
    let rest = bytes;
    while (rest.length > 0) {
      const length = Math.min(rest.length, this.#open?.left ?? this.#needed - this.#buffered);
      const piece = rest.subarray(0, length);
      rest = rest.subarray(length);
      const record = this.#open ? this.#output(this.#open, piece) : this.#gather(piece);
      if (record) records.push(record);
    }
    return records;
  }

  #output(open: OpenOutput, bytes: Uint8Array): JournalRecord {
    const { stream, offset, time } = open;
    open.offset += bytes.length;
    open.left -= bytes.length;
    if (open.left === 0) this.#open = undefined;
    return { kind: 'output', stream, offset, bytes, time };
  }

  #gather(piece: Uint8Array): JournalRecord | undefined {
    this.#pieces.push(piece);
    this.#buffered += piece.length;
    if (this.#buffered < this.#needed) return undefined;
    const record = Buffer.concat(this.#pieces);
    const header = readHeader(record);
    const isOutput = header.kind !== journalKinds.event;
    if (!isOutput && this.#needed < journalHeaderSize + header.length) {
      this.#needed = journalHeaderSize + header.length;
      return undefined;
    }
    this.#pieces = [];
    this.#buffered = 0;
    this.#needed = journalHeaderSize;
    if (!isOutput) return eventOf(record, header.time);
    const stream = header.kind === journalKinds.stdout ? 'stdout' : 'stderr';
    if (header.length > 0) this.#open = { stream, time: header.time, offset: header.offset, left: header.length };
    return undefined;
  }
}

function readHeader(buffer: Buffer): { kind: number; time: number; offset: number; length: number } {
  const kind = buffer.readUInt8(0);
  const length = buffer.readUInt32BE(17);
  if (length > largestRecord)
    throw new FarcallError('protocol', t("The job's journal has a record of {0} bytes.", length));
  if (kind !== journalKinds.stdout && kind !== journalKinds.stderr && kind !== journalKinds.event) {
    throw new FarcallError('protocol', t("The job's journal has a record of unknown kind {0}.", kind));
  }
  return { kind, time: buffer.readDoubleBE(1), offset: Number(buffer.readBigUInt64BE(9)), length };
}

/** Undefined for an event of a kind that a later Farcall wrote. */
function eventOf(record: Buffer, time: number): JournalRecord | undefined {
  const text = record.subarray(journalHeaderSize).toString('utf8');
  const { type } = parseJson(eventTypeSchema, text, 'A journal event');
  if (!journalEventTypes.has(type)) return undefined;
  return { kind: 'event', event: inTheirWords(parseJson(journalEventSchema, text, 'A journal event')), time };
}
