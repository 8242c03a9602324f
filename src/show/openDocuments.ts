import * as vscode from 'vscode';
import type { SourceReader } from '../inspect/closure';
import { decodeSource, encodeSource } from '../inspect/decoding';

/** Source as it is on the screen: unsaved editors over the disk. */
export class OpenDocuments implements SourceReader {
  readonly #disk: SourceReader;

  constructor(disk: SourceReader) {
    this.#disk = disk;
  }

  read(absolute: string): Promise<Uint8Array | undefined> {
    for (const document of vscode.workspace.textDocuments) {
      if (document.isDirty && document.uri.scheme === 'file' && document.uri.fsPath === absolute) {
        const text = document.getText();
        // What the file says of its encoding is made true of these bytes.
        return Promise.resolve(encodeSource(text, decodeSource(Buffer.from(text)).encoding));
      }
    }
    return this.#disk.read(absolute);
  }
}
