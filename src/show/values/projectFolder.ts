import { access } from 'node:fs/promises';
import * as path from 'node:path';
import type { JobRecord } from '../../contract/registry';

/** The folder that the value's type is imported from, where its module is one of the project's own. */
export async function projectFolder(
  valueType: string,
  { workspace, file }: Pick<JobRecord, 'workspace' | 'file'>,
): Promise<string | undefined> {
  const [module, name] = valueType.split('.');
  if (module === undefined || module === '' || name === undefined) return undefined;
  for (const folder of [path.dirname(file), workspace, path.join(workspace, 'src')]) {
    for (const found of [`${module}.py`, path.join(module, '__init__.py')]) {
      if (await isThere(path.join(folder, found))) return folder;
    }
  }
  return undefined;
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
