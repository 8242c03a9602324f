import * as vscode from 'vscode';
import { callScope, type CallScope } from '../inspect/callScope';
import type { RunRequest } from '../run/service';
import type { Settings } from './settings';

/** What the settings and the workspace say of every call of a file. */
export type RunScope = CallScope & Pick<RunRequest, 'otherFolders'>;

export async function runScope(settings: Settings, file: vscode.Uri, workspace: string): Promise<RunScope> {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const others = (vscode.workspace.workspaceFolders ?? []).filter((one) => one.uri.scheme === 'file' && one !== folder);
  const scope = await callScope(settings.ofCalls(file), workspace);
  return { ...scope, otherFolders: others.map(({ uri }) => uri.fsPath) };
}
