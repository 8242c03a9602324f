import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposables';
import { describe, FarcallError } from '../../base/errors';
import { placeOfQuery, queryOf, type RunPlace } from './runPlace';
import type { RunTexts } from './runTexts';

const scheme = 'farcall-run';

/**
 * Read-only texts of runs for the editor, kept as long as a tab shows them. As files, not as texts alone: VS Code then
 * asks for those of a tab that it brings back after a reload, and they are made anew.
 */
export class RunDocuments implements vscode.FileSystemProvider, Disposable {
  readonly #texts: RunTexts;
  readonly #contents = new Map<string, Promise<Uint8Array>>();
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly onDidChangeFile = this.#changed.event;

  constructor(texts: RunTexts) {
    this.#texts = texts;
    this.#store.add(vscode.workspace.registerFileSystemProvider(scheme, this, { isReadonly: true }));
    this.#store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#contents.delete(uri.toString())));
  }

  /** Two runs' texts of one path are one file to an editor of changes. How its folder is told is in package.json. */
  add(place: RunPlace, path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${path}`, query: queryOf(place) });
    this.#contents.set(uri.toString(), Promise.resolve(Buffer.from(text)));
    return uri;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    // What ran does not change any more.
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: (await this.#content(uri)).length };
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return this.#content(uri);
  }

  #content(uri: vscode.Uri): Promise<Uint8Array> {
    const key = uri.toString();
    let content = this.#contents.get(key);
    if (content === undefined) {
      content = this.#made(uri);
      this.#contents.set(key, content);
      content.catch(() => this.#contents.delete(key));
    }
    return content;
  }

  async #made(uri: vscode.Uri): Promise<Uint8Array> {
    const place = placeOfQuery(uri.query);
    if (place === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    if (!vscode.workspace.isTrusted) {
      throw vscode.FileSystemError.NoPermissions(
        t('Farcall runs code and connects to hosts only in a trusted workspace.'),
      );
    }
    let text: string | undefined;
    try {
      text = await this.#texts.at(place);
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(error instanceof FarcallError ? error.text : describe(error));
    }
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(t('This text of a run is no longer there.'));
    return Buffer.from(text);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#store.dispose();
    this.#contents.clear();
  }
}
