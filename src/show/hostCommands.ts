import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { FarcallError } from '../base/errors';
import { formatBytes } from '../base/format';
import type { CheckItem } from '../run/service';
import type { HostChooser } from './hostChooser';
import type { Lazy } from './lazy';
import { openAt } from './openAt';
import { withProgress } from './progress';
import type { Rooms } from './rooms';

/** What can be done with one host: test, clean, edit, remove. `name` is undefined where the palette asked for it. */
export class HostCommands {
  readonly #rooms: Lazy<Rooms>;
  readonly #chooser: HostChooser;
  readonly #output: Pick<vscode.OutputChannel, 'appendLine' | 'show'>;

  constructor(rooms: Lazy<Rooms>, chooser: HostChooser, output: Pick<vscode.OutputChannel, 'appendLine' | 'show'>) {
    this.#rooms = rooms;
    this.#chooser = chooser;
    this.#output = output;
  }

  /** A checklist that grows as the answers come, and ends with what they mean. */
  async test(name: string | undefined): Promise<void> {
    const host = name ?? (await this.#chooser.pick('The host to test'));
    if (host === undefined) return;
    const { hosts } = await this.#rooms.get();
    this.#output.show(true);
    this.#output.appendLine(`Testing ${host} …`);
    let failed: CheckItem | undefined;
    const fine = await withProgress(`Testing ${host}…`, (signal) =>
      hosts.check(
        host,
        (item) => {
          this.#output.appendLine(checkLine(item));
          if (item.ok === false) failed ??= item;
        },
        signal,
      ),
    );
    if (fine === undefined) this.#output.appendLine('  stopped');
    else if (fine) this.#output.appendLine(`${host} is ready to run jobs.`);
    else if (failed) this.#output.appendLine(`${host} is not ready: ${failed.label}.`);
    this.#output.appendLine('');
  }

  /** Says what would go before anything does. */
  async clean(name: string | undefined): Promise<void> {
    const host = name ?? (await this.#chooser.pick('The host to clean'));
    if (host === undefined) return;
    const { hosts } = await this.#rooms.get();
    const found = await withProgress(`Looking at what ${host} keeps…`, (signal) => hosts.clean(host, true, signal));
    if (found === undefined) return;
    if (found.bytes === 0) {
      void vscode.window.showInformationMessage(`Nothing on ${host} needs to go. ${found.rest}`);
      return;
    }
    const free = `Free ${formatBytes(found.bytes)}`;
    const detail = [...found.lines, '', found.rest].join('\n');
    const chosen = await vscode.window.showWarningMessage(`Clean ${host}?`, { modal: true, detail }, free);
    if (chosen !== free) return;
    const freed = await withProgress(`Cleaning ${host}…`, (signal) => hosts.clean(host, false, signal));
    if (freed) void vscode.window.showInformationMessage(`${formatBytes(freed.bytes)} were freed on ${host}.`);
  }

  /** Opens hosts.json at the host; one that is not in it yet is put there, so that there is something to edit. */
  async edit(name: string | undefined): Promise<void> {
    const host = name ?? (await this.#chooser.pick('The host to edit'));
    if (host === undefined) return;
    const { hosts } = await this.#rooms.get();
    const listed = (await hosts.list()).find((one) => one.name === host);
    if (listed?.source === 'settings') {
      await vscode.commands.executeCommand('workbench.action.openWorkspaceSettingsFile');
      return;
    }
    const key = `${JSON.stringify(host)}:`;
    const lineOf = async (): Promise<number> => {
      const text = await readFile(hosts.file, 'utf8').catch(() => '');
      const at = text.indexOf(key);
      return at < 0 ? 0 : text.slice(0, at).split('\n').length;
    };
    if ((await lineOf()) === 0) await hosts.save(host, {});
    await openAt(hosts.file, Math.max(1, await lineOf()));
  }

  async remove(name: string | undefined): Promise<void> {
    const { hosts } = await this.#rooms.get();
    const removable = (await hosts.list()).filter(({ source }) => source === 'hosts-file').map((host) => host.name);
    if (removable.length === 0 && name === undefined) {
      throw new FarcallError('usage', 'No host was added that could be removed.');
    }
    const host = name ?? (await vscode.window.showQuickPick(removable, { placeHolder: 'The host to remove' }));
    if (host === undefined) return;
    const remove = 'Remove';
    const chosen = await vscode.window.showWarningMessage(
      `Remove ${host} from Farcall's hosts?`,
      { modal: true, detail: 'Its options are forgotten. What lies on the host stays, jobs and results included.' },
      remove,
    );
    if (chosen === remove) await hosts.remove(host);
  }
}

function checkLine({ label, ok, detail }: CheckItem): string {
  const mark = ok === null ? '·' : ok ? '✓' : '✗';
  return `  ${mark} ${label}${detail === '' ? '' : `: ${detail}`}`;
}
