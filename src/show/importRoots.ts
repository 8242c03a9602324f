import * as vscode from 'vscode';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { pythonPathOf } from './envFile';

/** Further import roots that the Python extensions' settings name: `python.analysis.extraPaths`, `python.envFile`. */
export async function importRoots(folder: vscode.WorkspaceFolder | undefined, workspace: string): Promise<string[]> {
  const settings = vscode.workspace.getConfiguration('python', folder?.uri);
  const expand = (text: string): string =>
    path.resolve(workspace, text.replaceAll(/\$\{workspaceFolder(:[^}]*)?\}/g, workspace));
  const extra = settings.get<unknown>('analysis.extraPaths');
  const roots = Array.isArray(extra) ? extra.filter((item): item is string => typeof item === 'string') : [];
  const envFile = settings.get<unknown>('envFile');
  const file = expand(typeof envFile === 'string' && envFile !== '' ? envFile : '.env');
  const text = await readFile(file, 'utf8').catch(() => '');
  return [...roots, ...pythonPathOf(text, path.delimiter)].map(expand);
}
