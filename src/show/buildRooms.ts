import { homedir } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { z } from 'zod';
import { DisposableStore } from '../base/disposables';
import { FarcallError } from '../base/errors';
import { Emitter } from '../base/events';
import type { Logger } from '../base/logging';
import { hostOptionsSchema } from '../contract/hosts';
import type { OutputLine } from '../contract/lines';
import { LazyInspector, loadSyntax } from '../inspect/lazyInspector';
import { checkArguments, signatureOf } from '../inspect/signature';
import { CachedDiskSource, CachedFolders } from '../inspect/sources';
import { ChoiceBook } from '../run/choiceBook';
import { Packer } from '../pack/packClosure';
import { checkHost, listPythons } from '../run/hostCheck';
import { cleanHost } from '../run/hostCleaning';
import { lackingOn } from '../run/hostHoldings';
import { hostPaths } from '../run/hostPaths';
import { readDiskUse, readHostStatus } from '../run/hostStatus';
import { readOutput } from '../run/jobOutput';
import { JobRegistry } from '../run/jobRegistry';
import type { JournalRecord } from '../run/journalReader';
import { OutputDecoder } from '../run/outputDecoder';
import { readRevision } from '../run/revision';
import { Runs } from '../run/runs';
import { placesOf } from '../base/places';
import { systemClock } from '../run/systemClock';
import { loadRuntime } from '../ship/assets';
import { HostConnections, type Connection } from '../ship/connections';
import { HeldRuntimes } from '../ship/heldRuntimes';
import type { AgentLink } from '../ship/link';
import { HostBook, autoName, type HostOverlay } from '../ship/hostBook';
import { listSshHosts } from '../ship/sshHosts';
import { SshTransport } from '../ship/sshTransport';
import { editorAsk } from './editorQuestions';
import type { EditorPrompts } from './editorPrompts';
import { tellOfHostsFile } from './hostsFileNotice';
import { Lazy } from './lazy';
import { OpenDocuments } from './openDocuments';
import type { Bundles, HostLacking, Hosts, Rooms } from './rooms';
import type { OutputReader } from './panel/shownJob';
import type { Settings } from './settings';

export interface RoomsWorld {
  /** The extension's own folder. */
  readonly extension: string;
  readonly prompts: EditorPrompts;
  readonly settings: Settings;
  readonly log: Logger;
}

/** Builds the rooms to the left, by hand. What is costly in them waits until it is used. */
export async function buildRooms({ extension, prompts, settings, log }: RoomsWorld): Promise<Rooms> {
  const store = new DisposableStore();
  const environment = process.env;
  const assets = path.join(extension, 'dist', 'assets');

  const syntax = new Lazy(() => loadSyntax(assets));
  const inspector = new LazyInspector(
    () => syntax.get(),
    new OpenDocuments(new CachedDiskSource()),
    new CachedFolders(),
    { variables: environment, home: homedir() },
  );

  const places = placesOf(environment, homedir());
  const wished = environment['FARCALL_SSH'];
  const force = wished === 'ssh2' || wished === 'openssh' ? wished : undefined;
  const transport = new SshTransport({
    ssh: { configFile: places.sshConfigOverride, environment },
    prompts,
    logger: log,
    force,
  });
  const connections = store.add(
    new HostConnections({
      runtime: await loadRuntime(assets),
      logger: log,
      overSsh: ({ name }) => transport.opener(name),
      held: new HeldRuntimes(places.stateFolder),
      environment,
    }),
  );
  const book = new HostBook({
    file: places.hostsFile,
    sshHosts: () => listSshHosts(places.sshConfigFile),
    overlay: () => Promise.resolve().then(() => overlayOf(settings.hosts)),
    warn: (sentence) => void tellOfHostsFile(sentence, places.hostsFile),
  });

  const registry = store.add(new JobRegistry(places.stateFolder, log));
  registry.watch();
  const choices = store.add(new ChoiceBook(places.stateFolder, log));
  choices.watch();
  const runs = store.add(
    new Runs(
      {
        inspect: (request, signal) => inspector.inspect(request, signal),
        connect: (host, signal) => connections.connect(host, signal),
        reach: (host, signal) => connections.reach(host, signal),
        findHost: (name, workspace) => book.find(name, workspace),
        pool: (workspace) => book.pool(workspace),
        clock: systemClock,
        logger: log,
        choices,
        ask: editorAsk(prompts),
        revision: readRevision,
      },
      registry,
      places.stateFolder,
    ),
  );

  runs.marks.watch();

  const packer = new Packer();
  const bundles: Bundles = {
    inspect: async ({ host, ...request }, signal) => {
      // What lies on a host already is known once it is chosen.
      const options = host === undefined || host === autoName ? {} : (await book.find(host, request.workspace)).options;
      return inspector.inspect({ ...request, onHost: Object.keys(hostPaths(options)) }, signal);
    },
    pack: (closure) => packer.pack(closure),
    lacking: ({ bundle, quietly, ...request }, signal) => {
      const ask = async (): Promise<HostLacking> => {
        const { host, choice } = await runs.findHost(request, signal);
        const lacking = await lackingOn(await connections.connect(host, signal), bundle);
        return { ...lacking, host: host.name, because: choice?.because };
      };
      return quietly ? prompts.quietly(ask) : ask();
    },
    choices,
  };

  return {
    runs,
    bundles,
    readOutput: outputReader(book, connections),
    hosts: hostsOf(book, connections, places.sshConfigFile, store),
    code: async () => {
      const grammar = await syntax.get();
      return {
        signature: (text, qualname) => signatureOf(grammar, text, qualname),
        argumentsProblem: (text) => checkArguments(grammar, text),
      };
    },
    dispose: () => store.dispose(),
  };
}

