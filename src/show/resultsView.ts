import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import type { Lazy } from './lazy';
import { groupings, type Grouping } from './resultRows';
import { ResultsTree } from './resultsTree';
import type { Rooms } from './rooms';

const groupingKey = 'results.grouping';

const choices: Record<Grouping, { readonly label: string; readonly icon: string }> = {
  none: { label: t('No groups'), icon: 'list-flat' },
  function: { label: t('By function'), icon: 'symbol-function' },
  host: { label: t('By host'), icon: 'remote' },
  day: { label: t('By day'), icon: 'calendar' },
  state: { label: t('By state'), icon: 'pulse' },
};

/** The Results view with what a person made of it: headings, which this workspace remembers, and a filter. */
export class ResultsView implements Disposable {
  readonly #memory: vscode.Memento;
  readonly #tree: ResultsTree;
  readonly #view: vscode.TreeView<string>;
  readonly #store = new DisposableStore();
  #filter = '';

  constructor(rooms: Lazy<Rooms>, memory: vscode.Memento) {
    this.#memory = memory;
    this.#tree = this.#store.add(new ResultsTree(rooms, () => ({ grouping: this.#grouping, filter: this.#filter })));
    this.#view = this.#store.add(
      vscode.window.createTreeView('farcall.results', { treeDataProvider: this.#tree, canSelectMany: true }),
    );
  }

  get #grouping(): Grouping {
    const kept = this.#memory.get<unknown>(groupingKey);
    return groupings.find((one) => one === kept) ?? 'none';
  }

  /** The jobs that are selected, by themselves or by their heading. */
  get selected(): readonly string[] {
    return [...new Set(this.#view.selection.flatMap((element) => this.#tree.jobsOf(element)))];
  }

  async chooseGrouping(): Promise<void> {
    const items = groupings.map((grouping) => ({
      label: `$(${choices[grouping].icon}) ${choices[grouping].label}`,
      description: grouping === this.#grouping ? 'now' : '',
      grouping,
    }));
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: t('How to group the results') });
    if (chosen === undefined) return;
    await this.#memory.update(groupingKey, chosen.grouping);
    this.#tree.refresh();
  }

  /** The view follows what is typed; Escape brings back what was shown before. */
  async chooseFilter(): Promise<void> {
    const before = this.#filter;
    const box = vscode.window.createInputBox();
    box.title = t('Filter results');
    box.prompt = t('Words of the name, the arguments, the host, the state, the error or the note');
    box.value = before;
    const accepted = await new Promise<boolean>((resolve) => {
      box.onDidChangeValue((value) => void this.#setFilter(value));
      box.onDidAccept(() => resolve(true));
      box.onDidHide(() => resolve(false));
      box.show();
    });
    const { value } = box;
    box.dispose();
    await this.#setFilter(accepted ? value : before);
  }

  async clearFilter(): Promise<void> {
    await this.#setFilter('');
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #setFilter(text: string): Promise<void> {
    this.#filter = text;
    const filtered = text.trim() !== '';
    this.#view.message = filtered ? t('Only what has “{0}”.', text.trim()) : '';
    this.#tree.refresh();
    await vscode.commands.executeCommand('setContext', 'farcall.resultsFiltered', filtered);
  }
}
