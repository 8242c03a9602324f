import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** What lies around the data of an SSH packet in its memory: type, channel, lengths, padding. */
const mostAround = 64;
/** Shorter pieces may lie in memory that all buffers share. */
const leastOwn = 16 * 1024;

/**
 * Gives memory back that nobody looks at any more. Each packet is deciphered into memory of its own, which V8 counts
 * and finds again by marking its whole heap: tens of times in a large transfer, and an editor's heap is large.
 */
export class SpentMemory {
  readonly #nowhere: MessagePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    port1.close();
    port2.close();
    this.#nowhere = port1;
  }

  /** `bytes` are empty afterwards, where the memory is theirs alone. */
  giveBack(bytes: Buffer): void {
    const { buffer, length } = bytes;
    if (length < leastOwn || buffer.byteLength - length > mostAround || !(buffer instanceof ArrayBuffer)) return;
    // What is handed over to a port that is closed is nobody's.
    this.#nowhere.postMessage(null, [buffer]);
  }
}