function outputReader(book: HostBook, connections: HostConnections): OutputReader {
  return async ({ job, host, workspace }, take, signal) => {
    const found = await book.find(host, workspace);
    const connect = (ended: AbortSignal): Promise<AgentLink> => connections.connect(found, ended);
    const decoder = new OutputDecoder();
    const linesOf = (records: readonly JournalRecord[]): OutputLine[] =>
      records
        .filter((record) => record.kind === 'output')
        .map(({ stream, offset, bytes, time }) => decoder.push(stream, offset, bytes, time))
        .filter((line) => line !== undefined);
    await readOutput({ job, toTheEnd: true, connect, clock: systemClock }, (records) => take(linesOf(records)), signal);
    await take(decoder.end());
  };
}

function hostsOf(book: HostBook, connections: HostConnections, sshConfig: string, store: DisposableStore): Hosts {
  const changed = store.add(new Emitter<void>());
  store.add(book.onChanged(() => changed.fire()));
  // Other windows, the terminal and people with an editor change these files, too.
  for (const file of [book.file, sshConfig]) {
    const pattern = new vscode.RelativePattern(vscode.Uri.file(path.dirname(file)), path.basename(file));
    const watcher = store.add(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      store.add(event(() => changed.fire()));
    }
  }
  // Settings are this window's, whatever folder a host is asked for: any folder brings them in.
  const workspace = '';
  const connect = connections.connect.bind(connections);
  const connectionTo = (name: string): Connection => {
    const connection = connections.peek(name);
    if (connection === undefined) throw new FarcallError('connection-lost', t('{0} is not connected.', name));
    return connection;
  };
  return {
    file: book.file,
    onChanged: changed.event,
    list: () => book.list(workspace),
    defaultName: () => book.defaultHost(),
    setDefault: (name) => book.setDefault(name),
    // Asked for no folder, the book leaves the settings out.
    saved: async (name) => (await book.find(name)).options,
    save: (name, options) => book.save(name, options),
    remove: (name) => book.remove(name),
    pythons: async (name, signal) => listPythons(connect, await book.find(name, workspace), signal),
    check: async (name, onItem, signal) => checkHost(connect, await book.find(name, workspace), onItem, signal),
    clean: async (name, dry, signal) => cleanHost(connect, await book.find(name, workspace), dry, signal),
    connected: () => connections.connected,
    onConnectionsChanged: connections.onChanged,
    status: async (name) => readHostStatus(connectionTo(name)),
    diskUse: async (name) => readDiskUse(connectionTo(name)),
  };
}

const overlaySchema = z.record(z.string(), hostOptionsSchema);

/** The setting `farcall.hosts`. Throws `bad-settings`. */
function overlayOf(setting: unknown): HostOverlay {
  const result = overlaySchema.safeParse(setting ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = ['farcall.hosts', ...(issue?.path.map(String) ?? [])].join('.');
  throw new FarcallError(
    'bad-settings',
    t('The setting {0} is not what it should be: {1}.', place, issue?.message ?? ''),
    {
      next: t('Correct it in the settings.'),
    },
  );
}
