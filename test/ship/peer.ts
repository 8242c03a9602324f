import type { Duplex } from 'node:stream';
import { duplexPair } from './duplexPair';
import type { Channel, ChannelEnd } from '../../src/ship/channel';
import { FrameDecoder, encodeFrame, frameTypes, type Frame, type FrameType } from '../../src/ship/frames';
import { PassThrough } from 'node:stream';

export const hello = {
  event: 'hello',
  protocol: 1,
  pid: 1,
  python: '3.11.7',
  executable: '/usr/bin/python3',
  platform: 'linux',
  hostname: 'peer',
  user: 'me',
  directory: '/home/me/.farcall',
  cores: 2,
};

/** The other end of an in-process channel: sees each frame, says what the test wants. */
export class Peer {
  readonly channel: Channel;
  readonly frames: Frame[] = [];
  readonly end: Duplex;
  closes = 0;
  onFrame: (frame: Frame) => void = () => undefined;
  #resolveEnded: (end: ChannelEnd) => void = () => undefined;
  readonly #waiting: (() => void)[] = [];

  constructor() {
    const [client, host] = duplexPair();
    this.end = host;
    const ended = new Promise<ChannelEnd>((resolve) => (this.#resolveEnded = resolve));
    this.channel = {
      stdin: client,
      stdout: client,
      stderr: new PassThrough(),
      ended,
      maker: 'test',
      close: () => {
        this.closes += 1;
        this.finish({ code: 0, signal: null, error: undefined });
        client.destroy();
      },
    };
    const decoder = new FrameDecoder();
    host.on('data', (chunk: Buffer) =>
      decoder.push(chunk, (frame) => {
        this.frames.push(frame);
        this.onFrame(frame);
        for (const wake of this.#waiting.splice(0)) wake();
      }),
    );
    host.on('error', () => undefined);
  }

  say(type: FrameType, stream: number, payload: Uint8Array | string | object = ''): void {
    const bytes =
      payload instanceof Uint8Array
        ? payload
        : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
    this.end.write(encodeFrame(type, stream, bytes));
  }

  greet(): void {
    this.say(frameTypes.msg, 0, hello);
  }

  finish(end: ChannelEnd): void {
    this.#resolveEnded(end);
  }

  /** The first frame that fits, waited for. */
  async frame(fits: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  message(frame: Frame): unknown {
    return JSON.parse(frame.payload.toString());
  }
}
