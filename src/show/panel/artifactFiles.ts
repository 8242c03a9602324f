import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables';
import type { Lazy } from '../lazy';
import type { Rooms } from '../rooms';
import { artifactLook } from './artifactLook';
import type { ArtifactLook } from './protocol';
import { panelViewId } from './viewId';

/** Files that jobs wrote, fetched to be looked at: kept in a temporary folder as long as the window is open. */
export class ArtifactFiles implements Disposable {
  readonly #rooms: Lazy<Rooms>;
  readonly #fetched = new Map<string, Promise<string>>();
  #folder: Promise<string> | undefined;

  constructor(rooms: Lazy<Rooms>) {
    this.#rooms = rooms;
  }

  async look(job: string, artifact: string): Promise<ArtifactLook> {
    return artifactLook(artifact, await readFile(await this.#fetch(job, artifact)));
  }

  /** In the editor that VS Code has for such files. What is changed there changes nothing on the host, so it is read-only. */
  async open(job: string, artifact: string): Promise<void> {
    const file = await this.#fetch(job, artifact);
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
  }

  dispose(): void {
    void this.#folder?.then((folder) => rm(folder, { recursive: true, force: true }));
  }

  #fetch(job: string, artifact: string): Promise<string> {
    const key = `${job}/${artifact}`;
    const known = this.#fetched.get(key);
    if (known) return known;
    const fetching = this.#download(job, artifact);
    this.#fetched.set(key, fetching);
    fetching.catch(() => this.#fetched.delete(key));
    return fetching;
  }

  async #download(job: string, artifact: string): Promise<string> {
    const { runs } = await this.#rooms.get();
    this.#folder ??= mkdtemp(path.join(tmpdir(), 'farcall-'));
    // What a host names its files is no path of this machine.
    const names = artifact.split('/').filter((name) => name !== '' && name !== '..' && name !== '.');
    const file = path.join(await this.#folder, job, ...names);
    await mkdir(path.dirname(file), { recursive: true });
    await vscode.window.withProgress({ location: { viewId: panelViewId } }, () => runs.save(job, { artifact }, file));
    await chmod(file, 0o400);
    return file;
  }
}
