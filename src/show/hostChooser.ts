import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ListedHost } from '../ship/host';
import type { Hosts, Rooms } from './rooms';
import type { Lazy } from './lazy';
import type { Settings } from './settings';
import { sourceWords } from './sourceWords';

interface HostItem extends vscode.QuickPickItem {
  readonly host?: string;
}

/** Which host a run goes to: the setting, else hosts.json, else a question on first use. */
export class HostChooser {
  readonly #rooms: Lazy<Rooms>;
  readonly #settings: Settings;

  constructor(rooms: Lazy<Rooms>, settings: Settings) {
    this.#rooms = rooms;
    this.#settings = settings;
  }

  async current(scope?: vscode.Uri): Promise<string | undefined> {
    return this.#settings.defaultHost(scope) ?? (await (await this.#rooms.get()).hosts.defaultName());
  }

  /** Undefined where the person did not choose. The choice is kept. */
  async currentOrAsk(scope: vscode.Uri): Promise<string | undefined> {
    return (await this.current(scope)) ?? (await this.select(undefined, t('Where shall it run? The choice is kept.')));
  }

  /** Makes a host the default; asks where none is named. Undefined where the person did not choose. */
  async select(name: string | undefined, placeholder = t('The host that runs go to')): Promise<string | undefined> {
    const { hosts } = await this.#rooms.get();
    const host = name ?? (await this.pick(placeholder));
    if (host !== undefined) await this.keep(host, hosts);
    return host;
  }

  /** Where the workspace's setting decides, the setting is what is changed. */
  async keep(host: string, hosts: Hosts): Promise<void> {
    if (this.#settings.defaultHost() === undefined) await hosts.setDefault(host);
    else await this.#settings.setDefaultHost(host);
  }

  /** Asks for any host; "Add Host…" leads to that command, after which the host that was added is taken. `first` is listed first. */
  async pick(placeholder: string, first?: string): Promise<string | undefined> {
    const { hosts } = await this.#rooms.get();
    const current = await this.current();
    const listed = await hosts.list();
    const ordered = [...listed.filter(({ name }) => name === first), ...listed.filter(({ name }) => name !== first)];
    const items: HostItem[] = ordered.map((host) => hostItem(host, current));
    const add: HostItem = { label: `$(add) ${t('Add Host…')}`, alwaysShow: true };
    const chosen = await vscode.window.showQuickPick([...items, separator, add], {
      placeHolder: placeholder,
      matchOnDescription: true,
    });
    if (chosen !== add) return chosen?.host;
    return vscode.commands.executeCommand<string | undefined>('farcall.addHost');
  }
}

const separator: HostItem = { label: '', kind: vscode.QuickPickItemKind.Separator };

function hostItem({ name, source, options }: ListedHost, current: string | undefined): HostItem {
  const parts = [name === current ? t('default') : '', sourceWords[source], options.python ?? ''];
  return {
    host: name,
    label: `$(${source === 'built-in' ? 'vm' : 'remote'}) ${name}`,
    description: parts.filter((part) => part !== '').join(' · '),
  };
}
