import type { Event } from '../base/events';
import type { TerminalSize } from '../contract/agent';
import type { Choices } from '../contract/choices';
import type { JobState } from '../contract/jobStates';
import type { ChosenLine, DoneLine, RunLine, SaveFormat } from '../contract/lines';
import type { JobRecord } from '../contract/registry';
import type { EntrySelector } from '../inspect/closure';
import type { Host } from '../ship/host';
import type { MarkBook } from './markBook';
import type { SentFiles } from './sentFiles';

/** What a terminal or an editor asks for. */
export interface RunRequest {
  readonly entry: EntrySelector;
  /** Absolute path of the workspace folder the entry belongs to. */
  readonly workspace: string;
  readonly host: string;
  /** `sys.argv[1:]`, for a whole file. */
  readonly argv?: readonly string[];
  /** Globs, relative to the workspace, of files that travel though nothing imports them. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
  /** How many GPUs of its own the job gets; what the host's option `gpus` says where this is left out. */
  readonly gpus?: number;
  /** Whether its output goes to a terminal; what the host's option `terminal` says where this is left out. */
  readonly terminal?: boolean;
  /** How large a terminal is then, to the job's end: it is not told of a panel or terminal that is resized meanwhile. */
  readonly terminalSize?: TerminalSize;
  /** Further import roots: `PYTHONPATH` of an env file, `python.analysis.extraPaths`. Absolute. */
  readonly extraRoots?: readonly string[];
  /** The other folders of a workspace that has several. Absolute. */
  readonly otherFolders?: readonly string[];
  /** `site-packages` folders of the environment chosen for the workspace, where it is known. Absolute. */
  readonly sitePackages?: readonly string[];
  /** Decided for this run alone; wins over what is remembered. */
  readonly choices?: Choices;
  /** Bytes up to which a data file travels without a question. */
  readonly largestData?: number;
}

export type HostRequest = Pick<RunRequest, 'entry' | 'workspace' | 'host' | 'gpus'>;

/** What happens before the host has the job, for people; then `output` and so on come as lines. */
export type RunPhase =
  'inspecting' | 'asking' | 'packing' | 'connecting' | 'shipping' | 'starting' | 'following' | 'reconnecting' | 'done';

/** One job as this client follows it. Everything that was said so far is kept, so a late listener can be told. */
export interface Run {
  readonly job: string;
  readonly host: string;
  /** The record as it stands; a new object at each change. */
  readonly record: JobRecord;
  readonly phase: RunPhase;
  /** True from the moment the host has the job: closing the laptop changes nothing. */
  readonly safe: boolean;
  readonly state: JobState;
  /** True where it ended while this client did not follow it; what was missed may still be on its way. */
  readonly endedAway: boolean;
  /** Every line so far, in order (output is bounded: the oldest goes first, the host keeps all of it). */
  readonly lines: readonly RunLine[];
  readonly onLine: Event<RunLine>;
  /** Fired when phase, safe, state or record change. */
  readonly onChanged: Event<void>;
  /** Resolves when the job has ended, whatever the end; rejects with a FarcallError where it could not be run or followed. */
  readonly done: Promise<DoneLine>;
  /** Asks the host to end the job's processes; before the host has it, ends the preparation. */
  cancel(): Promise<void>;
  /** Stops following; the job goes on. */
  detach(): void;
}

/** Where a run would go. */
export interface FoundHost {
  readonly host: Host;
  /** Why `auto` took it, and what spoke against the others; undefined where it was named. */
  readonly choice: Pick<ChosenLine, 'because' | 'others'> | undefined;
}

/** The door of the run room, for show/ and cli/. */
export interface RunService {
  run(request: RunRequest): Run;
  /**
   * Runs the very code that ran in a job again, with its arguments, whatever the files are now: on its host, or on
   * another one. The run fails with `no-result` where the job's host has the code no more.
   */
  runAsSent(job: string, host?: string, terminal?: Pick<RunRequest, 'terminal' | 'terminalSize'>): Promise<Run>;
  /** The host that is named, or that `auto` would choose now. */
  findHost(request: HostRequest, signal: AbortSignal): Promise<FoundHost>;
  /** Follows a job from its first byte (or returns the run that is followed already). */
  open(job: string): Promise<Run>;
  /** Runs that this client started or opened and that are not done. */
  readonly active: readonly Run[];
  readonly onActiveChanged: Event<void>;
  /** All records of the registry, newest first. */
  records(): Promise<readonly JobRecord[]>;
  /** Fired when any window or terminal changed the registry. */
  readonly onRecordsChanged: Event<void>;
  cancel(job: string): Promise<void>;
  /**
   * Forgets an ended run, with its output, result and artifacts on the host; `onlyHere` leaves those, and forgets what
   * has not ended, too. Rejects with `usage` where it has not, and as the way to the host does, with nothing forgotten.
   */
  remove(job: string, onlyHere?: boolean): Promise<void>;
  /** What was sent with a job; undefined where nothing was, or where its host does not know any more. */
  sent(job: string, signal?: AbortSignal): Promise<SentFiles | undefined>;
  /** What people made of runs. */
  readonly marks: Pick<MarkBook, 'all' | 'get' | 'change' | 'onChanged'>;
  /** Saves the pickled value, or an artifact named by its path, to a local file; reports bytes so far. */
  save(
    job: string,
    what: { readonly value: true } | { readonly artifact: string },
    target: string,
    options?: { readonly signal?: AbortSignal; readonly progress?: (done: number, total: number) => void },
  ): Promise<void>;
  /**
   * Saves the kept value in another format, which its host makes of it; `formats` of the result says which fit. Reports
   * bytes of the file so far. Rejects with `no-result` where it cannot be made, with the reason.
   */
  convert(
    job: string,
    format: SaveFormat,
    target: string,
    signal?: AbortSignal,
    progress?: (done: number, total: number) => void,
  ): Promise<void>;
}

/** One line of "Test Host". `ok` is null where the answer is a fact, not a verdict. */
export interface CheckItem {
  readonly id: 'resolves' | 'connects' | 'key' | 'python' | 'folder' | 'logout' | 'load' | 'round-trip';
  readonly label: string;
  readonly ok: boolean | null;
  readonly detail: string;
}
