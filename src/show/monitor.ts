import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposables';
import type { JobRecord } from '../contract/registry';
import type { RunService } from '../run/service';
import type { CommandName } from './commandNames';
import { runCommand } from './commands';
import type { HostChooser } from './hostChooser';
import type { Lazy } from './lazy';
import { monitorSections, type MonitorRow } from './monitorRows';
import type { Rooms } from './rooms';
import { runProgress } from './runProgress';
import type { UnseenEnds } from './unseenEnds';

/** How often clocks and percents are drawn anew, in milliseconds: seldom enough to click and to listen to. */
const redrawEvery = 3000;

interface MonitorItem extends vscode.QuickPickItem {
  readonly job?: string;
  readonly command?: CommandName;
  readonly buttons?: readonly RunButton[];
}

interface RunButton extends vscode.QuickInputButton {
  readonly command: CommandName;
}

const button = (command: CommandName, icon: string, tooltip: string): RunButton => ({
  command,
  iconPath: new vscode.ThemeIcon(icon),
  tooltip,
});
const show = button('farcall.showJob', 'go-to-file', t('Show'));
const actions: Record<MonitorRow['action'], RunButton> = {
  cancel: button('farcall.cancelJob', 'debug-stop', t('Cancel')),
  rerun: button('farcall.rerunJob', 'debug-rerun', t('Run Again')),
};

/** "List Running and Recent Runs…": what runs and what ran lately, each with what can be done with it, and the ways on. Follows what happens. */
export class Monitor {
  readonly #rooms: Lazy<Rooms>;
  readonly #hosts: HostChooser;
  readonly #unseen: UnseenEnds;

  constructor(rooms: Lazy<Rooms>, hosts: HostChooser, unseen: UnseenEnds) {
    this.#rooms = rooms;
    this.#hosts = hosts;
    this.#unseen = unseen;
  }

  /** Resolves when it is on the screen. */
  async show(): Promise<void> {
    const { runs } = await this.#rooms.get();
    const [host, first] = await Promise.all([this.#hosts.current(), runs.records()]);
    let records = first;
    const pick = vscode.window.createQuickPick<MonitorItem>();
    const store = new DisposableStore();
    store.add(pick);
    const draw = (): void => redraw(pick, [...this.#runItems(runs, records), ...waysOn(host)]);
    const reload = async (): Promise<void> => {
      records = await runs.records();
      if (!store.disposed) draw();
    };
    const change = (): void => void reload().catch(() => undefined);
    store.add(runs.onActiveChanged(change));
    store.add(runs.onRecordsChanged(change));
    store.add(this.#unseen.onChanged(draw));
    const timer = setInterval(() => {
      if (runs.active.length > 0) draw();
    }, redrawEvery);
    store.add({ dispose: () => clearInterval(timer) });

    pick.title = 'Farcall';
    pick.placeholder = t('Runs, and where they go');
    pick.matchOnDescription = true;
    pick.keepScrollPosition = true;
    store.add(
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        pick.hide();
        if (item?.job !== undefined) runCommand('farcall.showJob', item.job);
        else if (item?.command !== undefined) runCommand(item.command);
      }),
    );
    store.add(
      pick.onDidTriggerItemButton(({ item, button: pressed }) => {
        const command = item.buttons?.find((one) => one === pressed)?.command;
        // Who cancels one run may want to cancel the next.
        if (command !== 'farcall.cancelJob') pick.hide();
        if (command !== undefined) runCommand(command, item.job);
      }),
    );
    store.add(pick.onDidHide(() => store.dispose()));
    draw();
    pick.show();
  }

  #runItems(runs: RunService, records: readonly JobRecord[]): MonitorItem[] {
    const followed = runs.active.map(({ record, lines }) => ({ record, percent: runProgress(lines) }));
    const unseen = new Set(this.#unseen.failed.map(({ job }) => job));
    return monitorSections({ followed, records, unseen }, Date.now()).flatMap(({ title, rows }) => [
      heading(title),
      ...rows.map(({ job, icon, name, description, action }) => ({
        job,
        label: `$(${icon}) ${name}`,
        description,
        buttons: [actions[action], show],
      })),
    ]);
  }
}

function waysOn(host: string | undefined): MonitorItem[] {
  const description = host ?? '';
  return [
    heading('Farcall'),
    { label: `$(remote) ${t('Select Default Host…')}`, description, command: 'farcall.selectHost', alwaysShow: true },
    { label: `$(add) ${t('Add Host…')}`, command: 'farcall.addHost', alwaysShow: true },
    { label: `$(output) ${t('Show Log')}`, command: 'farcall.showLog', alwaysShow: true },
  ];
}

function heading(label: string): MonitorItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Puts new items in place of the old ones; what was marked stays marked. */
function redraw(pick: vscode.QuickPick<MonitorItem>, items: readonly MonitorItem[]): void {
  const [marked] = pick.activeItems;
  pick.items = items;
  const same = items.find(({ job, command }) => job === marked?.job && command === marked?.command);
  if (marked !== undefined && same !== undefined) pick.activeItems = [same];
}
