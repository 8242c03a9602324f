import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import type { ListedHost } from '../ship/host';
import { sourceText, type HostChooser } from './hostChooser';
import type { Lazy } from './lazy';
import type { Rooms } from './rooms';
import type { Settings } from './settings';
import { shortPath } from './shortPath';
import { TreeRows } from './treeRows';

interface HostRow extends ListedHost {
  readonly isDefault: boolean;
}

/** The Hosts view: this machine, the OpenSSH config's hosts, and those that were added. Its elements are their names. */
export class HostsTree implements vscode.TreeDataProvider<string>, Disposable {
  readonly #rows: TreeRows<HostRow>;
  readonly #changed = new vscode.EventEmitter<string[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #store = new DisposableStore();

  constructor(rooms: Lazy<Rooms>, chooser: HostChooser, settings: Settings) {
    this.#rows = this.#store.add(
      new TreeRows(
        async () => {
          const [{ hosts }, current] = await Promise.all([rooms.get(), chooser.current()]);
          return (await hosts.list()).map((host) => ({ ...host, isDefault: host.name === current }));
        },
        ({ name }) => name,
      ),
    );
    this.#store.add(this.#rows.onChanged((names) => this.#changed.fire(names)));
    rooms.whenLoaded(({ hosts }) => this.#store.add(hosts.onChanged(() => this.#rows.refresh())));
    this.#store.add(settings.onChanged(() => this.#rows.refresh()));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire(undefined)));
  }

  async getChildren(element?: string): Promise<string[]> {
    // In an untrusted workspace the view's welcome text says what is missing.
    if (element !== undefined || !vscode.workspace.isTrusted) return [];
    return this.#rows.ids();
  }

  getTreeItem(name: string): vscode.TreeItem {
    const item = new vscode.TreeItem(name);
    item.id = name;
    const row = this.#rows.get(name);
    return row === undefined ? item : described(item, row);
  }

  dispose(): void {
    this.#store.dispose();
    this.#changed.dispose();
  }
}

function described(item: vscode.TreeItem, { name, source, options, isDefault }: HostRow): vscode.TreeItem {
  const text = (python: string): string =>
    [isDefault ? 'default' : '', sourceText[source], python].filter((part) => part !== '').join(' · ');
  const python = options.python ?? '';
  item.description = text(shortPath(python));
  item.iconPath = isDefault
    ? new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('testing.iconPassed'))
    : new vscode.ThemeIcon(source === 'built-in' ? 'vm' : 'remote');
  item.tooltip = `${name}${item.description === '' ? '' : `\n${text(python)}`}`;
  const marks = ['host', ...(source === 'hosts-file' ? ['removable'] : []), ...(isDefault ? ['default'] : [])];
  item.contextValue = marks.join(' ');
  return item;
}
