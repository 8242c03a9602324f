import * as path from 'node:path';
import { t } from '@vscode/l10n';
import type { SentFiles } from '../../run/sentFiles';

/** A file as it was sent, and a 1-based line in it. */
export interface RanPlace {
  /** In the bundle; of a notebook, of its cells' text. */
  readonly path: string;
  readonly text: string;
  readonly line: number;
}

/** Where a frame's line is in what was sent; undefined where the host has it no more. In a notebook, of its cells' text. */
export async function ranVersion(
  sent: SentFiles,
  { file, line, cell }: { readonly file: string; readonly line: number; readonly cell?: number | undefined },
): Promise<RanPlace | undefined> {
  const { header, files } = sent.manifest;
  const found = files.find(({ path: one }) => one === (cell === undefined ? file : header.entry.file));
  const bytes = found && (await sent.read(found));
  if (found === undefined || bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  return { path: found.path, text, line: line + (cell === undefined ? 0 : lineOfCell(text, cell)) };
}

/** The number of the line above a cell's first. */
function lineOfCell(text: string, cell: number): number {
  return text.split('\n').indexOf(`# %% [cell ${cell}]`) + 1;
}

/** What a tab says of such a file: `shop/clean (as it ran).py`. A notebook's cells are Python. */
export function ranTitle(file: string): string {
  const { dir, name, ext } = path.posix.parse(file);
  return path.posix.join(dir, `${t('{0} (as it ran)', name)}${ext === '.ipynb' ? '.py' : ext}`);
}
