import { t } from '@vscode/l10n';
import { FarcallError, describe } from '../base/errors';
import type { JobSpec } from '../contract/agent';
import { mergeChoices, noChoices } from '../contract/choices';
import { isEndState } from '../contract/jobStates';
import type { DoneLine } from '../contract/lines';
import type { Closure } from '../inspect/closure';
import type { Bundle } from '../pack/bundle';
import type { ImportConditions } from '../pack/importConditions';
import type { Packer } from '../pack/packClosure';
import type { Host } from '../ship/host';
import { autoName } from '../ship/hostBook';
import type { AgentLink } from '../ship/link';
import { AgentClient } from './agentClient';
import { findHost } from './autoHost';
import type { BundleTransfer, Started } from './bundleTransfer';
import { bundleLine, closureLine, labelOf, placeName } from './closureLine';
import { gpuEnvironment, gpusWanted, type GpuLedger } from './gpus';
import { hostPaths } from './hostPaths';
import { shownEnvironment } from './environment';
import { JobFollower } from './jobFollower';
import { terminalEnvironment, terminalOf } from './jobTerminal';
import type { RunPorts } from './ports';
import { openQuestions, undecided } from './questions';
import { Pauses, passes } from './retrying';
import type { SentBundle } from './sentBundle';
import type { RunRequest } from './service';
import type { TrackedRun } from './trackedRun';

/** How often a start is tried again when the connection drops under it; the job's id makes that safe. */
const mostStartAttempts = 7;

/** Milliseconds; by then a job has begun. */
const afterStart = 400;

/** What all runs of a process share. */
export interface PipelineParts {
  readonly packer: Packer;
  readonly conditions: ImportConditions;
  readonly transfer: BundleTransfer;
  readonly ledger: GpuLedger;
}

/** One run from the call to its end: inspect, pack, connect, ship, start, follow. */
export class Pipeline {
  readonly #ports: RunPorts;
  readonly #packer: Packer;
  readonly #conditions: ImportConditions;
  readonly #transfer: BundleTransfer;
  readonly #ledger: GpuLedger;
  readonly #run: TrackedRun;
  #follower: JobFollower | undefined;

  constructor(ports: RunPorts, { packer, conditions, transfer, ledger }: PipelineParts, run: TrackedRun) {
    this.#ports = ports;
    this.#packer = packer;
    this.#conditions = conditions;
    this.#transfer = transfer;
    this.#ledger = ledger;
    this.#run = run;
  }

