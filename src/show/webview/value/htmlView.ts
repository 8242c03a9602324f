import { t } from '@vscode/l10n';
import { button, element } from '../dom';
import type { Drawn, ViewContext } from './valueViews';

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
  const rows = html.split('<tr').length - 1;
  const frame = element('iframe', {
    class: 'value-html',
    sandbox: '',
    title: label,
    // A sandboxed frame cannot tell its height: rows are counted, and the frame can be dragged.
    height: String(Math.min(360, rows === 0 ? 120 : 32 + rows * 25)),
    srcdoc: `<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><style nonce="${nonce}">${style}</style>${html}`,
  });
  const browse = button(
    { label: t('Open in Browser'), class: 'link', title: t('Open it as a page of its own, where its scripts run') },
    () => send({ type: 'openInBrowser', job, place }),
  );
  const interactive = /<script\b/i.test(html);
  return { element: frame, ...(interactive && { facts: t('shown without its scripts') }), tools: [browse] };
}
