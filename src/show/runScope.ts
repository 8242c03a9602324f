import * as vscode from 'vscode';
import type { RunRequest } from '../run/service';
import { importRoots } from './importRoots';
import { sitePackagesOf } from './interpreter';
import type { Settings } from './settings';

/** What the settings and the workspace say of every call of a file. */
export type RunScope = Pick<
  RunRequest,
  'include' | 'exclude' | 'extraRoots' | 'otherFolders' | 'sitePackages' | 'largestData'
>;

const megabyte = 1_000_000;

export async function runScope(settings: Settings, file: vscode.Uri, workspace: string): Promise<RunScope> {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  const others = (vscode.workspace.workspaceFolders ?? []).filter((one) => one.uri.scheme === 'file' && one !== folder);
  const interpreter = vscode.workspace.getConfiguration('python', file).get<unknown>('defaultInterpreterPath');
  const sitePackages = typeof interpreter === 'string' ? await sitePackagesOf(interpreter, workspace) : undefined;
  return {
    include: settings.include(file),
    exclude: settings.exclude(file),
    extraRoots: await importRoots(folder, workspace),
    otherFolders: others.map(({ uri }) => uri.fsPath),
    largestData: settings.dataAskAbove(file) * megabyte,
    ...(sitePackages && { sitePackages }),
  };
}
