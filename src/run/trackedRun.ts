import { describe, type FarcallError } from '../base/errors';
import { Emitter, type Event } from '../base/events';
import type { Hello } from '../contract/agent';
import type { EndEvent } from '../contract/journal';
import { isEndState, type JobState } from '../contract/jobStates';
import type { DoneLine, RunLine, Timings } from '../contract/lines';
import type { JobRecord, PreludeLine } from '../contract/registry';
import type { Logger } from '../base/logging';
import { errorLineOf, explain, reasonOf } from './endings';
import type { JournalRecord } from './journalReader';
import type { JobRegistry } from './jobRegistry';
import { OutputDecoder } from './outputDecoder';
import type { PreludeBook } from './preludeBook';
import { RunLog } from './runLog';
import { leftBehind } from './sending';
import type { RunPhase } from './service';

/** Previews in the registry stay small: the host keeps the result, the panel asks it. */
const mostPreviewInRecord = 4096;

/** Milliseconds; by then what a quick job printed first is here. */
const aMoment = 50;

/** Where this machine keeps what it knows of runs. */
export interface RunBooks {
  readonly registry: JobRegistry;
  readonly preludes: PreludeBook;
  readonly logger: Logger;
}

/** The state of one run as this client sees it: what was said, where it stands, and its record on disk. */
export class TrackedRun {
  readonly #registry: JobRegistry;
  readonly #logger: Logger;
  readonly #preludes: PreludeBook;
  readonly #log: RunLog;
  readonly #changed = new Emitter<void>();
  readonly #decoder = new OutputDecoder();
  #record: JobRecord;
  #phase: RunPhase;
  #safe: boolean;
  /** Another process (or this one, earlier) brought it to its host. */
  readonly #opened: boolean;
  #kept = false;
  #open = false;
  /** What is read of a job that had ended is no news. */
  readonly #knownToHaveEnded: boolean;
  #endedAway = false;
  /** Its journal told of an error; the record may still know one from an earlier reading. */
  #erred = false;
  #running: { readonly hostTime: number } | undefined;
  #firstSign: (() => void) | undefined;
  #end: EndEvent | undefined;
  #saving: Promise<void> = Promise.resolve();
  #due: NodeJS.Timeout | undefined;

  readonly onChanged: Event<void> = this.#changed.event;

  /** @param opened Whether another process (or this one, earlier) brought it to its host; `prelude`: what that said of it. */
  constructor(
    { registry, logger, preludes }: RunBooks,
    record: JobRecord,
    phase: RunPhase,
    opened: boolean,
    prelude: readonly PreludeLine[] = [],
  ) {
    this.#log = new RunLog(prelude);
    this.#preludes = preludes;
    this.#registry = registry;
    this.#logger = logger;
    this.#record = record;
    this.#knownToHaveEnded = isEndState(record.state);
    this.#phase = phase;
    this.#opened = opened;
    this.#safe = opened && record.bundle !== null && record.sender === undefined;
  }

  get record(): JobRecord {
    return this.#record;
  }
  get phase(): RunPhase {
    return this.#phase;
  }
  get safe(): boolean {
    return this.#safe;
  }
  /** True where it is not for this run to bring it to its host. */
  get opened(): boolean {
    return this.#opened;
  }
  get endedAway(): boolean {
    return this.#endedAway;
  }
  get onLine(): Event<RunLine> {
    return this.#log.onLine;
  }
  get lines(): readonly RunLine[] {
    return this.#log.lines;
  }
  /** How the job ended by its journal, once that was read. */
  get end(): EndEvent | undefined {
    return this.#end;
  }

  say(line: RunLine): void {
    this.#log.say(line);
  }

