import { silentLogger } from '../../src/base/logging';
import { LazyInspector, loadSyntax } from '../../src/inspect/lazyInspector';
import { diskSource } from '../../src/inspect/sources';
import { JobRegistry } from '../../src/run/jobRegistry';
import type { RunPorts } from '../../src/run/ports';
import { Runs } from '../../src/run/runs';
import type { Run } from '../../src/run/service';
import { systemClock } from '../../src/run/systemClock';
import { loadRuntime } from '../../src/ship/assets';
import { HostConnections } from '../../src/ship/connections';
import { noPrompts } from '../../src/ship/prompts';
import { SshTransport } from '../../src/ship/sshTransport';
import { assets } from '../run/localRooms';
import type { HostName } from './arena';
import type { Stage } from './plan';

/** What a client needs to know, in a form that another process can be told. */
export interface ClientSettings {
  readonly configFile: string;
  readonly host: HostName;
  readonly force: 'ssh2' | 'openssh';
  /** Farcall's folder on the host, and the client's own for its records. */
  readonly directory: string;
  readonly state: string;
  readonly workspace: string;
  readonly slots: number | null;
  readonly terminal: boolean;
}

/** Farcall's rooms up to `run`, whole and real, impatient so that a test need not wait. */
export class Client {
  readonly registry: JobRegistry;
  readonly runs: Runs;
  /** Every line that was logged. */
  readonly log: string[] = [];
  /** Milliseconds by which the client's clock is wrong. */
  clockError = 0;
  readonly #settings: ClientSettings;
  readonly #connections: HostConnections;

  static async create(settings: ClientSettings): Promise<Client> {
    return new Client(settings, await loadRuntime(assets));
  }

  private constructor(settings: ClientSettings, runtime: Awaited<ReturnType<typeof loadRuntime>>) {
    this.#settings = settings;
    const logger = { log: (level: string, message: string) => void this.log.push(`${level} ${message}`) };
    const ssh = { configFile: settings.configFile, environment: process.env };
    const transport = new SshTransport({ ssh, prompts: noPrompts, logger, force: settings.force });
    this.#connections = new HostConnections({
      runtime,
      logger,
      environment: process.env,
      overSsh: (host) => transport.opener(host.name),
      answerWithin: 5000,
      patience: { ask: 400, giveUp: 1500 },
    });
    const inspector = new LazyInspector(() => loadSyntax(assets), diskSource);
    const ports: RunPorts = {
      inspect: (request, signal) => inspector.inspect(request, signal),
      connect: (host, signal) => this.#connections.connect(host, signal),
      reach: (host, signal) => this.#connections.reach(host, signal),
      findHost: (name) => {
        const { directory, slots, terminal } = settings;
        return Promise.resolve({ name, options: { directory, terminal, ...(slots === null ? {} : { slots }) } });
      },
      clock: {
        ...systemClock,
        now: () => systemClock.now() + this.clockError,
        // The pauses are not what is tested here, but how many attempts they allow is.
        sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 4, signal),
      },
      logger: silentLogger,
    };
    this.registry = new JobRegistry(settings.state, silentLogger);
    this.runs = new Runs(ports, this.registry, settings.state);
  }

  run(): Run {
    return this.runs.run({
      entry: { file: `${this.#settings.workspace}/job.py`, qualname: 'f', args: '' },
      workspace: this.#settings.workspace,
      host: this.#settings.host,
      include: ['data.bin'],
    });
  }

  dispose(): void {
    this.runs.dispose();
    this.#connections.dispose();
    this.registry.dispose();
  }
}

/** Tells each stage of the run when it is first reached. */
export function tellStages(run: Run, tell: (stage: Stage) => void): void {
  const told = new Set<Stage>();
  const once = (stage: Stage): void => {
    if (told.has(stage)) return;
    told.add(stage);
    tell(stage);
  };
  once('begin');
  run.onChanged(() => {
    const { phase } = run;
    if (phase === 'connecting' || phase === 'shipping' || phase === 'starting' || phase === 'following') once(phase);
    if (run.state === 'running') once('running');
  });
  run.onLine((line) => {
    if (line.type === 'output') once('output');
  });
}
