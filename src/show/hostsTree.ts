import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import type { ListedHost } from '../ship/host';
import { sourceText, type HostChooser } from './hostChooser';
import type { Lazy } from './lazy';
import type { Rooms } from './rooms';
import type { Settings } from './settings';
import { shortPath } from './shortPath';

/** The Hosts view: this machine, the OpenSSH config's hosts, and those that were added. */
export class HostsTree implements vscode.TreeDataProvider<ListedHost>, Disposable {
  readonly #rooms: Lazy<Rooms>;
  readonly #chooser: HostChooser;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #store = new DisposableStore();
  #current: string | undefined;

  constructor(rooms: Lazy<Rooms>, chooser: HostChooser, settings: Settings) {
    this.#rooms = rooms;
    this.#chooser = chooser;
    rooms.whenLoaded(({ hosts }) => this.#store.add(hosts.onChanged(() => this.#changed.fire())));
    this.#store.add(settings.onChanged(() => this.#changed.fire()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
  }

  async getChildren(element?: ListedHost): Promise<ListedHost[]> {
    // In an untrusted workspace the view's welcome text says what is missing.
    if (element !== undefined || !vscode.workspace.isTrusted) return [];
    this.#current = await this.#chooser.current();
    return [...(await (await this.#rooms.get()).hosts.list())];
  }

  getTreeItem({ name, source, options }: ListedHost): vscode.TreeItem {
    const isDefault = name === this.#current;
    const item = new vscode.TreeItem(name);
    item.id = name;
    const described = (python: string): string =>
      [isDefault ? 'default' : '', sourceText[source], python].filter((part) => part !== '').join(' · ');
    const python = options.python ?? '';
    item.description = described(shortPath(python));
    item.iconPath = isDefault
      ? new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('testing.iconPassed'))
      : new vscode.ThemeIcon(source === 'built-in' ? 'vm' : 'remote');
    item.tooltip = `${name}${item.description === '' ? '' : `\n${described(python)}`}`;
    const marks = ['host', ...(source === 'hosts-file' ? ['removable'] : []), ...(isDefault ? ['default'] : [])];
    item.contextValue = marks.join(' ');
    return item;
  }

  dispose(): void {
    this.#store.dispose();
    this.#changed.dispose();
  }
}
