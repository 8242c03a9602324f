import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { FarcallError } from '../../base/errors';
import { isEndState } from '../../contract/jobStates';
import type { JobRecord } from '../../contract/registry';
import { startedText } from '../jobText';
import type { Lazy } from '../lazy';
import { pickSuitable } from '../pickRun';
import { withProgress } from '../progress';
import type { Rooms } from '../rooms';
import type { RunDocuments } from './runDocuments';
import type { RunTexts } from './runTexts';

/** Shows two runs side by side, the older one on the left. */
export class CompareCommand {
  readonly #rooms: Lazy<Rooms>;
  readonly #texts: RunTexts;
  readonly #documents: RunDocuments;

  constructor(rooms: Lazy<Rooms>, texts: RunTexts, documents: RunDocuments) {
    this.#rooms = rooms;
    this.#texts = texts;
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
    if (older && newer) await this.#show(older, newer);
  }

  async #show(older: JobRecord, newer: JobRecord): Promise<void> {
    const jobs = [older.job, newer.job] as const;
    const pairs = await withProgress(t('Comparing two runs…'), (signal) => this.#texts.compare(jobs, signal));
    if (pairs === undefined) return;
    const both = [older, newer].map((record) => startedText(record, Date.now())).join(' ↔ ');
    const resources = pairs.map(({ title, left, right }) => {
      // The editor tells a file's folder beside its name.
      const path = `${both.replaceAll('/', '∕')}/${title}`;
      const add = (side: 'left' | 'right', text: string | undefined): vscode.Uri | undefined =>
        text === undefined ? undefined : this.#documents.add({ kind: 'compared', jobs, side, title }, path, text);
      const [one, other] = [add('left', left), add('right', right)];
      return [one ?? other, one, other];
    });
    await vscode.commands.executeCommand('vscode.changes', both, resources);
  }
}
