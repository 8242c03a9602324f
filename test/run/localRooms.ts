import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { silentLogger } from '../../src/base/logging';
import type { HostOptions } from '../../src/contract/hosts';
import { LazyInspector, loadSyntax } from '../../src/inspect/lazyInspector';
import { diskSource } from '../../src/inspect/sources';
import { JobRegistry } from '../../src/run/jobRegistry';
import type { RunPorts } from '../../src/run/ports';
import { Runs } from '../../src/run/runs';
import type { Run, RunRequest } from '../../src/run/service';
import { systemClock } from '../../src/run/systemClock';
import { loadRuntime } from '../../src/ship/assets';
import { HostConnections } from '../../src/ship/connections';

export const assets = path.resolve(import.meta.dirname, '../../dist/assets');

/** The rooms up to `run`, whole and real, with the host `local` in a folder of its own. */
export class LocalRooms {
  readonly folder: string;
  readonly workspace: string;
  readonly connections: HostConnections;
  readonly registry: JobRegistry;
  readonly ports: RunPorts;
  readonly runs: Runs;

  private constructor(folder: string, connections: HostConnections, options: HostOptions) {
    this.folder = folder;
    this.workspace = path.join(folder, 'project');
    this.connections = connections;
    this.registry = new JobRegistry(path.join(folder, 'state'), silentLogger);
    const inspector = new LazyInspector(() => loadSyntax(assets), diskSource);
    this.ports = {
      inspect: (request, signal) => inspector.inspect(request, signal),
      connect: (host, signal) => connections.connect(host, signal),
      findHost: (name) => Promise.resolve({ name, options: { directory: path.join(folder, 'host'), ...options } }),
      clock: systemClock,
      logger: silentLogger,
    };
    this.runs = new Runs(this.ports, this.registry, path.join(folder, 'state'));
  }

  static async create(options: HostOptions = {}): Promise<LocalRooms> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'farcall-rooms-'));
    const connections = new HostConnections({
      runtime: await loadRuntime(assets),
      logger: silentLogger,
      environment: process.env,
      overSsh: () => () => Promise.reject(new Error('no SSH here')),
    });
    return new LocalRooms(folder, connections, options);
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.workspace, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }

  run(file: string, qualname: string | undefined, args = '', more: Partial<RunRequest> = {}): Run {
    return this.runs.run({
      entry: { file: path.join(this.workspace, file), qualname, args },
      workspace: this.workspace,
      host: 'local',
      ...more,
    });
  }

  async dispose(): Promise<void> {
    this.runs.dispose();
    this.connections.dispose();
    this.registry.dispose();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
