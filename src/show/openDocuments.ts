import * as vscode from 'vscode';
import type { SourceReader } from '../inspect/closure';
import { decodeSource, encodeSource } from '../inspect/decoding';
import { unsavedNotebook } from './notebooks';

/** Source as it is on the screen: unsaved editors over the disk. */
export class OpenDocuments implements SourceReader {
  readonly #disk: SourceReader;

  constructor(disk: SourceReader) {
    this.#disk = disk;
  }

  read(absolute: string): Uint8Array | undefined {
    const document = unsaved(absolute);
    if (document === undefined) return unsavedNotebook(absolute) ?? this.#disk.read(absolute);
    const text = document.getText();
    // What the file says of its encoding is made true of these bytes.
    return encodeSource(text, decodeSource(Buffer.from(text)).encoding);
  }

  async readMany(files: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const found = await this.#disk.readMany?.(files.filter((file) => unsaved(file) === undefined));
    return found ?? new Map<string, Uint8Array>();
  }
}

function unsaved(absolute: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && uri.fsPath === absolute,
  );
}
