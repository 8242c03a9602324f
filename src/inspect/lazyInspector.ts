import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Closure, SourceReader } from './closure';
import { unknownMachine, type Machine } from './environments';
import { Inspector, type InspectRequest } from './inspect';
import { diskFolders, type FolderReader } from './sources';
import { PythonSyntax } from './syntax';

/** Reads the grammar from the assets folder. */
export async function loadSyntax(assetsFolder: string): Promise<PythonSyntax> {
  const [runtime, python] = await Promise.all([
    readFile(path.join(assetsFolder, 'web-tree-sitter.wasm')),
    readFile(path.join(assetsFolder, 'tree-sitter-python.wasm')),
  ]);
  return PythonSyntax.load({ runtime, python });
}

/** An inspector whose grammar is loaded when it is first asked. */
export class LazyInspector {
  readonly #syntax: () => Promise<PythonSyntax>;
  readonly #source: SourceReader;
  readonly #folders: FolderReader;
  readonly #machine: Machine;
  #inspector: Promise<Inspector> | undefined;

  constructor(
    syntax: () => Promise<PythonSyntax>,
    source: SourceReader,
    folders: FolderReader = diskFolders,
    machine: Machine = unknownMachine,
  ) {
    this.#syntax = syntax;
    this.#source = source;
    this.#folders = folders;
    this.#machine = machine;
  }

  async inspect(request: InspectRequest, signal: AbortSignal): Promise<Closure> {
    this.#inspector ??= this.#syntax().then(
      (syntax) => new Inspector(syntax, this.#source, this.#folders, this.#machine),
    );
    return (await this.#inspector).inspect(request, signal);
  }
}
