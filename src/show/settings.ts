import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import { Emitter } from '../base/events';
import type { ScopeSettings } from '../inspect/callScope';
import { namedBy } from './editor/lensGlobs';
import { runnableIn } from './notebooks';

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

  /** Whether lenses stand in a document. */
  lensesIn(document: vscode.TextDocument): boolean {
    const { uri } = runnableIn(document.uri, undefined);
    const own = this.#read(uri);
    if (own.get<unknown>('codeLens.enabled') === false) return false;
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return namedBy(strings(own.get<unknown>('codeLens.files')), (glob) => {
      const trimmed = glob.replace(/\/+$/, '');
      // A folder's name stands for what lies in it.
      return [trimmed, `${trimmed}/**`].some((pattern) => {
        const within = folder === undefined ? pattern : new vscode.RelativePattern(folder, pattern);
        return vscode.languages.match({ pattern: within }, document) > 0;
      });
    });
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

  /** What decides what the calls of a file need and send; the Python extensions' settings have a say in it. */
  ofCalls(scope: vscode.Uri): ScopeSettings {
    const own = this.#read(scope);
    const python = vscode.workspace.getConfiguration('python', scope);
    const askAbove = own.get<unknown>('data.askAbove');
    return {
      include: strings(own.get<unknown>('include')),
      exclude: strings(own.get<unknown>('exclude')),
      askAbove: typeof askAbove === 'number' && askAbove >= 0 ? askAbove : 10,
      extraPaths: strings(python.get<unknown>('analysis.extraPaths')),
      envFile: text(python.get<unknown>('envFile')),
      interpreter: text(python.get<unknown>('defaultInterpreterPath')),
    };
  }

  /** Whether the output of what runs from a file goes to a terminal, whatever its host's options say. */
  terminal(scope: vscode.Uri): boolean {
    return this.#read(scope).get<unknown>('terminal') === true;
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

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string' && item !== '') : [];
}
