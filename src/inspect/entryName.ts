import path from 'node:path';
import type { FolderListing } from './sources';
import { standardModules } from './stdlibNames';

export interface EntryNameRequest {
  readonly file: string;
  readonly notebook: boolean;
  /** What lies beside the file. */
  readonly beside: FolderListing | undefined;
  /** Whether something else is imported under a name. */
  readonly imported: (name: string) => boolean;
}

/**
 * The last part of the name of the entry's module. A file keeps its own, dashes included; a dot would part it. A
 * notebook's cells travel as a Python file of this name, which must stand for nothing else.
 */
export function entryStem({ file, notebook, beside, imported }: EntryNameRequest): string {
  const stem = path.basename(file).replace(/\.[^.]*$/, '');
  if (!notebook) return stem.replaceAll('.', '_');
  const plain = stem.replace(/[^\p{L}\p{N}_]+/gu, '_').replace(/^(?=\p{N})/u, '_');
  for (let name = plain, n = 2; ; name = `${plain}_notebook${n > 2 ? n - 1 : ''}`, n += 1) {
    const taken = [...(beside?.keys() ?? [])].some((one) => one.split('.', 1)[0] === name && !one.endsWith('.ipynb'));
    if (!taken && !standardModules.has(name) && !imported(name)) return name;
  }
}
