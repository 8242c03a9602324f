import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { JobRecord } from '../../contract/registry';
import { findWorkspace } from '../../inspect/sources';
import type { ArgumentsPrompt } from '../argumentsPrompt';
import { requireOnDisk, targetAtCursor } from '../editor/runPlaces';
import type { HostChooser } from '../hostChooser';
import type { LensTarget } from '../lensCommands';
import { documentOf, runnableIn } from '../notebooks';
import type { RunLauncher } from '../runLauncher';
import { runScope } from '../runScope';
import type { Settings } from '../settings';
import type { PreviewCall, PreviewPanel } from './previewPanel';
import type { KeptCall } from './protocol';

/** What to do where the file is gone. */
const orClose = t('Put it back where it was, or close this tab.');

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
    const { uri, qualname: named } = target ?? targetAtCursor();
    const { uri: file, qualname } = runnableIn(vscode.Uri.parse(uri, true), named);
    requireOnDisk(file);
    await this.#parts.panel.show(this.callOf({ kind: 'place', file: file.fsPath, qualname }));
  }

  /** The same call as a job's, with the source as it is now. */
  async showCall({ label, file, qualname, args, argv, workspace, host }: JobRecord): Promise<void> {
    const kept: KeptCall = { kind: 'job', label, file, qualname, args, argv: [...argv], workspace, host };
    await this.#parts.panel.show(this.callOf(kept));
  }

  callOf(kept: KeptCall): PreviewCall {
    return kept.kind === 'place' ? this.#ofPlace(kept) : this.#ofJob(kept);
  }

  #ofPlace(kept: Extract<KeptCall, { kind: 'place' }>): PreviewCall {
    const { settings, hosts, argumentsPrompt, launcher } = this.#parts;
    const { file, qualname } = kept;
    const uri = vscode.Uri.file(file);
    const workspace = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? findWorkspace(file);
    return {
      name: qualname ?? file,
      kept,
      file: uri,
      target: async () => {
        const text = (await documentOf(file, qualname, orClose))?.getText() ?? '';
        return {
          entry: { file, qualname, args: await argumentsPrompt.expected(file, text, qualname) },
          workspace,
          host: await hosts.current(uri),
          ...(await runScope(settings, uri, workspace)),
        };
      },
      run: async () => {
        const place = (await documentOf(file, qualname, orClose))?.uri ?? uri;
        await launcher.launch({ uri: place.toString(), qualname }, false);
      },
    };
  }

  #ofJob(kept: Extract<KeptCall, { kind: 'job' }>): PreviewCall {
    const { settings, launcher } = this.#parts;
    const { label, file, args, argv, workspace, host } = kept;
    const uri = vscode.Uri.file(file);
    return {
      name: label,
      kept,
      file: uri,
      target: async () => ({
        entry: { file, qualname: kept.qualname === '' ? undefined : kept.qualname, args },
        argv,
        workspace,
        host,
        ...(await runScope(settings, uri, workspace)),
      }),
      run: () => launcher.rerun(kept),
    };
  }
}
