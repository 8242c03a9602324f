import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError } from '../../base/errors';
import { formatBytes } from '../../base/format';
import type { RunLine } from '../../contract/lines';
import type { JobRecord } from '../../contract/registry';
import { shortLabel } from '../jobText';
import type { JobCommands } from '../jobCommands';
import type { Lazy } from '../lazy';
import type { JobPanel } from '../panel/jobPanel';
import { withProgress } from '../progress';
import type { Rooms } from '../rooms';
import { hasSavableValue, isSavable } from '../savable';
import { loadLines } from './loadLines';
import { projectFolder } from './projectFolder';
import { groupTitles, saveChoices, type SaveChoice } from './saveChoices';

/** What can be done with what a run left: save it, or load what was saved. */
export class ValueCommands {
  readonly #rooms: Lazy<Rooms>;
  readonly #panel: JobPanel;
  readonly #jobs: Pick<JobCommands, 'find'>;
  /** Where this window saved each job's value last. */
  readonly #saved = new Map<string, string>();

  constructor(rooms: Lazy<Rooms>, panel: JobPanel, jobs: Pick<JobCommands, 'find'>) {
    this.#rooms = rooms;
    this.#panel = panel;
    this.#jobs = jobs;
  }

  /** Saves the value in a format that the person chooses or, where it is named or chosen, an artifact. */
  async save(job: string | undefined, artifact: string | undefined): Promise<void> {
    const record = await this.#jobs.find(job, isSavable, t('The run whose result to save'));
    if (record === undefined) return;
    const choices = await this.#choices(record);
    if (choices.length === 0) throw new FarcallError('no-result', t('This run left nothing that can be saved.'));
    const named = ({ what }: SaveChoice): boolean => what.kind === 'artifact' && what.artifact === artifact;
    const choice = artifact === undefined ? await pick(choices, t('What to save, and as what')) : choices.find(named);
    if (choice === undefined) return;
    const saved = await this.#fetch(record, choice);
    if (saved !== undefined) void vscode.window.showInformationMessage(t('Saved {0}.', saved));
  }

  /** Puts the lines that load the value into the clipboard; where it was not saved yet, saves it first. */
  async copyAsPython(job: string | undefined): Promise<void> {
    const suits = ({ result }: JobRecord): boolean => hasSavableValue(result);
    const record = await this.#jobs.find(job, suits, t('The run whose result to load in Python'));
    if (record?.result == null) return;
    const { valueType } = record.result;
    const file = this.#saved.get(record.job) ?? (await this.#saveToLoad(record));
    if (file === undefined) return;
    const lines = loadLines({ file, valueType, projectFolder: await projectFolder(valueType, record) });
    if (lines === undefined) return;
    await vscode.env.clipboard.writeText(lines);
    void vscode.window.showInformationMessage(t('The lines that load {0} are in the clipboard.', file));
  }

  async #saveToLoad(record: JobRecord): Promise<string | undefined> {
    const choices = (await this.#choices(record)).filter(({ group }) => group === 'value');
    if (choices.length === 0) {
      throw new FarcallError('no-result', t('This run left no value that can be loaded.'), {
        next: t('Its files can be saved.'),
      });
    }
    const choice = await pick(choices, t('The value is saved on this machine first. As what?'));
    return choice && this.#fetch(record, choice);
  }

  async #choices(record: JobRecord): Promise<readonly SaveChoice[]> {
    const lines = await this.#linesOf(record.job);
    const result = lines.findLast((line) => line.type === 'result') ?? record.result;
    return result ? saveChoices(shortLabel(record.label), result, lines) : [];
  }

  /** What this window knows of the run. */
  async #linesOf(job: string): Promise<readonly RunLine[]> {
    if (this.#panel.shown?.job === job) return this.#panel.shown.lines;
    const { runs } = await this.#rooms.get();
    return runs.active.find((run) => run.job === job)?.lines ?? [];
  }

  /** Resolves to where it was saved; undefined where the person thought better of it. */
  async #fetch(record: JobRecord, { what, group, fileName }: SaveChoice): Promise<string | undefined> {
    const { runs } = await this.#rooms.get();
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.file(path.join(record.workspace, fileName)),
      title: t('Save {0}', fileName),
    });
    if (target === undefined) return undefined;
    const file = target.fsPath;
    if (what.kind === 'content') await vscode.workspace.fs.writeFile(target, what.content);
    else {
      const fetched = await withProgress(t('Fetching {0} from {1}…', fileName, record.host), async (signal, report) => {
        const progress = (done: number, total: number): void =>
          report(t('{0} of {1}', formatBytes(done), formatBytes(total)), (100 * done) / Math.max(1, total));
        if (what.kind === 'format') await runs.convert(record.job, what.format, file, signal, progress);
        else {
          const of = what.kind === 'artifact' ? { artifact: what.artifact } : ({ value: true } as const);
          await runs.save(record.job, of, file, { signal, progress });
        }
        return true;
      });
      if (!fetched) return undefined;
    }
    if (group === 'value') this.#saved.set(record.job, file);
    return file;
  }
}

async function pick(choices: readonly SaveChoice[], placeHolder: string): Promise<SaveChoice | undefined> {
  if (choices.length < 2) return choices[0];
  const items = choices.flatMap((choice, at) => {
    const { group, label, description } = choice;
    const heading = { label: groupTitles[group], kind: vscode.QuickPickItemKind.Separator };
    return [...(choices[at - 1]?.group === group ? [] : [heading]), { label, description, choice }];
  });
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked && 'choice' in picked ? picked.choice : undefined;
}
