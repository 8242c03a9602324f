import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

let writes = 0;

/**
 * Writes a file whole or not at all: aside, then renamed into place, so two writers never tear one. A missing folder is
 * made. Both are this account's alone.
 */
export async function replaceFile(target: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  writes += 1;
  const aside = `${target}.${process.pid}.${writes}`;
  try {
    await writeFile(aside, content, { mode: 0o600 });
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
