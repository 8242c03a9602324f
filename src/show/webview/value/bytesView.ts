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
  const copy = iconButton('Copy the bytes as hex', icon('copy'), () =>
    send({ type: 'copy', text: rows.map(({ hex }) => hex.replace(/\s+/g, ' ').trim()).join('\n') }),
  );
  const all = `${countText(size)} bytes`;
  const part = `${size > 999 ? `${formatBytes(size)}, ` : ''}the first ${countText(bytes.length)} of ${all}`;
  return { element: pre, facts: bytes.length < size ? part : all, tools: [copy] };
}
