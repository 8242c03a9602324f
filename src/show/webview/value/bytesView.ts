import { t } from '@vscode/l10n';
import { formatBytes } from '../../../base/format';
import { element, iconButton } from '../dom';
import { icon } from '../icons';
import { hexRows } from './hexRows';
import { countText } from './counts';
import type { Drawn, ViewContext } from './valueViews';

/** Bytes as a hex editor shows them: where, which, and as ASCII. */
export function bytesView({ size, base64 }: { size: number; base64: string }, { label, send }: ViewContext): Drawn {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const rows = hexRows(bytes);
  const lines = rows.flatMap(({ offset, hex, ascii }) => [
    element('span', { class: 'offset' }, offset),
    `  ${hex}  `,
    element('span', { class: 'ascii' }, ascii),
    '\n',
  ]);
  const pre = element('pre', { class: 'value-text hex', tabindex: '0', role: 'region', 'aria-label': label }, ...lines);
  const copy = iconButton(t('Copy the bytes as hex'), icon('copy'), () =>
    send({ type: 'copy', text: rows.map(({ hex }) => hex.replace(/\s+/g, ' ').trim()).join('\n') }),
  );
  const all = size === 1 ? t('1 byte') : t('{0} bytes', countText(size));
  const first = t('the first {0} of {1}', countText(bytes.length), all);
  const part = size > 999 ? `${formatBytes(size)}, ${first}` : first;
  return { element: pre, facts: bytes.length < size ? part : all, tools: [copy] };
}
