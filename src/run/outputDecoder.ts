import type { OutputLine } from '../contract/lines';
import type { OutputStream } from './journalReader';

/**
 * Bytes of the two output streams as text. UTF-8 is decoded across the borders of pieces, and what does not decode is
 * replaced; `offset` stays the position of the text's first byte.
 */
export class OutputDecoder {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #held: Record<OutputStream, Uint8Array> = { stdout: new Uint8Array(), stderr: new Uint8Array() };
  readonly #next: Record<OutputStream, number> = { stdout: 0, stderr: 0 };

  push(stream: OutputStream, offset: number, bytes: Uint8Array, time?: number): OutputLine | undefined {
    const held = this.#held[stream];
    const whole = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const start = offset - held.length;
    const cut = whole.length - incompleteTail(whole);
    // Copied: the piece it stands in may be megabytes.
    this.#held[stream] = whole.slice(cut);
    this.#next[stream] = start + cut;
    if (cut === 0) return undefined;
    const text = this.#decoder.decode(whole.subarray(0, cut));
    return { type: 'output', stream, offset: start, text, ...(time !== undefined && { time }) };
  }

  /** What is left of sequences that never became whole. */
  end(): OutputLine[] {
    return (['stdout', 'stderr'] as const)
      .filter((stream) => this.#held[stream].length > 0)
      .map((stream) => {
        const text = this.#decoder.decode(this.#held[stream]);
        this.#held[stream] = new Uint8Array();
        return { type: 'output', stream, offset: this.#next[stream], text };
      });
  }
}

/** How many bytes at the end (0 to 3) begin a UTF-8 sequence that is not complete yet. */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}
