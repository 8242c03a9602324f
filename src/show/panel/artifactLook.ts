import * as path from 'node:path';
import { t } from '@vscode/l10n';
import type { ArtifactLook } from './protocol';

const pictures: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
};

/** So much of a text is shown, in bytes; the rest is a click away, in the editor. */
const mostText = 64 * 1024;

/** What a file that a job wrote looks like, judged by its name and its content. */
export function artifactLook(name: string, content: Uint8Array): ArtifactLook {
  const mime = pictures[path.posix.extname(name).toLowerCase()];
  if (mime !== undefined) {
    return { kind: 'picture', url: `data:${mime};base64,${Buffer.from(content).toString('base64')}` };
  }
  if (content.length === 0) return { kind: 'neither', why: t('It is empty.') };
  const part = content.subarray(0, mostText);
  const text = decoded(part, part.length < content.length);
  if (text === undefined) return { kind: 'neither', why: t('It is neither a picture nor a text.') };
  return { kind: 'text', text, whole: part.length === content.length };
}

/** Undefined for what is no UTF-8 text. `cut`: its last character may be half there. */
function decoded(bytes: Uint8Array, cut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}
