import type * as vscode from 'vscode';
import type { ErrorReporter } from '../errorReporter';
import type { PreviewCommand } from './previewCommand';
import type { PreviewPanel } from './previewPanel';

/** Brings the preview's tab back after the window was loaded anew. */
export class PreviewSerializer implements vscode.WebviewPanelSerializer {
  readonly #panel: PreviewPanel;
  readonly #command: PreviewCommand;
  readonly #errors: ErrorReporter;

  constructor(panel: PreviewPanel, command: PreviewCommand, errors: ErrorReporter) {
    this.#panel = panel;
    this.#command = command;
    this.#errors = errors;
  }

  async deserializeWebviewPanel(tab: vscode.WebviewPanel, state: unknown): Promise<void> {
    // Loaded with the first tab: a parser is no part of activation.
    const { keptCallOf } = await import('./protocol');
    const call = keptCallOf(state);
    // VS Code shows nothing of the tab before this ends, and the inspection may take a while.
    this.#panel.restore(tab, call && this.#command.callOf(call)).catch((error: unknown) => this.#errors.report(error));
  }
}
