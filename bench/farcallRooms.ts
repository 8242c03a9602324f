import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silentLogger } from '../src/base/logging';
import type { HostOptions } from '../src/contract/hosts';
import type { BundleLine } from '../src/contract/lines';
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

/** Farcall's rooms in this process, as the extension puts them together, with their records in a folder of their own. */
export class FarcallRooms {
  readonly #connections: HostConnections;
  readonly #runs: Runs;
  readonly #folder: string;
  readonly #host: string;

  private constructor(connections: HostConnections, folder: string, host: string, options: HostOptions) {
    this.#connections = connections;
    this.#folder = folder;
    this.#host = host;
    const inspector = new LazyInspector(() => loadSyntax(assets), new CachedDiskSource(), new CachedFolders());
    this.#runs = new Runs(
      {
        inspect: (request, signal) => inspector.inspect(request, signal),
        connect: (to, signal) => connections.connect(to, signal),
        findHost: (name) => Promise.resolve({ name, options: { ...options, directory: path.join(folder, 'host') } }),
        clock: systemClock,
        logger: silentLogger,
      },
      new JobRegistry(path.join(folder, 'state'), silentLogger),
      path.join(folder, 'state'),
    );
  }

  static async open(host: string, configFile: string, options: HostOptions = {}): Promise<FarcallRooms> {
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
    return new FarcallRooms(connections, mkdtempSync(path.join(tmpdir(), 'farcall-bench-')), host, options);
  }

  /** Milliseconds from the request to the first output, and what was sent. Waits for the job's end. */
  async run(workspace: string, file: string, qualname: string): Promise<{ firstOutput: number; bundle: BundleLine }> {
    const began = performance.now();
    const run = this.#runs.run({
      entry: { file: path.join(workspace, file), qualname, args: '' },
      workspace,
      host: this.#host,
    });
    let firstOutput: number | undefined;
    run.onLine((line) => {
      if (line.type === 'output') firstOutput ??= performance.now() - began;
    });
    const done = await run.done;
    const bundle = run.lines.find((line): line is BundleLine => line.type === 'bundle');
    if (done.state !== 'succeeded' || firstOutput === undefined || !bundle) throw new Error(`The run ${done.state}.`);
    return { firstOutput, bundle };
  }

  dispose(): void {
    this.#runs.dispose();
    this.#connections.dispose();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
