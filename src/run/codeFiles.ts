import type { Closure, ClosureFile } from '../inspect/closure';

/** The files of a closure that are told of as code; the rest is told of as data, by `closure.data`. */
export function codeFiles({ files, data }: Pick<Closure, 'files' | 'data'>): readonly ClosureFile[] {
  const told = new Set(data.map(({ path }) => path));
  const folders = data.filter(({ folder }) => folder).map(({ path }) => `${path}/`);
  return files.filter(({ role, path }) => {
    if (role === 'data') return false;
    if (role !== 'included') return true;
    return !told.has(path) && !folders.some((folder) => path.startsWith(folder));
  });
}
