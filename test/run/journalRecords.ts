import { journalKinds } from '../../src/contract/journal';

/** A journal record as the supervisor writes it. */
export function record(kind: keyof typeof journalKinds, payload: Uint8Array | string, offset = 0, time = 0): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(21);
  header.writeUInt8(journalKinds[kind], 0);
  header.writeDoubleBE(time, 1);
  header.writeBigUInt64BE(BigInt(offset), 9);
  header.writeUInt32BE(bytes.length, 17);
  return Buffer.concat([header, bytes]);
}

/** The bytes cut at the given places, which may repeat and come in any order. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((start, i) => bytes.subarray(start, cuts[i] ?? bytes.length));
}
