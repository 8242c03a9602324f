import { t } from '@vscode/l10n';
import { button, element } from '../dom';
import type { Drawn, ViewContext } from './valueViews';

/** How high elements are, their margins included, in pixels; a guess. */
const heights: readonly (readonly [opening: RegExp, pixels: number])[] = [
  [/<tr\b/gi, 25],
  [/<h[1-6]\b/gi, 56],
  [/<(?:p|pre|ul|ol|dl|blockquote|hr)\b/gi, 32],
  [/<(?:li|br|dt|dd|summary)\b/gi, 19],
  [/<(?:img|svg|figure|canvas|video)\b/gi, 200],
];

/** A sandboxed frame cannot tell its height: what stands below each other is counted, and the frame can be dragged. */
function guessedHeight(html: string): number {
  const counted = heights.reduce((sum, [opening, pixels]) => sum + pixels * (html.match(opening)?.length ?? 0), 0);
  return counted === 0 ? 120 : Math.min(360, 32 + counted);
}

/** HTML from a job: a frame of its own origin, without scripts, forms, links or anything from the network. */
export function htmlView(html: string, { job, label, nonce, place, send }: ViewContext): Drawn {
  const theme = getComputedStyle(document.body);
  const rule = [
    `color:${theme.color}`,
    `font-family:${theme.fontFamily}`,
    `font-size:${theme.fontSize}`,
    'margin:0',
    'background:transparent',
  ].join(';');
  const border = theme.getPropertyValue('--vscode-widget-border') || 'currentColor';
  const style = `body{${rule}}table{border-collapse:collapse}td,th{padding:3px 10px;border-bottom:1px solid ${border};text-align:right}`;
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'`;
  const frame = element('iframe', {
    class: 'value-html',
    sandbox: '',
    title: label,
    height: String(guessedHeight(html)),
    srcdoc: `<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><style nonce="${nonce}">${style}</style>${html}`,
  });
  const browse = button(
    { label: t('Open in Browser'), class: 'link', title: t('Open it as a page of its own, where its scripts run') },
    () => send({ type: 'openInBrowser', job, place }),
  );
  const interactive = /<script\b/i.test(html);
  return { element: frame, ...(interactive && { facts: t('shown without its scripts') }), tools: [browse] };
}
