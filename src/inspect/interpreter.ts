import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';

/**
 * The `site-packages` folders of the environment that an interpreter's path names, found without running it. Undefined
 * for a bare name, and where the path leads to no environment.
 */
export async function sitePackagesOf(interpreter: string, workspace: string): Promise<readonly string[] | undefined> {
  const expanded = interpreter.replaceAll(/\$\{workspaceFolder(?::[^}]*)?\}/g, workspace);
  if (!/[\\/]/.test(expanded)) return undefined;
  const file = path.resolve(workspace, expanded);
  const folder = path.basename(path.dirname(file)) === 'bin' ? path.dirname(path.dirname(file)) : file;
  const library = path.join(folder, 'lib');
  const versions = (await readdir(library).catch(() => [])).filter((name) => /^python3(?:\.\d+)?t?$/.test(name));
  const found: string[] = [];
  for (const version of versions.sort()) {
    const sitePackages = path.join(library, version, 'site-packages');
    if (await isFolder(sitePackages)) found.push(sitePackages);
  }
  return found.length === 0 ? undefined : found;
}

async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() ?? false;
}
