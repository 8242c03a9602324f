import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Interpreter } from '../contract/agent';
import type { ListedHost } from '../ship/host';
import { hostNameProblem } from './hostName';
import type { HostChooser } from './hostChooser';
import type { Lazy } from './lazy';
import { withProgress } from './progress';
import type { Rooms } from './rooms';
import { sourceWords } from './sourceWords';

/** "Add Host…": which host, which Python there, and whether runs go to it from now on. */
export class AddHost {
  readonly #rooms: Lazy<Rooms>;
  readonly #chooser: HostChooser;

  constructor(rooms: Lazy<Rooms>, chooser: HostChooser) {
    this.#rooms = rooms;
    this.#chooser = chooser;
  }

  /** The name of the host that was added, or undefined where the person gave up. */
  async run(): Promise<string | undefined> {
    const { hosts } = await this.#rooms.get();
    const listed = await hosts.list();
    const name = await askName(listed.filter(({ source }) => source === 'ssh-config' || source === 'settings'));
    if (name === undefined) return undefined;
    const pythons = await withProgress(t('Connecting to {0}…', name), (signal) => hosts.pythons(name, signal));
    if (pythons === undefined) return undefined;
    const python = await askPython(name, pythons);
    if (python === undefined) return undefined;
    const options = { ...(await hosts.saved(name)) };
    if (python === automatic) delete options.python;
    else options.python = python;
    await hosts.save(name, options);
    await this.#offerDefault(name);
    return name;
  }

  async #offerDefault(name: string): Promise<void> {
    const { hosts } = await this.#rooms.get();
    const current = await this.#chooser.current();
    if (current === name) return;
    const makeDefault = t('Make It the Default');
    const test = t('Test Host');
    const ask = async (): Promise<void> => {
      const chosen = await vscode.window.showInformationMessage(t('{0} was added.', name), makeDefault, test);
      if (chosen === makeDefault) await this.#chooser.keep(name, hosts);
      if (chosen === test) await vscode.commands.executeCommand('farcall.testHost', name);
    };
    // Nobody waits for this answer: who adds a host in the middle of a run goes on with it.
    ask().catch(() => undefined);
  }
}

const automatic = '';

/** One step: names of the OpenSSH config, and whatever is typed as `user@host[:port]`. */
function askName(configured: readonly ListedHost[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly host: string }>();
    const known = configured.map(({ name, source }) => ({
      host: name,
      label: `$(remote) ${name}`,
      description: sourceWords[source],
    }));
    const update = (): void => {
      const typed = pick.value.trim();
      if (typed === '' || configured.some(({ name }) => name === typed)) {
        pick.items = known;
        return;
      }
      const problem = hostNameProblem(typed);
      const item =
        problem === undefined
          ? { host: typed, label: `$(add) ${typed}`, description: t('connect by SSH'), alwaysShow: true }
          : { host: '', label: `$(warning) ${problem}`, alwaysShow: true };
      pick.items = [item, ...known];
    };
    pick.title = t('Farcall: Add Host');
    pick.placeholder =
      configured.length > 0 ? t('Choose a host, or type user@host[:port]') : t('Type user@host[:port]');
    pick.ignoreFocusOut = true;
    let chosen: string | undefined;
    pick.onDidChangeValue(update);
    pick.onDidAccept(() => {
      const host = pick.selectedItems[0]?.host ?? '';
      if (host === '') return;
      chosen = host;
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(chosen);
      pick.dispose();
    });
    update();
    pick.show();
  });
}

/** The path of a Python, `automatic`, or undefined where the person gave up. One Python needs no question. */
async function askPython(name: string, pythons: readonly Interpreter[]): Promise<string | undefined> {
  if (pythons.length <= 1) return automatic;
  const items = pythons.map(({ path, version, source }) => ({
    label: t('Python {0}', version),
    // The agent's own is the one that "Automatic" stands for.
    description: source === 'agent' ? t('{0} · found first', path) : `${path} · ${source}`,
    path,
  }));
  const first = { label: t('Automatic'), description: t('the first Python ≥ 3.8 found there'), path: automatic };
  const chosen = await vscode.window.showQuickPick([first, ...items], {
    title: t('Farcall: Python on {0}', name),
    placeHolder: t('Which Python shall run your functions there?'),
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return chosen?.path;
}
