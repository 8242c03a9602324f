import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposables';
import { formatDuration } from '../base/format';
import { isEndState, type JobState } from '../contract/jobStates';
import type { JobRecord } from '../contract/registry';
import { agoText, stateWords } from './jobText';
import type { Lazy } from './lazy';
import type { Rooms } from './rooms';
import { isSavable } from './savable';

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

/** The Results view: the registry's jobs, newest first. */
export class ResultsTree implements vscode.TreeDataProvider<JobRecord>, Disposable {
  readonly #rooms: Lazy<Rooms>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #store = new DisposableStore();

  constructor(rooms: Lazy<Rooms>) {
    this.#rooms = rooms;
    rooms.whenLoaded(({ runs }) => {
      this.#store.add(runs.onRecordsChanged(() => this.#changed.fire()));
      this.#store.add(runs.onActiveChanged(() => this.#changed.fire()));
    });
    // "5 min ago" grows old.
    const timer = setInterval(() => this.#changed.fire(), 60_000);
    this.#store.add({ dispose: () => clearInterval(timer) });
  }

  async getChildren(element?: JobRecord): Promise<JobRecord[]> {
    if (element !== undefined) return [];
    return (await (await this.#rooms.get()).runs.records()).slice(0, shownRecords);
  }

  getTreeItem(record: JobRecord): vscode.TreeItem {
    const { job, label, args, argv, host, state } = record;
    const ended = isEndState(state);
    const connected = ended || this.#rooms.peek?.runs.active.some((run) => run.job === job) === true;
    const item = new vscode.TreeItem(label);
    item.id = job;
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
    item.contextValue = ['job', ended ? 'ended' : 'running', ...(isSavable(record) ? ['result'] : [])].join(' ');
    item.accessibilityInformation = { label: `${label}, ${stateWords[state]}, ${item.description}` };
    item.command = { command: 'farcall.showJob', title: 'Show Job', arguments: [job] };
    return item;
  }

  dispose(): void {
    this.#store.dispose();
    this.#changed.dispose();
  }
}

function timeText({ state, timings, reason }: JobRecord, connected: boolean): string {
  if (!connected) return 'not connected';
  if (!isEndState(state)) return stateWords[state].toLowerCase();
  if (state === 'cancelled') return 'cancelled';
  if (reason !== null && state === 'failed') return reason;
  return timings.run === undefined ? '' : formatDuration(timings.run);
}