  /** Brings the call to its host. From its end on the job goes on without this client. */
  async start(request: RunRequest, signal: AbortSignal): Promise<{ host: Host; link: AgentLink }> {
    const host = await this.#host(request, signal);
    // The connection is made while the call is inspected; if that fails, it is given up with it.
    const connecting = new AbortController();
    const cut = (): void => connecting.abort(signal.reason);
    signal.addEventListener('abort', cut, { once: true });
    try {
      const connected = this.#connect(host, connecting.signal);
      connected.catch(() => undefined);
      const bundle = await this.#prepare(request, host, signal);
      this.#run.enter('connecting');
      const { link, milliseconds } = await connected;
      this.#run.time({ connect: milliseconds });
      return { host, link: await this.#ship(request, host, link, bundle, signal) };
    } catch (error) {
      connecting.abort(error);
      throw error;
    } finally {
      signal.removeEventListener('abort', cut);
    }
  }

  /** Brings to a host what an earlier job ran, without a look at the files as they are now. */
  async startAsSent(
    request: RunRequest,
    sent: SentBundle,
    signal: AbortSignal,
  ): Promise<{ host: Host; link: AgentLink }> {
    const host = await this.#host(request, signal);
    this.#run.enter('connecting');
    const { link, milliseconds } = await this.#connect(host, signal);
    this.#run.time({ connect: milliseconds });
    this.#run.enter('packing');
    try {
      const { bundle, held } = await sent.for(link, signal);
      if (held) await this.#transfer.heldBy(host.name, bundle.id);
      this.#run.update({ bundle: bundle.id });
      return { host, link: await this.#ship(request, host, link, bundle, signal) };
    } finally {
      await sent.dispose();
    }
  }

  /** Follows the job to its end. @param began When the request was made, by `clock.elapsed`. */
  async follow(
    host: Host,
    link: AgentLink | undefined,
    began: number | undefined,
    signal: AbortSignal,
  ): Promise<DoneLine> {
    const run = this.#run;
    let came = began === undefined;
    const { state, end } = await this.#followerOn(host).follow(
      {
        records: (records) => {
          run.take(records);
          return this.#ports.pace?.();
        },
        reconnecting: (error) => {
          this.#ports.logger.log('info', `${host.name}: ${describe(error)} Connecting again.`);
          came = true;
          run.enter('reconnecting');
        },
        following: () => run.enter('following'),
        found: (then) => {
          if (came && isEndState(then)) run.foundEnded();
        },
      },
      signal,
      link,
    );
    const total = began === undefined ? undefined : this.#ports.clock.elapsed() - began;
    return run.finish(state, run.end ?? end, total);
  }

  async #host(request: RunRequest, signal: AbortSignal): Promise<Host> {
    if (request.host === autoName) this.#run.enter('connecting');
    const { host, choice } = await findHost(request, { ...this.#ports, ledger: this.#ledger }, signal);
    if (choice) {
      this.#run.update({ host: host.name });
      this.#run.say({ type: 'chosen', job: this.#run.record.job, host: host.name, ...choice });
    }
    return host;
  }

  #followerOn(host: Host): JobFollower {
    const connect = (stop: AbortSignal): Promise<AgentLink> => this.#ports.connect(host, stop);
    return (this.#follower ??= new JobFollower(this.#run.record.job, connect, this.#ports.clock));
  }

  async #connect(host: Host, signal: AbortSignal): Promise<{ link: AgentLink; milliseconds: number }> {
    const { clock, connect, reach = connect } = this.#ports;
    const began = clock.elapsed();
    const link = await reach(host, signal);
    return { link, milliseconds: clock.elapsed() - began };
  }

  async #prepare(request: RunRequest, host: Host, signal: AbortSignal): Promise<Bundle> {
    const { clock } = this.#ports;
    const { closure, milliseconds } = await this.#decide(request, Object.keys(hostPaths(host.options)), signal);
    const inspected = clock.elapsed();
    this.#run.enter('packing');
    const bundle = this.#packer.pack(closure);
    this.#run.time({ inspect: milliseconds, pack: clock.elapsed() - inspected });
    const { file, qualname } = request.entry;
    this.#run.update({ label: placeName(file, qualname) ?? labelOf(closure.entry), bundle: bundle.id });
    this.#run.say(closureLine(closure, bundle));
    return bundle;
  }

