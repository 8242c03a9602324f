import type { Disposable } from '../base/disposables';
import type { Event } from '../base/events';
import type { Interpreter } from '../contract/agent';
import type { HostOptions } from '../contract/hosts';
import type { Signature } from '../inspect/signature';
import type { CheckItem, RunService } from '../run/service';
import type { ListedHost } from '../ship/host';

/** Ports: what this room needs of the rooms to its left. `buildRooms.ts` fills them. */

/** The hosts a person can choose from, and what can be asked of one. */
export interface Hosts {
  list(): Promise<readonly ListedHost[]>;
  /** The default that hosts.json keeps. */
  defaultName(): Promise<string | undefined>;
  setDefault(name: string): Promise<void>;
  /** The options that hosts.json keeps of a host, without what settings lay over them; none for one that is not in it. */
  saved(name: string): Promise<HostOptions>;
  /** Puts a host into hosts.json, or replaces its options there. */
  save(name: string, options: HostOptions): Promise<void>;
  remove(name: string): Promise<void>;
  /** hosts.json, absolute. */
  readonly file: string;
  readonly onChanged: Event<void>;
  pythons(name: string, signal: AbortSignal): Promise<readonly Interpreter[]>;
  /** Says each item as it is known; resolves to whether jobs can run there. */
  check(name: string, onItem: (item: CheckItem) => void, signal: AbortSignal): Promise<boolean>;
}

/** What is asked of Python source before a run. */
export interface Code {
  /** Undefined where there is no such entry. */
  signature(text: string, qualname: string): Signature | undefined;
  /** Why this is not what may stand between a call's parentheses, or undefined. */
  argumentsProblem(argumentText: string): string | undefined;
}

export interface Rooms extends Disposable {
  readonly runs: RunService;
  readonly hosts: Hosts;
  /** Loads the grammar at first. */
  code(): Promise<Code>;
}
