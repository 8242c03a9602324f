import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobRecord } from '../../contract/registry';
import { shortLabel } from '../jobText';
import { previewFile } from './previewFile';

/** Writes one preview of a value where the person wants it. */
export async function savePreview(record: JobRecord, mime: string, data: string): Promise<void> {
  const file = previewFile(mime, data);
  if (file === undefined) return;
  const name = `${shortLabel(record.label)}.${file.extension}`;
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(path.join(record.workspace, name)),
    title: t('Save {0}', name),
    filters: { [file.name]: [file.extension] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, file.content);
  void vscode.window.showInformationMessage(t('Saved {0}.', target.fsPath));
}
