import * as vscode from 'vscode';
import type { JobRecord } from '../../contract/registry';
import { findWorkspace } from '../../inspect/sources';
import type { ArgumentsPrompt } from '../argumentsPrompt';
import { targetAtCursor } from '../editor/runPlaces';
import type { HostChooser } from '../hostChooser';
import type { LensTarget } from '../lensCommands';
import { runnableIn } from '../notebooks';
import type { RunLauncher } from '../runLauncher';
import { runScope } from '../runScope';
import type { Settings } from '../settings';
import type { PreviewPanel } from './previewPanel';

export interface PreviewParts {
  readonly settings: Settings;
  readonly hosts: HostChooser;
  readonly argumentsPrompt: ArgumentsPrompt;
  readonly launcher: RunLauncher;
  readonly panel: PreviewPanel;
}

/** "Preview What Will Be Sent", of a function or of a job's call. */
export class PreviewCommand {
  readonly #parts: PreviewParts;

  constructor(parts: PreviewParts) {
    this.#parts = parts;
  }

  /** What a lens stands above or, without one, what the cursor is in. */
  async showTarget(target: LensTarget | undefined): Promise<void> {
    const { settings, hosts, argumentsPrompt, launcher, panel } = this.#parts;
    const { uri, qualname: named } = target ?? targetAtCursor();
    const document = vscode.Uri.parse(uri, true);
    const { uri: file, qualname } = runnableIn(document, named);
    const workspace = vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? findWorkspace(file.fsPath);
    await panel.show({
      name: qualname ?? file.path,
      file,
      target: async () => {
        const text = (await vscode.workspace.openTextDocument(document)).getText();
        return {
          entry: { file: file.fsPath, qualname, args: await argumentsPrompt.expected(file.fsPath, text, qualname) },
          workspace,
          host: await hosts.current(file),
          ...(await runScope(settings, file, workspace)),
        };
      },
      run: () => launcher.launch({ uri, qualname }, false),
    });
  }

  /** The same call as a job's, with the source as it is now. */
  async showCall(record: JobRecord): Promise<void> {
    const { settings, launcher, panel } = this.#parts;
    const file = vscode.Uri.file(record.file);
    const { host, workspace, args, argv } = record;
    const qualname = record.qualname === '' ? undefined : record.qualname;
    await panel.show({
      name: record.label,
      file,
      target: async () => ({
        entry: { file: record.file, qualname, args },
        argv,
        workspace,
        host,
        ...(await runScope(settings, file, workspace)),
      }),
      run: () => launcher.rerun(record),
    });
  }
}
