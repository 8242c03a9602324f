import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { z } from 'zod';
import { FarcallError } from '../base/errors';
import { parseSettings } from './hostsFile';

/**
 * A workspace's `.vscode/settings.json`, as far as the schema names settings; `{}` where there is none. Throws
 * `bad-settings` where it cannot be understood.
 */
export async function readWorkspaceSettings<T>(workspace: string, schema: z.ZodType<T>): Promise<T> {
  const file = path.join(workspace, '.vscode', 'settings.json');
  const text = await readFile(file, 'utf8').catch(() => '');
  const result = schema.safeParse(text.trim() === '' ? {} : parseSettings(text, file));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new FarcallError(
    'bad-settings',
    `${issue?.path.join('.') ?? t('A setting')}: ${issue?.message ?? t('not understood')}.`,
    { at: { file }, next: t('Correct the setting.') },
  );
}
