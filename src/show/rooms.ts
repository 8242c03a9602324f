import type { Disposable } from '../base/disposables';
import type { Event } from '../base/events';
import type { Interpreter } from '../contract/agent';
import type { HostOptions } from '../contract/hosts';
import type { Closure } from '../inspect/closure';
import type { InspectRequest } from '../inspect/inspect';
import type { ArgumentsProblem, Signature } from '../inspect/signature';
import type { Bundle } from '../pack/bundle';
import type { ChoiceBook } from '../run/choiceBook';
import type { Cleaned } from '../run/hostCleaning';
import type { Lacking } from '../run/hostHoldings';
import type { HostStatus } from '../run/hostStatus';
import type { CheckItem, HostRequest, RunService } from '../run/service';
import type { ListedHost } from '../ship/host';
import type { OutputReader } from './panel/shownJob';

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
  /** Frees the host's caches, or tells what that would free where `dry`. */
  clean(name: string, dry: boolean, signal: AbortSignal): Promise<Cleaned>;
  /** The hosts of the list that are connected now. */
  connected(): readonly string[];
  readonly onConnectionsChanged: Event<void>;
  /** Of a host that is connected; rejects where it is not, as nothing connects for it. */
  status(name: string): Promise<HostStatus>;
  /** The bytes that Farcall keeps there; on the same terms. */
  diskUse(name: string): Promise<number>;
}

/** What is asked of Python source before a run. */
export interface Code {
  /** Undefined where there is no such entry. */
  signature(text: string, qualname: string): Signature | undefined;
  /** Why this is not what may stand between a call's parentheses, or undefined. */
  argumentsProblem(argumentText: string): ArgumentsProblem | undefined;
}

/** What a call would send, before it is run. */
export interface Bundles {
  inspect(request: InspectRequest & { readonly host: string | undefined }, signal: AbortSignal): Promise<Closure>;
  pack(closure: Closure): Bundle;
  /** What a host lacks of a bundle. `quietly`: nobody is asked for passwords, keys and such on the way. */
  lacking(question: LackingQuestion, signal: AbortSignal): Promise<HostLacking>;
  readonly choices: Pick<ChoiceBook, 'get' | 'set' | 'onChanged'>;
}

export interface LackingQuestion extends HostRequest {
  readonly bundle: Bundle;
  readonly quietly: boolean;
}

/** What a host lacks; where `auto` was asked for, the one that it would choose, and why. */
export interface HostLacking extends Lacking {
  readonly host: string;
  readonly because: string | undefined;
}

export interface Rooms extends Disposable {
  readonly runs: RunService;
  readonly hosts: Hosts;
  readonly bundles: Bundles;
  readonly readOutput: OutputReader;
  /** Loads the grammar at first. */
  code(): Promise<Code>;
}
