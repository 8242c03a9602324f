import type { FarcallError } from '../base/errors';
import type { Hello } from '../contract/agent';
import type { TravellingCode } from './assets';

/** The framed conversation with one agent: requests, streams both ways, pings. It knows no jobs. */
export interface AgentLink {
  /**
   * The host did not even have the agent's own code before: it can hold nothing else of this version's. Of a host that
   * has not answered yet it is what is believed.
   */
  readonly bare: boolean;
  /** What the agent said of itself; undefined until it did. */
  readonly greeting: Hello | undefined;
  /** What jobs there show values and errors by; undefined where the agent came without. */
  readonly display: TravellingCode | undefined;
  /** Sends one request; resolves to the unparsed result, rejects with the agent's FarcallError or `connection-lost`. */
  request(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Opens a stream to the agent; name its id in the request that uses it. */
  send(): OutgoingStream;
  /** Opens a stream from the agent; name its id in the request that uses it. */
  receive(sink: StreamSink): IncomingStream;
  /** Milliseconds from a PING to its PONG. */
  roundTrip(): Promise<number>;
  /** Bytes written to the channel so far, frames included. */
  readonly sentBytes: number;
  /** Resolves when the connection is gone, with the reason unless `close` was called. Never rejects. */
  readonly closed: Promise<FarcallError | undefined>;
  close(): void;
}

/** A link whose agent has said hello. */
export interface GreetedLink extends AgentLink {
  readonly hello: Hello;
}

export interface OutgoingStream {
  readonly id: number;
  /** Resolves when the bytes are handed on, which waits for credit. Rejects where the agent gave the stream up. */
  write(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  reset(): void;
}

export interface IncomingStream {
  readonly id: number;
  /** Gives the stream up; nothing more reaches the sink. */
  reset(): void;
}

export interface StreamSink {
  /** The bytes are of no use to it once `data` has returned nothing: their memory is given back at once. */
  readonly keepsNothing?: boolean;
  /** Credit for these bytes is granted again when the returned promise resolves. */
  data(bytes: Uint8Array): void | Promise<void>;
  /** The stream is complete; `trailer` is END's JSON, unparsed, or undefined. */
  end(trailer: unknown): void;
  /** The stream was cut: by the agent's RESET or by the connection's end. */
  failed(error: FarcallError): void;
}
