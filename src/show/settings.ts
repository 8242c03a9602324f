import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { Emitter } from '../base/events';

/** The settings `farcall.*`, read where they are needed, so that a change holds at once. */
export class Settings implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly onChanged = this.#changed.event;
  readonly #subscription: Disposable;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('farcall')) this.#changed.fire();
    });
  }

  codeLensEnabled(scope: vscode.Uri): boolean {
    return this.#read(scope).get<unknown>('codeLens.enabled') !== false;
  }

  /** Undefined where it is empty: hosts.json decides then. */
  defaultHost(scope?: vscode.Uri): string | undefined {
    const value = this.#read(scope).get<unknown>('defaultHost');
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  }

  /** Changes the setting where it is set: in the workspace, or for the person. */
  async setDefaultHost(name: string): Promise<void> {
    const found = this.#read().inspect<unknown>('defaultHost');
    const inWorkspace = found?.workspaceValue !== undefined;
    await this.#read().update(
      'defaultHost',
      name,
      inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
    );
  }

  include(scope: vscode.Uri): readonly string[] {
    return strings(this.#read(scope).get<unknown>('include'));
  }

  exclude(scope: vscode.Uri): readonly string[] {
    return strings(this.#read(scope).get<unknown>('exclude'));
  }

  /** Megabytes. */
  dataAskAbove(scope: vscode.Uri): number {
    const value = this.#read(scope).get<unknown>('data.askAbove');
    return typeof value === 'number' && value >= 0 ? value : 10;
  }

  /** Adds a glob to the `farcall.include` of the file's folder, or of the workspace. */
  async addInclude(scope: vscode.Uri, glob: string): Promise<void> {
    const before = strings(this.#read(scope).inspect<unknown>('include')?.workspaceFolderValue);
    const workspace = strings(this.#read(scope).inspect<unknown>('include')?.workspaceValue);
    const own = before.length > 0;
    const globs = own ? before : workspace;
    if (globs.includes(glob)) return;
    await this.#read(scope).update(
      'include',
      [...globs, glob],
      own ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace,
    );
  }

  /** `farcall.hosts` as it was written; the room that uses it parses it. */
  get hosts(): unknown {
    return this.#read().get<unknown>('hosts');
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #read(scope?: vscode.Uri): vscode.WorkspaceConfiguration {
    return vscode.workspace.getConfiguration('farcall', scope);
  }
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string' && item !== '') : [];
}
