import path from 'node:path';
import { t } from '@vscode/l10n';
import picomatch from 'picomatch';
import { FarcallError } from '../base/errors';
import type { FolderWalk } from './folderWalk';
import { isSecret } from './secrets';

/** A test on bundle paths by globs. A glob that names a folder means all that is in it. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
  return picomatch([...patterns, ...patterns.map((pattern) => `${pattern}/**`)], { dot: true });
}

/**
 * The files of a workspace that `include` names, as sorted relative POSIX paths. Ignored files go along only where a
 * glob names them, rather than a folder that they are in; secrets only where they are named by themselves.
 */
export async function findIncluded(
  workspace: string,
  include: readonly string[],
  walk: FolderWalk,
  ignored: (path: string, isFolder: boolean) => boolean,
): Promise<string[]> {
  const found = new Set<string>();
  for (const glob of include) {
    const pattern = glob.replace(/^\.\//, '').replace(/\/+$/, '');
    const { base, isGlob } = picomatch.scan(pattern);
    if (path.isAbsolute(pattern) || pattern.split('/').includes('..')) {
      throw new FarcallError('usage', t('`{0}` leads out of the workspace.', glob), {
        next: t('Include files by paths relative to the workspace.'),
        data: { setting: 'farcall.include' },
      });
    }
    const kind = walk.kindOf(workspace, base.split('/'));
    if (!isGlob && kind === 'file') {
      found.add(base);
      continue;
    }
    if (!isGlob && kind === undefined) {
      throw new FarcallError('file-not-found', t('`{0}`, which is to be included, is not there.', glob), {
        next: t('Correct the path (relative to the workspace), or leave it out.'),
        data: { setting: 'farcall.include' },
      });
    }
    if (kind !== 'folder') continue;
    const matches = matcher([pattern]);
    // `data/*.csv` names files; `data`, `data/*` and `**` name folders, whose ignored files stay here. A folder that
    // is ignored itself and named all the same is meant with all that is in it.
    const namesFiles = isGlob && /[^*?/]/.test(pattern.slice(pattern.lastIndexOf('/') + 1));
    const direct = namesFiles ? picomatch(pattern, { dot: true }) : (): boolean => base !== '' && ignored(base, true);
    for (const inner of await walk.filesIn(path.join(workspace, base))) {
      const file = base === '' ? inner : `${base}/${inner}`;
      if (matches(file) && !isSecret(file) && (direct(file) || !ignored(file, false))) found.add(file);
    }
  }
  return [...found].sort();
}
