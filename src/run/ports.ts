import type { Logger } from '../base/logging';
import type { Choices } from '../contract/choices';
import type { Revision } from '../contract/registry';
import type { Closure, Question } from '../inspect/closure';
import type { InspectRequest } from '../inspect/inspect';
import type { Host } from '../ship/host';
import type { HostPool } from '../ship/hostBook';
import type { AgentLink, GreetedLink } from '../ship/link';
import type { ChoiceBook } from './choiceBook';
import type { RunRequest } from './service';

/** What the run room needs of the rooms to its left and of the world, given to its constructors. */
export interface RunPorts {
  readonly inspect: (request: InspectRequest, signal: AbortSignal) => Promise<Closure>;
  /** The connection to a host, shared by all who ask. */
  readonly connect: (host: Host, signal: AbortSignal) => Promise<GreetedLink>;
  /** The same, as soon as it can be written to; without it, once it is connected. */
  readonly reach?: (host: Host, signal: AbortSignal) => Promise<AgentLink>;
  /** A host by name, with the options that hold in this workspace. */
  readonly findHost: (name: string, workspace: string) => Promise<Host>;
  /** What `auto` chooses from in this workspace; without it, nobody can ask for `auto`. */
  readonly pool?: (workspace: string) => Promise<HostPool>;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Where whoever shows the output has more than it can take: resolves when it can take more. Until then the host sends
   * no further output of the run, and none piles up here.
   */
  readonly pace?: () => Promise<void> | undefined;
  /** What was chosen for each entry; without it nothing is remembered. */
  readonly choices?: Pick<ChoiceBook, 'get' | 'set'>;
  /** What of a workspace's repository there is now; without it no record says so. */
  readonly revision?: (workspace: string) => Promise<Revision | undefined>;
  /** Asks a person what must be decided before the call can run; without it, an open question ends the run. */
  readonly ask?: Ask;
}

/** Undefined where the person wants no run after all. The answers are remembered. */
export type Ask = (
  questions: readonly Question[],
  closure: Closure,
  request: RunRequest,
  signal: AbortSignal,
) => Promise<Choices | undefined>;

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from a fixed point, unmoved by clock changes. */
  elapsed(): number;
  /** Resolves after so many milliseconds; rejects when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Uniform in [0, 1), for jitter. */
  random(): number;
}
