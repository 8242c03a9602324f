import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import { isEndState, type JobState } from '../contract/jobStates';
import { noMarks } from '../contract/marks';
import { stateWords } from './jobText';
import type { Lazy } from './lazy';
import {
  arrange,
  groupDescription,
  rowDescription,
  rowTooltip,
  type Grouping,
  type ResultGroup,
  type ResultRow,
} from './resultRows';
import type { Rooms } from './rooms';
import { isSavable } from './savable';
import { TreeRows } from './treeRows';

/** Beyond this many the oldest are found by the filter, and by `farcall jobs`. */
const shownRecords = 200;

const icons: Record<JobState, { readonly id: string; readonly color?: string }> = {
  shipping: { id: 'sync~spin' },
  queued: { id: 'clock' },
  starting: { id: 'sync~spin' },
  running: { id: 'sync~spin' },
  succeeded: { id: 'pass', color: 'testing.iconPassed' },
  // Ours, as "testing.iconFailed" is no colour at all in high contrast.
  failed: { id: 'error', color: 'farcall.failedIcon' },
  cancelled: { id: 'circle-slash', color: 'disabledForeground' },
  lost: { id: 'question', color: 'problemsWarningIcon.foreground' },
};

const groupIcons: Record<ResultGroup['kind'], string> = {
  pinned: 'pinned',
  function: 'symbol-function',
  host: 'remote',
  day: 'calendar',
  state: 'pulse',
};

/** How the view is arranged; `ResultsView` keeps it. */
export interface ResultsLook {
  readonly grouping: Grouping;
  readonly filter: string;
}

/** The Results view: the registry's jobs, newest first, under headings or not. Its elements are ids of jobs and groups. */
export class ResultsTree implements vscode.TreeDataProvider<string>, Disposable {
  readonly #rows: TreeRows<ResultRow>;
  readonly #changed = new vscode.EventEmitter<string[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #store = new DisposableStore();

  constructor(rooms: Lazy<Rooms>, look: () => ResultsLook) {
    this.#rows = this.#store.add(
      new TreeRows(
        async () => {
          const { runs } = await rooms.get();
          const [records, marks] = await Promise.all([runs.records(), runs.marks.all()]);
          const active = new Set(runs.active.map(({ job }) => job));
          const found = records.map((record) => ({
            record,
            marks: marks.get(record.job) ?? noMarks,
            connected: isEndState(record.state) || active.has(record.job),
          }));
          return arrange(found, { ...look(), now: Date.now(), most: shownRecords, language: vscode.env.language });
        },
        ({ record }) => record.job,
        ({ group }) => `${group?.id ?? ''} ${group?.label ?? ''}`,
      ),
    );
    this.#store.add(this.#rows.onChanged((jobs) => this.#changed.fire(jobs)));
    rooms.whenLoaded(({ runs }) => {
      this.#store.add(runs.onRecordsChanged(() => this.#rows.refresh()));
      this.#store.add(runs.onActiveChanged(() => this.#rows.refresh()));
      this.#store.add(runs.marks.onChanged(() => this.#rows.refresh()));
    });
    // "5 min ago" grows old, and today becomes yesterday.
    const timer = setInterval(() => {
      this.#rows.repaint();
      this.#rows.refresh();
    }, 60_000);
    this.#store.add({ dispose: () => clearInterval(timer) });
  }

  /** The rows are to be arranged anew. */
  refresh(): void {
    this.#rows.refresh();
  }

  /** The job that an element is, or those under a heading. */
  jobsOf(element: string): readonly string[] {
    return this.#rows
      .known()
      .map(({ record, group }) => ({ job: record.job, group: group?.id }))
      .filter(({ job, group }) => job === element || group === element)
      .map(({ job }) => job);
  }

  async getChildren(element?: string): Promise<string[]> {
    const rows = await this.#all();
    if (element !== undefined) return rows.filter(({ group }) => group?.id === element).map(({ record }) => record.job);
    return [...new Set(rows.map(({ group, record }) => group?.id ?? record.job))];
  }

  getTreeItem(element: string): vscode.TreeItem {
    const row = this.#rows.get(element);
    if (row !== undefined) return rowItem(row);
    const rows = this.#rows.known().filter(({ group }) => group?.id === element);
    const group = rows[0]?.group;
    return group === undefined ? new vscode.TreeItem(element) : groupItem(group, rows);
  }

  dispose(): void {
    this.#store.dispose();
    this.#changed.dispose();
  }

  async #all(): Promise<readonly ResultRow[]> {
    await this.#rows.ids();
    return this.#rows.known();
  }
}

function groupItem(group: ResultGroup, rows: readonly ResultRow[]): vscode.TreeItem {
  const item = new vscode.TreeItem(group.label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = group.id;
  item.description = groupDescription(rows);
  item.iconPath = new vscode.ThemeIcon(groupIcons[group.kind]);
  item.contextValue = 'group';
  item.accessibilityInformation = { label: `${group.label}, ${item.description}` };
  return item;
}

function rowItem(row: ResultRow): vscode.TreeItem {
  const { record, marks, connected } = row;
  const { job, state } = record;
  const item = new vscode.TreeItem(marks.name === '' ? record.label : marks.name);
  item.id = job;
  item.description = rowDescription(row, Date.now());
  const { id, color } = connected ? icons[state] : { id: 'debug-disconnect' };
  item.iconPath = new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.tooltip = rowTooltip(row);
  item.contextValue = [
    'job',
    isEndState(state) ? 'ended' : 'running',
    ...(isSavable(record) ? ['result'] : []),
    marks.pinned ? 'pinned' : 'loose',
  ].join(' ');
  const name = item.label as string;
  item.accessibilityInformation = { label: `${name}, ${stateWords[state]}, ${item.description}` };
  item.command = { command: 'farcall.showJob', title: t('Show Run in Panel'), arguments: [job] };
  return item;
}