  enter(phase: RunPhase): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#changed.fire();
  }

  /** The host has the job: from now on it goes on without this client. */
  becomeSafe(agent: Hello | undefined): void {
    this.#safe = true;
    const taken = agent && { hostname: agent.hostname, directory: agent.directory };
    this.update({ sender: undefined, ...(taken && { taken }) });
  }

  /** Takes over what became of a job that had not been seen on its host, as others put it down. */
  settle(record: JobRecord): void {
    const news = isEndState(record.state) && !isEndState(this.#record.state);
    this.#safe = record.sender === undefined;
    this.update(record);
    if (news && !this.#safe) this.foundEnded();
  }

  /** This client leaves. What it did not bring to the host by now stays behind. */
  async leave(): Promise<void> {
    this.#phase = 'done';
    if (this.#kept && !this.#safe) {
      this.update({ error: leftBehind(this.#record) });
      await this.save();
    } else if (this.#due) {
      await this.save();
    }
    this.#changed.fire();
  }

  /** Its host was reached again, and by then it had ended. */
  foundEnded(): void {
    if (this.#knownToHaveEnded) return;
    this.#endedAway = true;
    this.#changed.fire();
  }

  /** Whether the host has the job is not known: the record stays open, and whoever reaches the host finds out. */
  leaveOpen(): void {
    this.#open = true;
  }

  /** Called once, at the first output or at the entry's first line. */
  onFirstSign(listener: () => void): void {
    this.#firstSign = listener;
  }

  time(timings: Timings): void {
    this.update({ timings: { ...this.#record.timings, ...timings } });
  }

  update(change: Partial<JobRecord>): void {
    this.#record = { ...this.#record, ...change };
    this.#changed.fire();
  }

  /** Adds what was found out beside the run, unless the record is gone meanwhile. */
  async note(change: Partial<JobRecord>): Promise<void> {
    if (!(await this.#isKept())) return;
    this.update(change);
    await this.save();
  }

  /** Keeps what was said before its host had it for whoever opens it later, unless the record is gone meanwhile. */
  async keepPrelude(): Promise<void> {
    const { job } = this.#record;
    if (!(await this.#isKept())) return;
    await this.#preludes.keep(job, this.lines);
    // Deleted while it was written.
    if (!(await this.#isKept())) await this.#preludes.remove(job);
  }

  async #isKept(): Promise<boolean> {
    return (await this.#registry.find(this.#record.job)) !== undefined;
  }

  moveTo(state: JobState): void {
    if (this.#record.state === state) return;
    this.update({ state });
    this.say({ type: 'state', job: this.#record.job, host: this.#record.host, state });
  }

  /** The first writing of the record. Rejects where it fails: a job that nobody could find again is not started. */
  keep(): Promise<void> {
    this.#kept = true;
    return this.#registry.save(this.#record);
  }

  /** Writes the record as it stands; writes follow each other. A failure is logged: the job itself is on the host. */
  save(): Promise<void> {
    clearTimeout(this.#due);
    this.#due = undefined;
    this.#saving = this.#saving
      .then(() => this.#registry.save(this.#record))
      .catch((error: unknown) =>
        this.#logger.log('warn', `The record of ${this.#record.job} was not written: ${describe(error)}`),
      );
    return this.#saving;
  }

  /** As `save`, a moment later: what the job prints first does not wait for this machine's disk. */
  saveSoon(): void {
    this.#due ??= setTimeout(() => void this.save(), aMoment);
  }

  take(records: readonly JournalRecord[]): void {
    for (const record of merged(records)) {
      if (record.kind === 'output') {
        this.#sign();
        const line = this.#decoder.push(record.stream, record.offset, record.bytes, record.time);
        if (line) this.say(line);
      } else {
        this.#takeEvent(record);
      }
    }
  }

  #takeEvent({ event, time }: Extract<JournalRecord, { kind: 'event' }>): void {
    switch (event.type) {
      case 'queue':
        this.say({ type: 'queue', job: this.#record.job, host: this.#record.host, ahead: event.ahead });
        break;
      case 'running':
        this.#running = { hostTime: time };
        this.#sign();
        this.update({ python: `${event.python} (${event.executable})` });
        if (this.#knownToHaveEnded) break;
        this.moveTo('running');
        this.saveSoon();
        break;
      case 'display':
        this.#flush();
        this.say(event);
        break;
      case 'item':
      case 'about':
      case 'usage':
        this.say(event);
        break;
      case 'result':
        this.#flush();
        this.update({ result: forRecord(event) });
        this.say(event);
        break;
      case 'error':
        this.#flush();
        this.#erred = true;
        this.update({ error: event });
        this.say(event);
        break;
      case 'end':
        this.#end = event;
        break;
    }
  }

  /** Ends the run by what the host says of the job. */
  async finish(state: JobState, end: EndEvent | null, total: number | undefined): Promise<DoneLine> {
    this.#flush();
    const reason = end ? reasonOf(end) : null;
    this.update({ ended: end?.ended ?? this.#record.ended, reason });
    const explained = explain(state, end);
    if (explained && !this.#erred) {
      this.update({ error: explained });
      this.say(explained);
    }
    this.moveTo(state);
    const run = end ? this.#ranFor(end, total) : undefined;
    this.time({ ...(run === undefined ? {} : { run }), ...(total === undefined ? {} : { total }) });
    this.#phase = 'done';
    await this.save();
    const done: DoneLine = {
      type: 'done',
      job: this.#record.job,
      state,
      timings: this.#record.timings,
      ...(reason === null ? {} : { reason }),
    };
    this.say(done);
    this.#changed.fire();
    return done;
  }

  /** Milliseconds by the host's clock. Where that was set back meanwhile, by this one's; undefined where that saw nothing. */
  #ranFor({ started, ended }: EndEvent, total: number | undefined): number | undefined {
    const byHost = ended - (this.#running?.hostTime ?? started);
    if (byHost >= 0) return byHost;
    if (total === undefined) return undefined;
    const { inspect = 0, pack = 0, connect = 0, ship = 0, start = 0 } = this.#record.timings;
    return Math.max(0, total - inspect - pack - connect - ship - start);
  }

  /** The run could not be started or followed: said once, and kept in the record if there is one. */
  async fail(error: FarcallError): Promise<void> {
    const line = errorLineOf(error);
    this.say(line);
    // A job the host has is not ended by what happens here.
    const begun = this.#record.bundle !== null;
    if (this.#open) {
      this.update({ error: line });
      await this.save();
    } else if (!this.#safe && !this.#opened) {
      this.update({
        state: error.code === 'cancelled' ? 'cancelled' : 'failed',
        error: line,
        ended: this.#record.ended ?? Date.now(),
      });
      if (begun) await this.save();
    }
    this.#phase = 'done';
    this.#changed.fire();
  }

  #sign(): void {
    this.#firstSign?.();
    this.#firstSign = undefined;
  }

  #flush(): void {
    for (const line of this.#decoder.end()) this.say(line);
  }
}

/** Milliseconds within which pieces count as printed at one time. */
const oneMoment = 100;

/** Neighbouring pieces of one stream as one, so that a flood of short lines is not a flood of events. */
function merged(records: readonly JournalRecord[]): readonly JournalRecord[] {
  const result: JournalRecord[] = [];
  let pieces: Uint8Array[] = [];
  let open: Extract<JournalRecord, { kind: 'output' }> | undefined;
  const close = (): void => {
    if (!open) return;
    result.push(pieces.length === 1 ? open : { ...open, bytes: Buffer.concat(pieces) });
    open = undefined;
    pieces = [];
  };
  for (const record of records) {
    if (record.kind === 'output' && open?.stream === record.stream && record.time - open.time < oneMoment) {
      pieces.push(record.bytes);
    } else {
      close();
      if (record.kind === 'output') {
        open = record;
        pieces = [record.bytes];
      } else {
        result.push(record);
      }
    }
  }
  close();
  return result;
}

function forRecord(result: NonNullable<JobRecord['result']>): NonNullable<JobRecord['result']> {
  const text = result.previews['text/plain'];
  const { json, ...rest } = result;
  const small = json !== undefined && JSON.stringify(json).length <= mostPreviewInRecord;
  return {
    ...rest,
    previews: text === undefined ? {} : { 'text/plain': text.slice(0, mostPreviewInRecord) },
    ...(small ? { json } : {}),
  };
}
