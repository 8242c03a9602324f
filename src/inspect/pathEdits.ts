import path from 'node:path';
import { t } from '@vscode/l10n';
import type { Note } from './closure';
import type { ImportFacts } from './imports';
import { isInside } from './roots';
import type { FolderReader } from './sources';
import { computedPaths } from './staticPaths';

/** Folders that the code itself puts on `sys.path`. */
export interface EditedPath {
  /** In the order of search. */
  readonly front: readonly string[];
  readonly end: readonly string[];
  /** Those of them that the same code finds on the host, since it computes them from where its file lies. */
  readonly found: ReadonlySet<string>;
  readonly notes: readonly Note[];
}

export interface EditedFile {
  readonly file: string;
  readonly facts: Pick<ImportFacts, 'computed'>;
}

/** What these files put on `sys.path`, as far as it can be told without running them. */
export function readPathEdits(
  files: readonly EditedFile[],
  entry: string,
  workspace: string,
  folders: FolderReader,
): EditedPath {
  const front = new Set<string>();
  const end = new Set<string>();
  const found = new Set<string>();
  const notes: Note[] = [];
  for (const { file, facts } of files) {
    if (!facts.computed) continue;
    const { bindings, edits } = facts.computed;
    for (const { line, position, folder, inFunction } of edits) {
      // Of another file's function nobody knows whether it is called: its folders take nothing else's place.
      const first = position === 'front' && !(inFunction && file !== entry);
      const computed = computedPaths(folder, { file, workspace, bindings });
      if (computed.length === 0) {
        notes.push({
          kind: 'root',
          at: { file, line },
          message: t(
            'Which folder is put on sys.path here is only known when it runs; what is imported from it may be missing.',
          ),
        });
      }
      for (const { text, fixed } of computed) {
        // A relative path is meant from the folder that the person runs in: the workspace, or the file's own folder.
        const bases = fixed ? [workspace] : [workspace, path.dirname(file)];
        for (const base of bases) {
          const absolute = path.resolve(base, text);
          if (!folders.list(absolute) || (!fixed && !isInside(absolute, workspace))) continue;
          (first ? front : end).add(absolute);
          if (isInside(absolute, workspace) && base === workspace) found.add(absolute);
        }
      }
    }
  }
  // What is inserted last is searched first.
  return { front: [...front].reverse(), end: [...end].filter((folder) => !front.has(folder)), found, notes };
}
