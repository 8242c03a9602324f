import { t } from '@vscode/l10n';
import { z } from 'zod';
import { FarcallError } from '../base/errors';
import { Emitter, type Event } from '../base/events';
import { hostOptionsSchema, type HostOptions, type HostsFile } from '../contract/hosts';
import type { Host, ListedHost } from './host';
import { HostsFileStore } from './hostsFile';
import { parseTarget } from './sshTarget';
import { readWorkspaceSettings } from './workspaceSettings';

/** Options by the name of a host. */
export type HostOverlay = Readonly<Record<string, HostOptions>>;

/** The host that stands for whichever of the added ones is least busy. */
export const autoName = 'auto';

/** What `auto` chooses from, and how many free GPUs its option `gpus` asks for, where it has one. */
export interface HostPool {
  readonly hosts: readonly Host[];
  readonly gpus: number | undefined;
}

export interface HostBookOptions {
  /** `hosts.json`, absolute. */
  readonly file: string;
  /** The names in the OpenSSH config. */
  readonly sshHosts: () => Promise<readonly string[]>;
  /** What a workspace lays over; its `.vscode/settings.json` where this is left out. */
  readonly overlay?: (workspace: string) => Promise<HostOverlay>;
  /** Is told of what stands in `hosts.json` and means nothing, each sentence once. */
  readonly warn?: (sentence: string) => void;
}

/** Every host there is: `local`, the OpenSSH config's, `hosts.json`'s and the workspace's. */
export class HostBook {
  readonly #store: HostsFileStore;
  readonly #options: HostBookOptions;
  readonly #changed = new Emitter<undefined>();
  readonly #warned = new Set<string>();

  constructor(options: HostBookOptions) {
    this.#options = options;
    this.#store = new HostsFileStore(options.file);
  }

  get file(): string {
    return this.#store.file;
  }

  /** Fired when this book changed `hosts.json`. */
  get onChanged(): Event<undefined> {
    return this.#changed.event;
  }

  /** `local` first, then the saved ones, then the rest, each with the options that hold. Throws `bad-settings`. */
  async list(workspace?: string): Promise<readonly ListedHost[]> {
    const [{ hosts: saved }, overlay, fromSsh] = await Promise.all([
      this.#read(),
      this.#overlay(workspace),
      this.#options.sshHosts(),
    ]);
    const sources = new Map<string, ListedHost['source']>([['local', 'built-in']]);
    if (poolNames(saved, overlay).length > 1) sources.set(autoName, 'auto');
    const note = (names: readonly string[], source: ListedHost['source']): void => {
      for (const name of names) if (!sources.has(name)) sources.set(name, source);
    };
    note(Object.keys(saved), 'hosts-file');
    note(Object.keys(overlay), 'settings');
    note(fromSsh, 'ssh-config');
    return [...sources].map(([name, source]) => ({ name, source, options: optionsOf(name, saved, overlay) }));
  }

  /** The hosts that were added or named in settings, which `auto` chooses from. Throws `bad-settings`. */
  async pool(workspace?: string): Promise<HostPool> {
    const [{ hosts: saved }, overlay] = await Promise.all([this.#read(), this.#overlay(workspace)]);
    const hosts = poolNames(saved, overlay).map((name) => ({ name, options: optionsOf(name, saved, overlay) }));
    return { hosts, gpus: optionsOf(autoName, saved, overlay).gpus };
  }

  /**
   * A host by any name that OpenSSH would take. Throws `unknown-host` where it cannot be one, `usage` for `auto`, which
   * stands for several, `bad-settings`.
   */
  async find(name: string, workspace?: string): Promise<Host> {
    const [{ hosts: saved }, overlay] = await Promise.all([this.#read(), this.#overlay(workspace)]);
    const options = optionsOf(name, saved, overlay);
    if (name === autoName && options.command === undefined) {
      throw new FarcallError('usage', t('{0} stands for whichever host is least busy, and is none itself.', autoName), {
        next: t('Name one of the hosts that it chooses from.'),
      });
    }
    // A host with a command is reached by that, whatever its name.
    if (options.command === undefined && name !== 'local') parseTarget(name);
    return { name, options };
  }

  /** Adds a host or replaces its options; options that this version does not know stay as they are. */
  async save(name: string, options: HostOptions): Promise<void> {
    if (options.command === undefined && name !== 'local') parseTarget(name);
    const { hosts } = await this.#read();
    if (hosts[name] === undefined) {
      await this.#store.set(['hosts', name], options);
    } else {
      for (const key of hostOptionsSchema.keyof().options) await this.#store.set(['hosts', name, key], options[key]);
    }
    this.#changed.fire(undefined);
  }

  /** Forgets a host of `hosts.json`, and that it was the default. Throws `unknown-host` where it is not there. */
  async remove(name: string): Promise<void> {
    const { hosts, default: usual } = await this.#read();
    if (hosts[name] === undefined) {
      throw new FarcallError('unknown-host', t('{0} is not in {1}.', name, this.file), {
        next: t('Only hosts that were added can be removed; see `farcall hosts`.'),
      });
    }
    await this.#store.set(['hosts', name], undefined);
    if (usual === name) await this.#store.set(['default'], undefined);
    this.#changed.fire(undefined);
  }

  /** The host that runs go to unless one is named; undefined where none was chosen. */
  async defaultHost(): Promise<string | undefined> {
    return (await this.#read()).default;
  }

  async setDefault(name: string): Promise<void> {
    await this.#store.set(['default'], name);
    this.#changed.fire(undefined);
  }

  async #read(): Promise<HostsFile> {
    const { unknown, ...file } = await this.#store.read();
    for (const sentence of unknown) {
      if (!this.#warned.has(sentence)) this.#options.warn?.(sentence);
      this.#warned.add(sentence);
    }
    return file;
  }

  #overlay(workspace: string | undefined): Promise<HostOverlay> {
    if (workspace === undefined) return Promise.resolve({});
    return (this.#options.overlay ?? workspaceHosts)(workspace);
  }
}

function poolNames(saved: HostOverlay, overlay: HostOverlay): string[] {
  return [...new Set([...Object.keys(saved), ...Object.keys(overlay)])].filter((name) => name !== autoName);
}

function optionsOf(name: string, saved: HostOverlay, overlay: HostOverlay): HostOptions {
  return { ...saved[name], ...overlay[name] };
}

const settingSchema = z.object({ 'farcall.hosts': z.record(z.string(), hostOptionsSchema).default({}) });

/** `farcall.hosts` of a workspace's `.vscode/settings.json`. */
async function workspaceHosts(workspace: string): Promise<HostOverlay> {
  return (await readWorkspaceSettings(workspace, settingSchema))['farcall.hosts'];
}
