import path from 'node:path';
import { t } from '@vscode/l10n';
import type { Disposable } from '../base/disposables';
import { FarcallError } from '../base/errors';
import { Emitter } from '../base/events';
import { isEndState } from '../contract/jobStates';
import type { SaveFormat } from '../contract/lines';
import { noMarks } from '../contract/marks';
import type { JobRecord, PreludeLine } from '../contract/registry';
import type { Host } from '../ship/host';
import { AgentClient } from './agentClient';
import { ImportConditions } from '../pack/importConditions';
import { Packer } from '../pack/packClosure';
import { findHost } from './autoHost';
import { BundleTransfer } from './bundleTransfer';
import { Conversion } from './conversion';
import { placeName } from './closureLine';
import { fetchToFile } from './fetchToFile';
import { FollowedRun, type RunBody } from './followedRun';
import { GpuLedger } from './gpus';
import { mintJobId } from './jobIds';
import type { JobRegistry } from './jobRegistry';
import { KnownBundles } from './knownBundles';
import { MarkBook } from './markBook';
import { Pipeline } from './pipeline';
import type { RunPorts } from './ports';
import { PreludeBook } from './preludeBook';
import { ProcessLock } from './processLock';
import { markOf } from './processMark';
import { RecordRefresher } from './recordRefresher';
import { absence } from './sending';
import { SentBundle } from './sentBundle';
import type { FoundHost, HostRequest, Run, RunPhase, RunRequest, RunService } from './service';
import { sentFiles, type SentFiles } from './sentFiles';
import { TrackedRun } from './trackedRun';

/** Runs that are over and whose output is still here; of others their hosts tell again. */
const mostOverKept = 8;

/** Starts, follows and finds jobs. One per process; every run it knows shares its connections and records. */
export class Runs implements RunService, Disposable {
  readonly #ports: RunPorts;
  readonly #registry: JobRegistry;
  readonly #preludes: PreludeBook;
  readonly #packer = new Packer();
  readonly #conditions = new ImportConditions();
  readonly #transfer: BundleTransfer;
  readonly #ledger: GpuLedger;
  readonly #refresher: RecordRefresher;
  readonly #self = markOf(process.pid);
  readonly #runs = new Map<string, FollowedRun>();
  readonly #activeChanged = new Emitter<void>();

  readonly marks: MarkBook;
  readonly onActiveChanged = this.#activeChanged.event;
  readonly onRecordsChanged: RunService['onRecordsChanged'];

