import { t } from '@vscode/l10n';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { FarcallError } from '../../base/errors';
import type { JobRecord } from '../../contract/registry';
import type { RunDocuments } from '../compare/runDocuments';
import type { Lazy } from '../lazy';
import { cellDocument, openCell } from '../notebooks';
import { openAt } from '../openAt';
import type { Rooms } from '../rooms';
import type { PanelToEditor } from './protocol';
import { ranTitle, ranVersion, type RanPlace } from './ranVersion';
import { panelViewId } from './viewId';

type FramePlace = Omit<Extract<PanelToEditor, { type: 'open' }>, 'type' | 'job'>;

/** Opens a line of the project that a run names: as it is now or, where it has changed since, as it ran. */
export class FrameOpener {
  readonly #rooms: Lazy<Rooms>;
  readonly #documents: RunDocuments;

  constructor(rooms: Lazy<Rooms>, documents: RunDocuments) {
    this.#rooms = rooms;
    this.#documents = documents;
  }

  /** `file` is relative to the workspace that the job came from. */
  async open(record: JobRecord, frame: FramePlace): Promise<void> {
    const file = path.resolve(record.workspace, frame.file);
    const now = frame.asItRan ? undefined : await lineNow(file, frame);
    if (!frame.asItRan && now !== undefined && (frame.text === undefined || now.trim() === frame.text.trim())) {
      return openNow(file, frame);
    }
    const ran = await this.#ran(record, frame);
    if (ran !== undefined) return this.#openRan(record, frame, ran);
    if (now === undefined) {
      throw new FarcallError('file-not-found', t('{0} cannot be opened in {1}.', frame.file, record.workspace));
    }
    await openNow(file, frame);
    void vscode.window.showInformationMessage(
      t(
        'Line {0} of {1} has changed since the run, and {2} has the version that ran no more.',
        frame.line,
        frame.file,
        record.host,
      ),
    );
  }

  async #ran({ job }: JobRecord, frame: FramePlace): Promise<RanPlace | undefined> {
    const { runs } = await this.#rooms.get();
    return vscode.window.withProgress({ location: { viewId: panelViewId } }, async () => {
      const sent = await runs.sent(job);
      return sent && ranVersion(sent, frame);
    });
  }

  async #openRan({ job }: JobRecord, { file }: FramePlace, { path: sent, text, line }: RanPlace): Promise<void> {
    const uri = this.#documents.add({ kind: 'ran', job, file: sent }, ranTitle(file), text);
    const position = new vscode.Position(Math.max(0, line - 1), 0);
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(position, position), preview: true });
  }
}

/** The line as it is on the screen or on disk now; empty where there are not so many, undefined without the file. */
async function lineNow(file: string, { line, cell }: FramePlace): Promise<string | undefined> {
  try {
    const uri = vscode.Uri.file(file);
    const document = cell === undefined ? await vscode.workspace.openTextDocument(uri) : await cellDocument(file, cell);
    if (document === undefined) return '';
    return line > document.lineCount ? '' : document.lineAt(Math.max(0, line - 1)).text;
  } catch {
    return undefined;
  }
}

function openNow(file: string, { line, cell }: FramePlace): Promise<void> {
  return cell === undefined ? openAt(file, line) : openCell(file, cell, line);
}
