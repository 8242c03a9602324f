import { t } from '@vscode/l10n';
import { z } from 'zod';
import { FarcallError, describe, isErrorCode } from '../base/errors';
import type { Logger } from '../base/logging';
import { helloSchema, protocolVersion, responseSchema, type Hello } from '../contract/agent';
import { parse } from '../contract/parse';
import type { TravellingCode } from './assets';
import type { Channel } from './channel';
import { FrameDecoder, frameTypes, maxMessagePayload, type Frame } from './frames';
import { FrameWriter } from './frameWriter';
import { hostWords } from './hostWords';
import { IncomingQueue, initialCredit } from './incomingStreams';
import { SpentMemory } from './spentMemory';
import type { GreetedLink, IncomingStream, OutgoingStream, StreamSink } from './link';

/** Milliseconds of silence after which the other side is asked for a sign of life, and after which it is given up. */
export interface Patience {
  readonly ask: number;
  readonly giveUp: number;
}
export const usualPatience: Patience = { ask: 15_000, giveUp: 45_000 };

export interface LinkOptions {
  /** The host's name, for sentences. */
  readonly host: string;
  readonly logger: Logger;
  readonly display?: TravellingCode;
  readonly patience?: Patience;
  /** The last of the channel's standard error, for the reason of a loss. */
  readonly stderrTail?: () => string;
}

interface PendingRequest {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: FarcallError) => void;
}

interface OutgoingState {
  readonly failed: Promise<never>;
  readonly fail: (error: FarcallError) => void;
}

const eventSchema = z.object({ event: z.string() });
const resetSchema = z.object({ code: z.string(), message: z.string() });

/** The conversation over one channel. It may be written to from the start; `listen` begins the other direction. */
export class FrameLink implements GreetedLink {
  readonly closed: Promise<FarcallError | undefined>;
  /** What the agent says first; rejects with what ends the link before. */
  readonly greeted: Promise<Hello>;
  readonly #options: LinkOptions;
  readonly #channel: Channel;
  readonly #writer: FrameWriter;
  readonly #decoder = new FrameDecoder();
  readonly #spent = new SpentMemory();
  readonly #requests = new Map<number, PendingRequest>();
  readonly #outgoing = new Map<number, OutgoingState>();
  readonly #incoming = new Map<number, IncomingQueue>();
  readonly #pings = new Map<string, PendingRequest>();
  readonly #resolveClosed: (error: FarcallError | undefined) => void;
  #timer: NodeJS.Timeout | undefined;
  #bare = true;
  #hello: { readonly resolve: (hello: Hello) => void; readonly reject: (error: FarcallError) => void } | undefined;
  #greeting: Hello | undefined;
  #over: FarcallError | undefined;
  #lastId = 0;
  #lastStream = 0;
  #lastPing = 0;
  #sentBytes = 0;
  /** How many pieces of what was read last somebody may still look at. */
  #kept = 0;
  #heard = performance.now();
  #checked = performance.now();

