import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import { formatDuration } from '../base/format';
import { isEndState, type JobState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import { agoText, stateWords } from './jobText';
import type { Lazy } from './lazy';
import type { Rooms } from './rooms';
import { isSavable } from './savable';
import { TreeRows } from './treeRows';

/** Beyond this many the oldest are left to `farcall jobs`. */
const shownRecords = 200;

const icons: Record<JobState, { readonly id: string; readonly color?: string }> = {
  shipping: { id: 'sync~spin' },
  queued: { id: 'clock' },
  starting: { id: 'sync~spin' },
  running: { id: 'sync~spin' },
  succeeded: { id: 'pass', color: 'testing.iconPassed' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  cancelled: { id: 'circle-slash', color: 'disabledForeground' },
  lost: { id: 'question', color: 'testing.iconQueued' },
};

interface ResultRow {
  readonly record: JobRecord;
  /** False where the job runs, as far as is known, and this window has no connection to it. */
  readonly connected: boolean;
}

/** The Results view: the registry's jobs, newest first. Its elements are their ids. */
export class ResultsTree implements vscode.TreeDataProvider<string>, Disposable {
  readonly #rows: TreeRows<ResultRow>;
  readonly #changed = new vscode.EventEmitter<string[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #store = new DisposableStore();

  constructor(rooms: Lazy<Rooms>) {
    this.#rows = this.#store.add(
      new TreeRows(
        async () => {
          const { runs } = await rooms.get();
          const records = (await runs.records()).slice(0, shownRecords);
          const active = new Set(runs.active.map(({ job }) => job));
          return records.map((record) => ({ record, connected: isEndState(record.state) || active.has(record.job) }));
        },
        ({ record }) => record.job,
      ),
    );
    this.#store.add(this.#rows.onChanged((jobs) => this.#changed.fire(jobs)));
    rooms.whenLoaded(({ runs }) => {
      this.#store.add(runs.onRecordsChanged(() => this.#rows.refresh()));
      this.#store.add(runs.onActiveChanged(() => this.#rows.refresh()));
    });
    // "5 min ago" grows old.
    const timer = setInterval(() => this.#rows.repaint(), 60_000);
    this.#store.add({ dispose: () => clearInterval(timer) });
  }

  async getChildren(element?: string): Promise<string[]> {
    return element === undefined ? this.#rows.ids() : [];
  }

  getTreeItem(job: string): vscode.TreeItem {
    const row = this.#rows.get(job);
    const item = new vscode.TreeItem(row?.record.label ?? job);
    item.id = job;
    return row === undefined ? item : described(item, row);
  }

  dispose(): void {
    this.#store.dispose();
    this.#changed.dispose();
  }
}

function described(item: vscode.TreeItem, { record, connected }: ResultRow): vscode.TreeItem {
  const { job, label, args, argv, host, state } = record;
  item.description = [host, timeText(record, connected), agoText(record.created, Date.now())]
    .filter((part) => part !== '')
    .join(' · ');
  const { id, color } = connected ? icons[state] : { id: 'debug-disconnect' };
  item.iconPath = new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
  const call = argv.length > 0 ? argv.join(' ') : args;
  item.tooltip = [
    call === '' ? label : `${label}  (${call})`,
    `${connected ? stateWords[state] : 'Not connected'} on ${host}`,
    ...(record.error === null ? [] : [`${record.error.errorType}: ${record.error.message}`]),
    `Started ${new Date(record.created).toLocaleString()}`,
    job,
  ].join('\n');
  const ended = isEndState(state);
  item.contextValue = ['job', ended ? 'ended' : 'running', ...(isSavable(record) ? ['result'] : [])].join(' ');
  item.accessibilityInformation = { label: `${label}, ${stateWords[state]}, ${item.description}` };
  item.command = { command: 'farcall.showJob', title: 'Show Job', arguments: [job] };
  return item;
}

function timeText({ state, timings, reason }: JobRecord, connected: boolean): string {
  if (!connected) return 'not connected';
  if (!isEndState(state)) return stateWords[state].toLowerCase();
  if (state === 'cancelled') return 'cancelled';
  if (reason !== null && state === 'failed') return reason;
  return timings.run === undefined ? '' : formatDuration(timings.run);
}
