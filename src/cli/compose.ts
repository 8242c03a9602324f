import { homedir } from 'node:os';
import type { Logger } from '../base/logging';
import { placesOf } from '../base/places';
import { LazyInspector, loadSyntax } from '../inspect/lazyInspector';
import { CachedDiskSource, diskFolders } from '../inspect/sources';
import { ChoiceBook } from '../run/choiceBook';
import { JobRegistry } from '../run/jobRegistry';
import type { RunPorts } from '../run/ports';
import { readRevision } from '../run/revision';
import { Runs } from '../run/runs';
import { systemClock } from '../run/systemClock';
import { loadRuntime } from '../ship/assets';
import { HostConnections, type Connection } from '../ship/connections';
import { HeldRuntimes } from '../ship/heldRuntimes';
import type { Host } from '../ship/host';
import { HostBook } from '../ship/hostBook';
import type { Prompts } from '../ship/prompts';
import { listSshHosts } from '../ship/sshHosts';
import { SshTransport } from '../ship/sshTransport';
import type { HostPorts } from './commands/hostsCommand';
import type { StatusLine } from './statusLine';
import { defaultHostOf } from './workspaceScope';

/** Milliseconds that a run which is over waits for git to tell of its commit. */
const revisionWait = 500;

/** The rooms as the terminal uses them, built once per process. */
export interface CliRooms {
  readonly ports: RunPorts;
  readonly runs: Runs;
  readonly registry: JobRegistry;
  readonly choices: ChoiceBook;
  /** Where runs of this workspace go unless a host is named. */
  readonly defaultHost: (workspace: string) => Promise<string>;
  readonly hostPorts: (workspace: string) => Omit<HostPorts, 'terminal' | 'status'>;
  readonly close: () => void;
}

export interface CliWorld {
  readonly environment: NodeJS.ProcessEnv;
  /** Folder of the runtime, the stub and the grammar. */
  readonly assets: string;
  readonly prompts: Prompts;
  readonly logger: Logger;
  /** Where it says what it waits for. */
  readonly status?: StatusLine;
  readonly pace: NonNullable<RunPorts['pace']>;
  readonly ask: NonNullable<RunPorts['ask']>;
  /** Is told once of what stands in `hosts.json` and means nothing. */
  readonly warn?: (sentence: string) => void;
}

export async function openRooms({
  environment,
  assets,
  prompts,
  logger,
  status,
  pace,
  ask,
  warn,
}: CliWorld): Promise<CliRooms> {
  const places = placesOf(environment, homedir());
  const force = environment['FARCALL_SSH'];
  const transport = new SshTransport({
    ssh: { configFile: places.sshConfigOverride, environment },
    prompts,
    logger,
    force: force === 'ssh2' || force === 'openssh' ? force : undefined,
  });
  const connections = new HostConnections({
    runtime: await loadRuntime(assets),
    logger,
    environment,
    overSsh: (host) => transport.opener(host.name),
    held: new HeldRuntimes(places.stateFolder),
  });
  const book = new HostBook({
    file: places.hostsFile,
    sshHosts: () => listSshHosts(places.sshConfigFile),
    ...(warn && { warn }),
  });
  const inspector = new LazyInspector(() => loadSyntax(assets), new CachedDiskSource(), diskFolders, {
    variables: environment,
    home: homedir(),
  });
  const choices = new ChoiceBook(places.stateFolder, logger);
  const reached = new Set<string>();
  const telling = async <T>(host: Host, connecting: Promise<T>): Promise<T> => {
    // Of a connection that is made again its run tells.
    if (reached.has(host.name)) return connecting;
    const text = host.name === 'local' ? 'Starting on this machine…' : `Connecting to ${host.name}…`;
    const connection = await (status?.during(text, connecting) ?? connecting);
    reached.add(host.name);
    return connection;
  };
  const connect = (host: Host, signal: AbortSignal): Promise<Connection> =>
    telling(host, connections.connect(host, signal));
  const leaving = new AbortController();
  const ports: RunPorts = {
    inspect: (request, signal) => inspector.inspect(request, signal),
    connect,
    reach: (host, signal) => telling(host, connections.reach(host, signal)),
    findHost: (name, workspace) => book.find(name, workspace),
    pool: (workspace) => book.pool(workspace),
    clock: systemClock,
    logger,
    pace,
    choices,
    ask,
    revision: (workspace) => readRevision(workspace, leaving.signal),
  };
  const registry = new JobRegistry(places.stateFolder, logger);
  const runs = new Runs(ports, registry, places.stateFolder);
  return {
    ports,
    runs,
    registry,
    choices,
    defaultHost: async (workspace) => (await defaultHostOf(workspace)) ?? (await book.defaultHost()) ?? 'local',
    hostPorts: (workspace) => ({
      list: () => book.list(workspace),
      find: (name) => book.find(name, workspace),
      defaultHost: () => book.defaultHost(),
      connect,
    }),
    close: () => {
      runs.dispose();
      connections.dispose();
      registry.dispose();
      choices.dispose();
      setTimeout(() => leaving.abort(), revisionWait).unref();
    },
  };
}