  constructor(channel: Channel, options: LinkOptions) {
    this.#channel = channel;
    this.#options = options;
    let resolveClosed: (error: FarcallError | undefined) => void = () => undefined;
    this.closed = new Promise((resolve) => (resolveClosed = resolve));
    this.#resolveClosed = resolveClosed;
    this.greeted = new Promise((resolve, reject) => (this.#hello = { resolve, reject }));
    // Whoever asked something hears of the end as well.
    this.greeted.catch(() => undefined);
    this.#writer = new FrameWriter(channel.stdin, (bytes) => (this.#sentBytes += bytes));
  }

  /**
   * Begins to read: the stub has said `ready`, and what comes from now on is the agent's.
   * @param head What had been read from the channel beyond the stub's last line.
   * @param bare Whether the host lacked the runtime.
   */
  listen(head: Buffer, bare: boolean): void {
    if (this.#over !== undefined) return;
    const channel = this.#channel;
    const patience = this.#options.patience ?? usualPatience;
    this.#bare = bare;
    this.#heard = this.#checked = performance.now();
    this.#timer = setInterval(() => this.#checkSilence(patience), patience.ask / 3);
    // The wait for a sign of life alone keeps no process running.
    this.#timer.unref();
    channel.stdin.on('error', (error) => this.#lost(describe(error)));
    channel.stdout.on('error', (error) => this.#lost(describe(error)));
    channel.stdout.on('data', (chunk: Buffer) => this.#onBytes(chunk));
    channel.stdout.on('end', () => void this.#onEnd());
    void channel.ended.then(() => this.#onEnd());
    if (head.length > 0) this.#onBytes(head);
    channel.stdout.resume();
  }

  get greeting(): Hello | undefined {
    return this.#greeting;
  }

  get hello(): Hello {
    if (this.#greeting === undefined) throw new Error('The link is handed out after hello.');
    return this.#greeting;
  }

  get bare(): boolean {
    return this.#bare;
  }

  get display(): TravellingCode | undefined {
    return this.#options.display;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  request(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#over !== undefined) return Promise.reject(this.#over);
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { resolve, reject });
      try {
        this.#writer.control(frameTypes.msg, 0, Buffer.from(JSON.stringify({ id, method, params })));
      } catch (error) {
        this.#requests.delete(id);
        reject(error instanceof Error ? error : new Error(describe(error)));
      }
    });
  }

  send(): OutgoingStream {
    const id = (this.#lastStream += 1);
    let fail: (error: FarcallError) => void = () => undefined;
    const failed = new Promise<never>((_resolve, reject) => (fail = reject));
    // The failure is for whoever writes next; nobody may be waiting when it comes.
    failed.catch(() => undefined);
    if (this.#over === undefined) {
      this.#outgoing.set(id, { failed, fail });
      this.#writer.open(id, initialCredit);
    } else {
      fail(this.#over);
    }
    return {
      id,
      write: (bytes) => Promise.race([failed, this.#writer.write(id, bytes)]),
      end: async () => {
        await Promise.race([failed, this.#writer.end(id)]);
        this.#outgoing.delete(id);
      },
      reset: () => {
        if (!this.#outgoing.delete(id)) return;
        this.#writer.drop(id);
        this.#writer.control(frameTypes.reset, id, Buffer.alloc(0));
        fail(new FarcallError('cancelled', t('The transfer was given up.')));
      },
    };
  }

  receive(sink: StreamSink): IncomingStream {
    const id = (this.#lastStream += 1);
    const reset = (): void => {
      const queue = this.#incoming.get(id);
      if (queue === undefined) return;
      this.#incoming.delete(id);
      queue.stop();
      this.#writer.control(frameTypes.reset, id, Buffer.alloc(0));
    };
    const queue = new IncomingQueue(sink, {
      grant: (bytes) => this.#grant(id, bytes),
      now: () => performance.now(),
      refuse: reset,
    });
    const over = this.#over;
    if (over === undefined) this.#incoming.set(id, queue);
    // Not before whoever asks holds the stream.
    else queueMicrotask(() => queue.failed(over));
    return {
      id,
      reset: () => {
        queue.stop();
        reset();
      },
    };
  }

  async roundTrip(): Promise<number> {
    if (this.#over !== undefined) throw this.#over;
    const payload = Buffer.alloc(8);
    payload.writeBigUInt64BE(BigInt((this.#lastPing += 1)));
    const start = performance.now();
    await new Promise<unknown>((resolve, reject) => {
      this.#pings.set(payload.toString('hex'), { resolve, reject });
      this.#writer.control(frameTypes.ping, 0, payload);
    });
    return performance.now() - start;
  }

  close(): void {
    this.#finish(undefined);
  }

  /** Ends the link; all that waits hears why. */
  fail(error: FarcallError): void {
    this.#finish(error);
  }

  #onBytes(chunk: Buffer): void {
    this.#heard = performance.now();
    try {
      this.#kept = 0;
      this.#decoder.push(chunk, (frame) => {
        if (this.#over === undefined) this.#onFrame(frame);
      });
      if (this.#kept === 0 && !this.#decoder.holdsBytes) this.#spent.giveBack(chunk);
    } catch (error) {
      this.#options.logger.log('error', `${this.#options.host}: ${describe(error)}`);
      this.#finish(
        error instanceof FarcallError
          ? error
          : new FarcallError('protocol', t('{0} sent what cannot be understood.', this.#options.host), {
              cause: error,
            }),
      );
    }
  }

  #onFrame(frame: Frame): void {
    switch (frame.type) {
      case frameTypes.msg:
        this.#onMessage(parseFrameJson(frame.payload));
        return;
      case frameTypes.data:
        if (this.#incoming.get(frame.stream)?.data(frame.payload) === true) this.#kept += 1;
        return;
      case frameTypes.end: {
        const queue = this.#incoming.get(frame.stream);
        this.#incoming.delete(frame.stream);
        queue?.end(frame.payload.length === 0 ? undefined : parseFrameJson(frame.payload));
        return;
      }
      case frameTypes.reset:
        this.#onReset(frame);
        return;
      case frameTypes.credit:
        if (frame.payload.length !== 4) throw new FarcallError('protocol', t('The host granted no readable credit.'));
        this.#writer.grant(frame.stream, frame.payload.readUInt32BE(0));
        return;
      case frameTypes.ping:
        // A host that asks without ever reading the answers must not fill this side's memory.
        if (this.#channel.stdin.writableLength < maxMessagePayload) {
          this.#writer.control(frameTypes.pong, frame.stream, Buffer.from(frame.payload));
        }
        return;
      case frameTypes.pong: {
        const key = frame.payload.toString('hex');
        this.#pings.get(key)?.resolve(undefined);
        this.#pings.delete(key);
        return;
      }
    }
  }

  #onMessage(message: unknown): void {
    if (this.#greeting === undefined) {
      const hello = parse(helloSchema, message, `The greeting of ${this.#options.host}`);
      if (hello.protocol !== protocolVersion) {
        throw new FarcallError(
          'protocol',
          t('{0} speaks version {1} of the protocol.', this.#options.host, hello.protocol),
        );
      }
      this.#greeting = hello;
      this.#hello?.resolve(hello);
      return;
    }
    const event = eventSchema.safeParse(message);
    if (event.success) {
      // Later agents may tell more than this client knows.
      this.#options.logger.log('debug', `${this.#options.host}: unknown event ${event.data.event}`);
      return;
    }
    const response = parse(responseSchema, message, `An answer of ${this.#options.host}`);
    const request = this.#requests.get(response.id);
    if (request === undefined)
      throw new FarcallError('protocol', t('{0} answered what nobody asked.', this.#options.host));
    this.#requests.delete(response.id);
    if ('error' in response) {
      const { code, message: text, next, data } = response.error;
      request.reject(
        new FarcallError(isErrorCode(code) ? code : 'protocol', hostWords(text), {
          ...(next === undefined ? {} : { next: hostWords(next) }),
          ...(data === undefined ? {} : { data }),
        }),
      );
    } else {
      request.resolve(response.result);
    }
  }

  #onReset(frame: Frame): void {
    const reason = resetSchema.safeParse(frame.payload.length === 0 ? undefined : parseFrameJson(frame.payload));
    const error = reason.success
      ? new FarcallError(isErrorCode(reason.data.code) ? reason.data.code : 'protocol', hostWords(reason.data.message))
      : new FarcallError('protocol', t('{0} gave up a transfer without saying why.', this.#options.host));
    const queue = this.#incoming.get(frame.stream);
    this.#incoming.delete(frame.stream);
    queue?.failed(error);
    const outgoing = this.#outgoing.get(frame.stream);
    this.#outgoing.delete(frame.stream);
    this.#writer.drop(frame.stream);
    outgoing?.fail(error);
  }

  #grant(id: number, bytes: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(bytes);
    this.#writer.control(frameTypes.credit, id, payload);
  }

  #checkSilence(patience: Patience): void {
    const now = performance.now();
    const late = now - this.#checked > patience.ask;
    this.#checked = now;
    // After a standstill of this process (sleep, a long computation) what had arrived has not been read yet.
    if (late) return;
    const silence = now - this.#heard;
    if (silence >= patience.giveUp) this.#lost(t('nothing was heard for {0} s', Math.round(silence / 1000)));
    else if (silence >= patience.ask) this.#writer.control(frameTypes.ping, 0, Buffer.alloc(0));
  }

  async #onEnd(): Promise<void> {
    if (this.#over !== undefined) return;
    // The way it ended says more than that it ended; a channel whose end does not come is cut by close().
    const timer = setTimeout(() => this.#channel.close(), 1000);
    const end = await this.#channel.ended;
    clearTimeout(timer);
    if (end.error !== undefined) this.#lost(describe(end.error));
    else if (end.signal !== null) this.#lost(t('the remote program was ended by {0}', end.signal));
    else if (end.code === null) this.#lost(t('the remote program ended'));
    else this.#lost(t('the remote program ended with status {0}', end.code));
  }

  #lost(reason: string): void {
    if (this.#over !== undefined) return;
    const said = this.#options.stderrTail?.().trim() ?? '';
    const more = said === '' ? '' : ` ${t('It said: “{0}”.', said)}`;
    this.#finish(
      new FarcallError(
        'connection-lost',
        t('The connection to {0} was lost: {1}.{2}', this.#options.host, reason, more),
        {
          next: t('Check the network and connect again; jobs on the host go on.'),
        },
      ),
    );
  }

  #finish(error: FarcallError | undefined): void {
    if (this.#over !== undefined) return;
    const over =
      error ?? new FarcallError('connection-lost', t('The connection to {0} was closed.', this.#options.host));
    this.#over = over;
    clearInterval(this.#timer);
    this.#writer.stop();
    this.#channel.close();
    this.#hello?.reject(over);
    for (const request of this.#requests.values()) request.reject(over);
    for (const ping of this.#pings.values()) ping.reject(over);
    for (const outgoing of this.#outgoing.values()) outgoing.fail(over);
    for (const queue of this.#incoming.values()) queue.failed(over);
    this.#requests.clear();
    this.#pings.clear();
    this.#outgoing.clear();
    this.#incoming.clear();
    this.#resolveClosed(error);
  }
}

function parseFrameJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch (cause) {
    throw new FarcallError('protocol', t('The host sent a message that is not JSON.'), { cause });
  }
}
