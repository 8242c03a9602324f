import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { FarcallError, describe } from '../base/errors';
import type { AgentClient } from './agentClient';
import { receive, type FetchOptions, type FetchedFile } from './fetchStream';
import { isThere } from './processMark';
import { WriteBehind } from './writeBehind';

/**
 * Copies a file of a job's folder to this machine: written aside and renamed into place when it is whole.
 * @throws FarcallError of the agent or the connection; the target is then as it was.
 */
export async function fetchToFile(
  agent: AgentClient,
  from: FetchedFile,
  target: string,
  options: FetchOptions,
): Promise<void> {
  const aside = `${asideStart(target)}${process.pid}${asideEnd}`;
  const unwritable = (cause: unknown): FarcallError =>
    new FarcallError('file-unwritable', t('{0} cannot be written: {1}.', target, describe(cause)), {
      cause,
      next: t('Choose another file.'),
    });
  const there = await stat(target).catch(() => undefined);
  // What is renamed into place would replace a device as well.
  if (there?.isFile() === false) throw unwritable(t('it is there and no file'));
  await removeOrphans(target);
  const file = await open(aside, 'w').catch((cause: unknown) => {
    throw unwritable(cause);
  });
  try {
    const written = new WriteBehind(file);
    await receive(agent, from, options, (bytes) =>
      written.write(bytes)?.catch((cause: unknown) => {
        throw unwritable(cause);
      }),
    );
    await written.finish();
    await file.close();
    await rename(aside, target);
  } catch (error) {
    await file.close();
    await rm(aside, { force: true });
    throw error instanceof FarcallError ? error : unwritable(error);
  }
}

const asideEnd = '.part';

/** A folder may be shared by machines, which count their processes by themselves. */
function asideStart(target: string): string {
  return `${target}.${hostname()}-`;
}

/** What was left beside the target by processes that were killed while they wrote. */
async function removeOrphans(target: string): Promise<void> {
  const start = path.basename(asideStart(target));
  const folder = path.dirname(target);
  const names = await readdir(folder).catch(() => []);
  const orphans = names.filter((name) => {
    if (!name.startsWith(start) || !name.endsWith(asideEnd)) return false;
    const pid = Number(name.slice(start.length, -asideEnd.length));
    return Number.isInteger(pid) && pid > 0 && !isThere(pid);
  });
  await Promise.all(orphans.map((name) => rm(path.join(folder, name), { force: true })));
}
