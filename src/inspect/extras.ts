import path from 'node:path';
import picomatch from 'picomatch';
import { FarcallError } from '../base/errors';
import { throwIfCancelled } from './cancelled';
import { isNeverPackedFolder, isSecret } from './secrets';
import type { FolderReader } from './sources';

/** A test on bundle paths by globs. A glob that names a folder means all that is in it. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const patterns = globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
  return picomatch([...patterns, ...patterns.map((pattern) => `${pattern}/**`)], { dot: true });
}

/** The files of a workspace that `include` names, as sorted relative POSIX paths. */
export function findIncluded(
  workspace: string,
  include: readonly string[],
  folders: FolderReader,
  signal?: AbortSignal,
): string[] {
  const found = new Set<string>();
  for (const glob of include) {
    const pattern = glob.replace(/^\.\//, '').replace(/\/+$/, '');
    const { base, isGlob } = picomatch.scan(pattern);
    if (path.isAbsolute(pattern) || pattern.split('/').includes('..')) {
      throw new FarcallError('usage', `\`${glob}\` leads out of the workspace.`, {
        next: 'Include files by paths relative to the workspace.',
      });
    }
    const files: string[] = [];
    // Without wildcards `base` is the path itself: a file, or a folder that is wanted whole.
    const parent = isGlob ? base : path.posix.dirname(base) === '.' ? '' : path.posix.dirname(base);
    if (!isGlob && folders.list(path.join(workspace, parent))?.get(path.posix.basename(base)) === 'file') {
      files.push(base);
    } else walk(workspace, base, folders, files, [], signal);
    if (!isGlob && files.length === 0) {
      throw new FarcallError('file-not-found', `\`${glob}\`, which is to be included, is not there.`, {
        next: 'Correct the path (relative to the workspace), or leave it out.',
      });
    }
    if (!isGlob && files.length === 1 && files[0] === base && isSecret(base)) {
      throw new FarcallError('usage', `\`${glob}\` looks like a secret, and secrets are never sent.`, {
        next: 'Leave it out, and give the host what it needs by its own settings.',
      });
    }
    const matches = matcher([pattern]);
    for (const file of files) if (matches(file) && !isSecret(file)) found.add(file);
  }
  return [...found].sort();
}

function walk(
  workspace: string,
  relative: string,
  folders: FolderReader,
  files: string[],
  above: readonly string[],
  signal: AbortSignal | undefined,
): void {
  throwIfCancelled(signal);
  const names = folders.list(path.join(workspace, relative));
  if (!names || names.has('pyvenv.cfg')) return;
  // A link that leads to a folder above itself would go round for ever.
  const identity = folders.identity(path.join(workspace, relative));
  if (above.includes(identity)) return;
  for (const [name, kind] of names) {
    const inner = relative === '' ? name : `${relative}/${name}`;
    if (kind === 'file') files.push(inner);
    else if (!isNeverPackedFolder(name)) walk(workspace, inner, folders, files, [...above, identity], signal);
  }
}
