import { readFile } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
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
    const host = name ?? (await this.#chooser.pick(t('The host to test')));
    if (host === undefined) return;
    const { hosts } = await this.#rooms.get();
    this.#output.show(true);
    this.#output.appendLine(t('Testing {0} …', host));
    let failed: CheckItem | undefined;
    const fine = await withProgress(t('Testing {0}…', host), (signal) =>
      hosts.check(
        host,
        (item) => {
          this.#output.appendLine(checkLine(item));
          if (item.ok === false) failed ??= item;
        },
        signal,
      ),
    );
    if (fine === undefined) this.#output.appendLine(`  ${t('stopped')}`);
    else if (fine) this.#output.appendLine(t('{0} is ready to run jobs.', host));
    else if (failed) this.#output.appendLine(t('{0} is not ready: {1}.', host, failed.label));
    this.#output.appendLine('');
  }

  /** Says what would go before anything does. */
  async clean(name: string | undefined): Promise<void> {
    const host = name ?? (await this.#chooser.pick(t('The host to clean')));
    if (host === undefined) return;
    const { hosts } = await this.#rooms.get();
    const found = await withProgress(t('Looking at what {0} keeps…', host), (signal) =>
      hosts.clean(host, true, signal),
    );
    if (found === undefined) return;
    if (found.bytes === 0) {
      void vscode.window.showInformationMessage(t('Nothing on {0} needs to go. {1}', host, found.rest));
      return;
    }
    const free = t('Free {0}', formatBytes(found.bytes));
    const detail = [...found.lines, '', found.rest].join('\n');
    const chosen = await vscode.window.showWarningMessage(t('Clean {0}?', host), { modal: true, detail }, free);
    if (chosen !== free) return;
    const freed = await withProgress(t('Cleaning {0}…', host), (signal) => hosts.clean(host, false, signal));
    if (freed) void vscode.window.showInformationMessage(t('{0} were freed on {1}.', formatBytes(freed.bytes), host));
  }

  /** Opens hosts.json at the host; one that is not in it yet is put there, so that there is something to edit. */
  async edit(name: string | undefined): Promise<void> {
    const host = name ?? (await this.#chooser.pick(t('The host to edit')));
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
      const add = t('Add Host…');
      const answer = await vscode.window.showInformationMessage(t('No host was added that could be removed.'), add);
      if (answer === add) await vscode.commands.executeCommand('farcall.addHost');
      return;
    }
    const host = name ?? (await vscode.window.showQuickPick(removable, { placeHolder: t('The host to remove') }));
    if (host === undefined) return;
    const remove = t('Remove');
    const chosen = await vscode.window.showWarningMessage(
      t("Remove {0} from Farcall's hosts?", host),
      { modal: true, detail: t('Its options are forgotten. What lies on the host stays, jobs and results included.') },
      remove,
    );
    if (chosen === remove) await hosts.remove(host);
  }
}

function checkLine({ label, ok, detail }: CheckItem): string {
  const mark = ok === null ? '·' : ok ? '✓' : '✗';
  return `  ${mark} ${label}${detail === '' ? '' : `: ${detail}`}`;
}
