import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Logger } from '../base/logging';

const maxTail = 2048;

/** Follows a channel's standard error: each line goes to the log, the last ones are kept for errors. */
export class StderrTail {
  readonly #decoder = new StringDecoder('utf8');
  #text = '';
  #line = '';

  constructor(stderr: Readable, host: string, logger: Logger) {
    stderr.on('data', (chunk: Buffer) => {
      const text = this.#decoder.write(chunk);
      this.#text = (this.#text + text).slice(-maxTail);
      const lines = (this.#line + text).split(/\r?\n/);
      this.#line = (lines.pop() ?? '').slice(-maxTail);
      for (const line of lines) if (line.trim() !== '') logger.log('debug', `${host}: ${line}`);
    });
    // The channel's end says what happened.
    stderr.on('error', () => undefined);
  }

  /** The last of what was said, with control characters (but line breaks) taken out. */
  get text(): string {
    // eslint-disable-next-line no-control-regex -- that is what is removed
    return this.#text.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '').trim();
  }
}
