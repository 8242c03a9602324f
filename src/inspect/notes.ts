import path from 'node:path';
import { t } from '@vscode/l10n';
import type { Note } from './closure';
import type { ModuleGraph } from './moduleGraph';
import { isInside } from './roots';

/** What the compiled modules of the project were built for, by the names of their files. */
export function platformNotes(graph: ModuleGraph): Note[] {
  const notes: Note[] = [];
  for (const { module, from } of graph.reached) {
    for (const file of module.compiled) {
      const built = builtFor(path.basename(file));
      notes.push({
        kind: 'platform',
        at: from ?? { file, line: 1 },
        message:
          built === undefined
            ? t('`{0}` is compiled: elsewhere it does not load.', module.name)
            : t('`{0}` is compiled for {1}: elsewhere it does not load.', module.name, built),
      });
    }
  }
  return notes;
}

/** `fast.cpython-311-x86_64-linux-gnu.so`, `fast.cp311-win_amd64.pyd`, `fast.abi3.so`, `fast.so`. */
function builtFor(name: string): string | undefined {
  const tag = /^[^.]+\.([\w-]+)\.(?:so|pyd)$/.exec(name)?.[1];
  const windows = name.endsWith('.pyd');
  if (tag === undefined) return windows ? 'Windows' : undefined;
  const [, kind, major, minor, rest = ''] =
    /^(cpython|cp|pypy|abi)-?(?:(\d)(\d+)?)?[a-z]*[-_]?(?:pp\d+[-_])?(.*)$/.exec(tag) ?? [];
  if (kind === undefined) return tag;
  const version = minor === undefined ? `Python ${major ?? '3'}` : `Python ${major}.${minor}`;
  const implementation = kind === 'pypy' ? version.replace('Python', 'PyPy') : version;
  const place = platformOf(rest) ?? (windows ? 'Windows' : undefined);
  return place === undefined ? implementation : t('{0} on {1}', implementation, place);
}

function platformOf(tag: string): string | undefined {
  if (tag === '') return undefined;
  if (tag.startsWith('darwin')) return 'macOS';
  const windows = /^win(?:32|_(\w+))/.exec(tag);
  if (windows) return `Windows${windows[1] === undefined ? '' : ` (${windows[1]})`}`;
  const linux = /^(\w+?)-linux(?:-\w+)?$/.exec(tag);
  return linux ? `Linux (${linux[1] ?? ''})` : tag;
}

/** A note with the paths that people know: bundle paths, and a glob relative to the workspace. */
export function shownNote(note: Note, workspace: string, pathOf: (absolute: string) => string): Note {
  const { include, ...rest } = note;
  const shown = { ...rest, at: { ...note.at, file: pathOf(note.at.file) } };
  if (include === undefined || !isInside(include, workspace)) return shown;
  return { ...shown, include: path.relative(workspace, include).split(path.sep).join('/') };
}