  /** Inspects until nothing is left to decide. `milliseconds` leaves out the time that a person took to answer. */
  async #decide(
    request: RunRequest,
    onHost: readonly string[],
    signal: AbortSignal,
  ): Promise<{ closure: Closure; milliseconds: number }> {
    const { clock, choices: book, ask } = this.#ports;
    let remembered = (await book?.get(request)) ?? noChoices;
    let milliseconds = 0;
    for (;;) {
      this.#run.enter('inspecting');
      const began = clock.elapsed();
      const choices = mergeChoices(remembered, request.choices ?? noChoices);
      const closure = await this.#ports.inspect({ ...request, choices, onHost }, signal);
      milliseconds += clock.elapsed() - began;
      const open = openQuestions(closure.questions, choices);
      if (open.length === 0) return { closure, milliseconds };
      if (!ask) throw undecided(open);
      this.#run.enter('asking');
      const answers = await ask(open, closure, request, signal);
      signal.throwIfAborted();
      if (!answers) throw new FarcallError('cancelled', t('The run was cancelled before the host had it.'));
      remembered = mergeChoices(remembered, answers);
      await book?.set(request, remembered, new Set(closure.statements.map(({ key }) => key)));
    }
  }

  async #ship(
    request: RunRequest,
    host: Host,
    link: AgentLink,
    bundle: Bundle,
    signal: AbortSignal,
  ): Promise<AgentLink> {
    const run = this.#run;
    const { clock } = this.#ports;
    signal.throwIfAborted();
    run.enter('shipping');
    run.say({ type: 'state', job: run.record.job, host: host.name, state: 'shipping' });
    // On disk before the host can have it: a job that was started is never forgotten.
    await this.#keep(request, host, link);
    const began = clock.elapsed();
    const { started, link: used } = await this.#startAgainIfCut(
      host,
      link,
      bundle,
      this.#spec(request, host, link, bundle),
      signal,
    );
    const shipped = started.sentFiles > 0 ? clock.elapsed() : began;
    run.time({ ship: shipped - began });
    run.onFirstSign(() => run.time({ start: clock.elapsed() - shipped }));
    run.say(bundleLine(bundle, { sentBytes: started.sentBytes, sentFiles: started.sentFiles }));
    run.enter('starting');
    run.moveTo(started.state);
    run.becomeSafe(used.greeting);
    run.saveSoon();
    void this.#noteBeside(request, signal);
    return used;
  }

  /** What the first output does not wait for: files are written, and a program is started. */
  async #noteBeside(request: RunRequest, signal: AbortSignal): Promise<void> {
    // Who leaves meanwhile leaves nothing undone.
    await this.#ports.clock.sleep(afterStart, signal).catch(() => undefined);
    await Promise.all([this.#run.keepPrelude(), this.#noteRevision(request)]);
  }

  async #noteRevision({ workspace }: RunRequest): Promise<void> {
    const { revision: read, logger } = this.#ports;
    if (read === undefined) return;
    try {
      const revision = await read(workspace);
      if (revision !== undefined) await this.#run.note({ revision });
    } catch (error) {
      logger.log('debug', `The repository of ${workspace} is not known: ${describe(error)}`);
    }
  }

  async #keep({ gpus: asked }: RunRequest, host: Host, link: AgentLink): Promise<void> {
    const { env = {} } = host.options;
    if (Object.keys(env).length > 0) this.#run.update({ environment: shownEnvironment(env) });
    const count = gpusWanted(asked, host.options);
    if (count === 0) return this.#run.keep();
    await this.#ledger.assign(host.name, new AgentClient(link), count, (gpus) => {
      this.#run.update({ gpus: [...gpus] });
      return this.#run.keep();
    });
  }

  async #startAgainIfCut(
    host: Host,
    first: AgentLink,
    bundle: Bundle,
    spec: JobSpec,
    signal: AbortSignal,
  ): Promise<{ started: Started; link: AgentLink }> {
    const pauses = new Pauses(this.#ports.clock);
    let link = first;
    const start = { asked: false };
    const events = {
      asked: () => {
        start.asked = true;
        this.#followerOn(host).askAhead(link);
      },
      progress: (done: number, total: number) =>
        this.#run.say({ type: 'progress', done, total, label: t('Sending to {0}', host.name) }),
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (attempt > 1) link = await this.#ports.connect(host, signal);
        this.#run.enter('shipping');
        const started = await this.#transfer.start(link, host.name, bundle, spec, events, signal);
        return { started, link };
      } catch (error) {
        // What was asked for may still be done: a job that nobody wants is not to run.
        if (start.asked && signal.aborted && signal.reason instanceof FarcallError)
          new AgentClient(link).cancel(spec.job).catch(() => undefined);
        if (!(error instanceof FarcallError) || !passes(error)) throw error;
        // Who did not answer in time when it was asked for the first time is not asked for minutes.
        if (attempt === mostStartAttempts || (attempt === 1 && error.data['late'] === true))
          throw this.#mayHaveArrived(error);
        this.#run.enter('reconnecting');
        await pauses.wait(signal);
      }
    }
  }

  /** The last word of the host is missing: it may have the job, and then runs it. */
  #mayHaveArrived(cause: FarcallError): FarcallError {
    this.#run.leaveOpen();
    return new FarcallError(cause.code, cause.message, {
      cause,
      next: t(
        '{0} may have reached the host all the same: `farcall jobs` tells once it answers again.',
        this.#run.record.job,
      ),
    });
  }

  #spec(request: RunRequest, host: Host, link: AgentLink, bundle: Bundle): JobSpec {
    const { options } = host;
    const terminal = terminalOf(request, options);
    return {
      job: this.#run.record.job,
      bundle: bundle.id,
      label: this.#run.record.label,
      args: request.entry.args,
      argv: [...(request.argv ?? [])],
      python: options.python ?? null,
      setup: options.setup ?? [],
      env: { ...terminalEnvironment(terminal), ...gpuEnvironment(this.#run.record.gpus ?? []), ...options.env },
      paths: hostPaths(options),
      timeout: request.timeout ?? null,
      slots: options.slots ?? null,
      preload: this.#preload(options.preload ?? true, bundle),
      display: link.display?.sha256 ?? null,
      convert: null,
      terminal,
    };
  }

  #preload(wanted: boolean | readonly string[], bundle: Bundle): JobSpec['preload'] {
    if (wanted === false) return null;
    const key = this.#conditions.key(bundle);
    return key === undefined ? null : { key, modules: wanted === true ? [] : [...wanted] };
  }
}
