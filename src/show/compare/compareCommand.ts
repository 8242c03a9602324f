import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError } from '../../base/errors';
import { isEndState } from '../../contract/jobStates';
import type { JobRecord } from '../../contract/registry';
import type { RunService } from '../../run/service';
import { startedText } from '../jobText';
import type { Lazy } from '../lazy';
import { pickSuitable } from '../pickRun';
import { withProgress } from '../progress';
import type { Rooms } from '../rooms';
import { compareRuns, type ComparedRun } from './comparison';
import type { RunDocuments } from './runDocuments';

/** Shows two runs side by side, the older one on the left. */
export class CompareCommand {
  readonly #rooms: Lazy<Rooms>;
  readonly #documents: RunDocuments;

  constructor(rooms: Lazy<Rooms>, documents: RunDocuments) {
    this.#rooms = rooms;
    this.#documents = documents;
  }

  /** @param jobs two jobs, or the one to compare with another that is asked for; none: both are asked for. */
  async compare(jobs: readonly string[]): Promise<void> {
    const { runs } = await this.#rooms.get();
    const records = (await runs.records()).filter(({ state, bundle }) => isEndState(state) && bundle !== null);
    const chosen = records.filter(({ job }) => jobs.includes(job));
    if (chosen.length < Math.min(jobs.length, 2)) {
      throw new FarcallError('usage', t('Only runs that have ended can be compared.'), {
        next: t('Wait until they have.'),
      });
    }
    while (chosen.length < 2) {
      const place = chosen.length === 0 ? t('The first run to compare') : t('The run to compare it with');
      const picked = await pickSuitable(
        // The same function first: that is what one compares.
        records.sort((a, b) => Number(b.label === chosen[0]?.label) - Number(a.label === chosen[0]?.label)),
        ({ job }) => !chosen.some((one) => one.job === job),
        place,
      );
      if (picked === undefined) return;
      chosen.push(picked);
    }
    const [older, newer] = chosen.sort((a, b) => a.created - b.created);
    if (older && newer) await this.#show(runs, older, newer);
  }

  async #show(runs: RunService, older: JobRecord, newer: JobRecord): Promise<void> {
    const pairs = await withProgress(t('Comparing two runs…'), async (signal) => {
      const [left, right] = await Promise.all([known(runs, older, signal), known(runs, newer, signal)]);
      return compareRuns(left, right);
    });
    if (pairs === undefined) return;
    const both = [older, newer].map((record) => startedText(record, Date.now())).join(' ↔ ');
    const resources = pairs.map(({ title, left, right }) => {
      // The editor tells a file's folder beside its name.
      const path = `${both.replaceAll('/', '∕')}/${title}`;
      const one = left === undefined ? undefined : this.#documents.add(older.job, path, left);
      const other = right === undefined ? undefined : this.#documents.add(newer.job, path, right);
      return [one ?? other, one, other];
    });
    await vscode.commands.executeCommand('vscode.changes', both, resources);
  }
}

async function known(runs: RunService, record: JobRecord, signal: AbortSignal): Promise<ComparedRun> {
  const [run, sent] = await Promise.all([runs.open(record.job), runs.sent(record.job, signal)]);
  await run.done;
  return { record: run.record, lines: run.lines, sent };
}
