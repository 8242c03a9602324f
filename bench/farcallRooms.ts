import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLogger } from '../src/base/logging';
import type { Hello } from '../src/contract/agent';
import type { HostOptions } from '../src/contract/hosts';
import type { BundleLine, RunLine } from '../src/contract/lines';
import { LazyInspector, loadSyntax } from '../src/inspect/lazyInspector';
import { CachedDiskSource, CachedFolders } from '../src/inspect/sources';
import { JobRegistry } from '../src/run/jobRegistry';
import { Runs } from '../src/run/runs';
import { systemClock } from '../src/run/systemClock';
import { loadRuntime } from '../src/ship/assets';
import { HostConnections } from '../src/ship/connections';
import { noPrompts } from '../src/ship/prompts';
import { SshTransport } from '../src/ship/sshTransport';

const assets = path.resolve(import.meta.dirname, '../dist/assets');

export interface TimedRun {
  readonly job: string;
  /** Milliseconds from the request to the first output, and to the result. */
  readonly firstOutput: number;
  readonly result: number;
  /** What was sent. */
  readonly bundle: BundleLine;
}

/** An inspection that keeps what it learns, as an editor's does. */
export function newInspector(): LazyInspector {
  return new LazyInspector(() => loadSyntax(assets), new CachedDiskSource(), new CachedFolders());
}

/** Farcall's rooms in this process, as the extension puts them together, with their records in a folder of their own. */
export class FarcallRooms {
  readonly #connections: HostConnections;
  readonly #runs: Runs;
  readonly #registry: JobRegistry;
  readonly #folder: string;
  readonly #host: string;
  readonly #options: HostOptions;

  private constructor(
    connections: HostConnections,
    inspector: LazyInspector,
    folder: string,
    host: string,
    options: HostOptions,
  ) {
    this.#connections = connections;
    this.#folder = folder;
    this.#host = host;
    this.#options = { ...options, directory: path.join(folder, 'host') };
    this.#registry = new JobRegistry(path.join(folder, 'state'), silentLogger);
    this.#registry.watch();
    this.#runs = new Runs(
      {
        inspect: (request, signal) => inspector.inspect(request, signal),
        connect: (to, signal) => connections.connect(to, signal),
        reach: (to, signal) => connections.reach(to, signal),
        findHost: (name) => Promise.resolve({ name, options: this.#options }),
        clock: systemClock,
        logger: silentLogger,
      },
      this.#registry,
      path.join(folder, 'state'),
    );
  }

  /** Nothing is connected before the first run. */
  static async open(
    host: string,
    configFile: string,
    options: HostOptions = {},
    inspector = newInspector(),
  ): Promise<FarcallRooms> {
    const transport = new SshTransport({
      ssh: { configFile, environment: process.env },
      prompts: noPrompts,
      logger: silentLogger,
    });
    const connections = new HostConnections({
      runtime: await loadRuntime(assets),
      logger: silentLogger,
      environment: process.env,
      overSsh: (to) => transport.opener(to.name),
    });
    return new FarcallRooms(connections, inspector, mkdtempSync(path.join(tmpdir(), 'farcall-bench-')), host, options);
  }

  /** Runs to the job's end. */
  async run(
    workspace: string,
    file: string,
    qualname: string,
    onLine: (line: RunLine) => void = () => undefined,
  ): Promise<TimedRun> {
    const began = performance.now();
    const run = this.#runs.run({
      entry: { file: path.join(workspace, file), qualname, args: '' },
      workspace,
      host: this.#host,
    });
    let firstOutput: number | undefined;
    let result: number | undefined;
    let bundle: BundleLine | undefined;
    run.onLine((line) => {
      if (line.type === 'output') firstOutput ??= performance.now() - began;
      if (line.type === 'result') result = performance.now() - began;
      if (line.type === 'bundle') bundle = line;
      onLine(line);
    });
    const { state } = await run.done;
    if (state !== 'succeeded' || firstOutput === undefined || result === undefined || !bundle) {
      throw new Error(`The run ${state}: ${JSON.stringify(run.record.error)}`);
    }
    return { job: run.job, firstOutput, result, bundle };
  }

  /** What the agent says of itself. */
  async hello(): Promise<Hello> {
    const host = { name: this.#host, options: this.#options };
    return (await this.#connections.connect(host, new AbortController().signal)).hello;
  }

  /** Where a job's folder is on the host, which is this machine. */
  folderOf(job: string): string {
    return path.join(this.#folder, 'host/jobs', job);
  }

  /** Milliseconds to fetch a file that the job wrote. */
  async save(job: string, artifact: string, target: string): Promise<number> {
    const began = performance.now();
    await this.#runs.save(job, { artifact }, target);
    return performance.now() - began;
  }

  dispose(): Promise<void> {
    this.#runs.dispose();
    this.#registry.dispose();
    this.#connections.dispose();
    // The host's last processes may still be writing; unlike rmSync, rm looks again at what is left.
    return rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
