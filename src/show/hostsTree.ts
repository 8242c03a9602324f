import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import type { HostChooser } from './hostChooser';
import { hostDescription, hostRows, hostTooltip, parentOf, type HostRow, type HostsViewRow } from './hostRows';
import { HostWatch } from './hostWatch';
import { stateWords } from './jobText';
import type { Lazy } from './lazy';
import type { Rooms } from './rooms';
import type { Settings } from './settings';
import { shortPath } from './shortPath';
import { TreeRows } from './treeRows';

/**
 * The Hosts view: this machine, the OpenSSH config's hosts, and those that were added, with how those do that are
 * connected. A host's element is its name, that of a job below it the job's id.
 */
export class HostsTree implements vscode.TreeDataProvider<string>, Disposable {
  readonly #rows: TreeRows<HostsViewRow>;
  readonly #changed = new vscode.EventEmitter<string[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #store = new DisposableStore();
  #watch: HostWatch | undefined;

  constructor(rooms: Lazy<Rooms>, chooser: HostChooser, settings: Settings) {
    this.#rows = this.#store.add(
      new TreeRows(
        async () => {
          const [{ hosts, runs }, defaultHost] = await Promise.all([rooms.get(), chooser.current()]);
          const [listed, records] = await Promise.all([hosts.list(), runs.records()]);
          return hostRows({ listed, defaultHost, known: (host) => this.#watch?.get(host), records });
        },
        ({ id }) => id,
        (row) => parentOf(row) ?? '',
      ),
    );
    const view = this.#store.add(vscode.window.createTreeView('farcall.hosts', { treeDataProvider: this }));
    const refresh = (): void => this.#rows.refresh();
    this.#store.add(this.#rows.onChanged((ids) => this.#changed.fire(ids)));
    rooms.whenLoaded(({ hosts, runs }) => {
      const watch = this.#store.add(
        new HostWatch({
          connected: () => hosts.connected(),
          status: (host) => hosts.status(host),
          diskUse: (host) => hosts.diskUse(host),
          now: () => performance.now(),
        }),
      );
      this.#watch = watch;
      this.#store.add(watch.onChanged(refresh));
      this.#store.add(hosts.onChanged(refresh));
      this.#store.add(hosts.onConnectionsChanged(() => watch.refresh()));
      this.#store.add(runs.onRecordsChanged(refresh));
      this.#store.add(view.onDidChangeVisibility(({ visible }) => watch.look(visible)));
      this.#store.add(view.onDidExpandElement(({ element }) => watch.lookClosely(element, true)));
      this.#store.add(view.onDidCollapseElement(({ element }) => watch.lookClosely(element, false)));
      watch.refresh();
      watch.look(view.visible);
    });
    this.#store.add(settings.onChanged(refresh));
    this.#store.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire(undefined)));
  }

  async getChildren(element?: string): Promise<string[]> {
    // In an untrusted workspace the view's welcome text says what is missing.
    if (!vscode.workspace.isTrusted) return [];
    await this.#rows.ids();
    return this.#rows
      .known()
      .filter((row) => parentOf(row) === element)
      .map(({ id }) => id);
  }

  getTreeItem(element: string): vscode.TreeItem {
    const row = this.#rows.get(element);
    const item = row === undefined ? new vscode.TreeItem(element) : itemOf(row);
    item.id = element;
    return item;
  }

  dispose(): void {
    this.#store.dispose();
    this.#changed.dispose();
  }
}

function itemOf(row: HostsViewRow): vscode.TreeItem {
  switch (row.kind) {
    case 'host':
      return hostItem(row);
    case 'job': {
      const item = new vscode.TreeItem(row.text);
      item.description = stateWords[row.record.state].toLowerCase();
      item.iconPath = new vscode.ThemeIcon(row.record.state === 'queued' ? 'clock' : 'sync~spin');
      item.contextValue = ['job', 'running'].join(' ');
      item.command = { command: 'farcall.showJob', title: t('Show Run in Panel'), arguments: [row.id] };
      return item;
    }
    case 'fact': {
      const item = new vscode.TreeItem(row.text);
      item.description = shortPath(row.detail);
      item.tooltip = row.detail;
      item.accessibilityInformation = { label: [row.text, row.detail].filter(Boolean).join(', ') };
      item.iconPath = new vscode.ThemeIcon(row.icon);
      item.contextValue = 'fact';
      return item;
    }
    case 'add': {
      const item = new vscode.TreeItem(t('Add Host…'));
      item.tooltip = t('Add a machine that you reach by SSH');
      item.iconPath = new vscode.ThemeIcon('add');
      item.accessibilityInformation = { label: t('Add Host…') };
      item.contextValue = 'add';
      item.command = { command: 'farcall.addHost', title: t('Add Host…') };
      return item;
    }
  }
}

function hostItem(row: HostRow): vscode.TreeItem {
  const { id, source, isDefault, known, running, python } = row;
  const hasRows = known?.status !== undefined || running > 0;
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(id, hasRows ? Collapsed : None);
  const connected = known !== undefined;
  const described = hostDescription(row);
  item.description =
    connected || python === '' ? described : [described, shortPath(python)].filter(Boolean).join(' · ');
  item.iconPath = connected
    ? new vscode.ThemeIcon('vm-active', new vscode.ThemeColor('testing.iconPassed'))
    : new vscode.ThemeIcon(source === 'built-in' ? 'vm' : 'remote');
  item.tooltip = hostTooltip(row);
  const state = connected ? t('connected') : t('not connected');
  item.accessibilityInformation = { label: [id, described, state].filter(Boolean).join(', ') };
  const marks = ['host', ...(source === 'hosts-file' ? ['removable'] : []), ...(isDefault ? ['default'] : [])];
  item.contextValue = marks.join(' ');
  return item;
}