  /** @param stateFolder Farcall's folder under the XDG state folder. */
  constructor(ports: RunPorts, registry: JobRegistry, stateFolder: string) {
    this.#ports = ports;
    this.marks = new MarkBook(stateFolder, ports.logger);
    this.#registry = registry;
    this.#preludes = new PreludeBook(stateFolder, ports.logger);
    this.#transfer = new BundleTransfer(new KnownBundles(stateFolder));
    this.#ledger = new GpuLedger({
      records: () => registry.list(),
      now: () => ports.clock.now(),
      alone: (host, work) => {
        const file = path.join(stateFolder, 'gpus', `${encodeURIComponent(host)}.lock`);
        return new ProcessLock(file, this.#self, ports.clock).hold(work);
      },
    });
    this.#refresher = new RecordRefresher(ports, registry);
    this.onRecordsChanged = registry.onChanged;
  }

  get active(): readonly Run[] {
    return [...this.#runs.values()].filter((run) => run.phase !== 'done');
  }

  findHost(request: HostRequest, signal: AbortSignal): Promise<FoundHost> {
    return findHost(request, { ...this.#ports, ledger: this.#ledger }, signal);
  }

  run(request: RunRequest): Run {
    const { file, qualname } = request.entry;
    const label = placeName(file, qualname) ?? qualname ?? file.slice(file.lastIndexOf('/') + 1);
    return this.#begin(request, label, 'inspecting', [], (pipeline, signal) => pipeline.start(request, signal));
  }

  async runAsSent(
    job: string,
    host?: string,
    terminal: Pick<RunRequest, 'terminal' | 'terminalSize'> = {},
  ): Promise<Run> {
    const before = await this.#registry.resolve(job);
    if (before.bundle === null) {
      throw new FarcallError(
        'no-result',
        t('Nothing of this run of {0} ever reached {1}.', before.label, before.host),
        {
          next: t('Run it again with the code as it is now.'),
        },
      );
    }
    const { file, qualname, args, argv, workspace, gpus } = before;
    const request: RunRequest = {
      entry: { file, qualname: qualname === '' ? undefined : qualname, args },
      workspace,
      host: host ?? before.host,
      argv,
      ...(gpus && { gpus: gpus.length }),
      ...terminal,
    };
    const why = (await this.#preludes.get(before.job)).filter(({ type }) => type === 'closure');
    return this.#begin(request, before.label, 'connecting', why, async (pipeline, signal) => {
      const { agent } = await this.#reach(before, signal);
      return pipeline.startAsSent(request, new SentBundle(before, agent), signal);
    });
  }

  #begin(
    request: RunRequest,
    label: string,
    phase: RunPhase,
    prelude: readonly PreludeLine[],
    start: (pipeline: Pipeline, signal: AbortSignal) => ReturnType<Pipeline['start']>,
  ): Run {
    const now = this.#ports.clock.now();
    const { file, qualname, args } = request.entry;
    const record: JobRecord = {
      version: 1,
      job: mintJobId(new Date(now)),
      host: request.host,
      label,
      workspace: request.workspace,
      file,
      qualname: qualname ?? '',
      args,
      argv: [...(request.argv ?? [])],
      bundle: null,
      state: 'shipping',
      sender: this.#self,
      created: now,
      ended: null,
      python: null,
      reason: null,
      result: null,
      error: null,
      timings: {},
    };
    const began = this.#ports.clock.elapsed();
    const tracked = this.#track(record, phase, false, prelude);
    const pipeline = this.#pipeline(tracked);
    return this.#add(tracked, async (signal, attached) => {
      const { host, link } = await start(pipeline, signal);
      await attached(link);
      return pipeline.follow(host, link, began, signal);
    });
  }

  async open(job: string): Promise<Run> {
    const followed = this.#runs.get(job);
    if (followed && followed.phase !== 'done') return followed;
    // A finished run whose output is still whole here needs no host.
    if (followed && !followed.failedToFollow) return followed;
    const record = await this.#registry.resolve(job);
    const tracked = this.#track(record, 'connecting', true, await this.#preludes.get(record.job));
    const pipeline = this.#pipeline(tracked);
    return this.#add(tracked, async (signal, attached) => {
      await this.#confirm(tracked, signal);
      const host = await this.#ports.findHost(record.host, record.workspace);
      const link = await this.#ports.connect(host, signal);
      await attached(link);
      return pipeline.follow(host, link, undefined, signal);
    });
  }

  #track(record: JobRecord, phase: RunPhase, opened: boolean, prelude: readonly PreludeLine[]): TrackedRun {
    const books = { registry: this.#registry, preludes: this.#preludes, logger: this.#ports.logger };
    return new TrackedRun(books, record, phase, opened, prelude);
  }

  #pipeline(run: TrackedRun): Pipeline {
    return new Pipeline(
      this.#ports,
      { packer: this.#packer, conditions: this.#conditions, transfer: this.#transfer, ledger: this.#ledger },
      run,
    );
  }

  records(): Promise<readonly JobRecord[]> {
    return this.#registry.list();
  }

  async cancel(job: string): Promise<void> {
    const followed = this.#runs.get(job);
    if (followed && followed.phase !== 'done') return followed.cancel();
    const record = await this.#registry.resolve(job);
    if (isEndState(record.state)) return;
    const { agent } = await this.#reach(record);
    await agent.cancel(record.job);
  }

  async remove(job: string, onlyHere = false): Promise<void> {
    const record = await this.#registry.resolve(job);
    const mayBeThere = record.bundle !== null;
    if (mayBeThere && !onlyHere && !isEndState(record.state)) {
      throw new FarcallError('usage', t('{0} on {1} has not ended.', record.label, record.host), {
        next: t('Cancel it first.'),
        data: { running: record.job },
      });
    }
    if (mayBeThere && !onlyHere) {
      const { agent } = await this.#reach(record);
      await agent.remove(record.job).catch((error: unknown) => {
        // Somebody else took it away, or the host was emptied.
        if (!(error instanceof FarcallError && error.code === 'unknown-job')) throw error;
      });
    }
    // What follows it keeps its record, and would write it once more.
    const followed = this.#runs.get(record.job);
    followed?.detach();
    await followed?.done;
    this.#runs.delete(record.job);
    await this.marks.change(record.job, noMarks);
    await this.#registry.remove(record.job);
    await this.#preludes.remove(record.job);
  }

  async sent(job: string, signal?: AbortSignal): Promise<SentFiles | undefined> {
    const record = await this.#registry.resolve(job);
    if (record.bundle === null) return undefined;
    const { agent } = await this.#reach(record, signal);
    return sentFiles(agent, record.job, record.bundle, signal);
  }

  async save(
    job: string,
    what: { readonly value: true } | { readonly artifact: string },
    target: string,
    options: { readonly signal?: AbortSignal; readonly progress?: (done: number, total: number) => void } = {},
  ): Promise<void> {
    const record = await this.#registry.resolve(job);
    const { agent } = await this.#reach(record, options.signal);
    const path = 'value' in what ? 'value.pkl' : `work/${what.artifact}`;
    await fetchToFile(agent, { job: record.job, path }, target, options);
  }

  async convert(
    job: string,
    format: SaveFormat,
    target: string,
    signal?: AbortSignal,
    progress?: (done: number, total: number) => void,
  ): Promise<void> {
    const record = await this.#registry.resolve(job);
    const { host, agent } = await this.#reach(record, signal);
    const options = { ...(signal && { signal }), ...(progress && { progress }) };
    await new Conversion(this.#ports, host, agent.link).run(record, format, target, options);
  }

  dispose(): void {
    for (const run of this.#runs.values()) run.detach();
    this.#runs.clear();
    this.marks.dispose();
    this.#activeChanged.dispose();
  }

  /** Rejects where there is nothing of the job on its host. */
  async #confirm(tracked: TrackedRun, signal: AbortSignal): Promise<void> {
    const before = tracked.record;
    const record = await this.#refresher.confirm(before, signal);
    if (record !== before) tracked.settle(record);
    const absent = absence(record);
    if (absent) throw absent;
  }

  async #reach(before: JobRecord, signal = new AbortController().signal): Promise<{ host: Host; agent: AgentClient }> {
    const record = await this.#refresher.confirm(before, signal);
    const absent = absence(record);
    if (absent) throw absent;
    const host = await this.#ports.findHost(record.host, record.workspace);
    return { host, agent: new AgentClient(await this.#ports.connect(host, signal)) };
  }

  #add(tracked: TrackedRun, body: RunBody): FollowedRun {
    const run = new FollowedRun(tracked, this.#reachHostOf(tracked), body);
    this.#runs.set(run.job, run);
    run.onChanged(() => {
      if (run.phase !== 'done') return;
      this.#letGoOfOldest();
      this.#activeChanged.fire();
    });
    this.#activeChanged.fire();
    return run;
  }

  #letGoOfOldest(): void {
    const over = [...this.#runs.values()].filter(({ phase }) => phase === 'done');
    for (const { job } of over.slice(0, -mostOverKept)) this.#runs.delete(job);
  }

  #reachHostOf(tracked: TrackedRun): () => Promise<AgentClient> {
    return async () => (await this.#reach(tracked.record)).agent;
  }
}
