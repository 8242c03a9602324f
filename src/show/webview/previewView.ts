import type { Previews } from '../../contract/lines';
import { element } from './dom';

const images = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;

/** The richest preview that can be shown safely; undefined where there is none. */
export function previewView(previews: Previews, label: string, nonce: string): HTMLElement | undefined {
  for (const type of images) {
    const data = previews[type];
    if (data !== undefined) return image(`data:${type};base64,${data.replace(/\s/g, '')}`, label);
  }
  const svg = previews['image/svg+xml'];
  // As an image, an SVG runs no script and loads nothing.
  if (svg !== undefined) return image(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, label);
  const html = previews['text/html'];
  if (html !== undefined) return sandboxed(html, label, nonce);
  const text = previews['text/plain'];
  return text === undefined ? undefined : element('pre', { class: 'preview-text', tabindex: '0' }, text);
}

function image(src: string, label: string): HTMLElement {
  return element('img', { class: 'preview-image', src, alt: label });
}

/** HTML from a job: a frame of its own origin, without scripts, forms, links or anything from the network. */
function sandboxed(html: string, label: string, nonce: string): HTMLElement {
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
  return element('iframe', {
    class: 'preview-html',
    sandbox: '',
    title: label,
    // A sandboxed frame cannot tell its height: rows are counted, and the frame can be dragged.
    height: String(Math.min(360, rows === 0 ? 120 : 32 + rows * 25)),
    srcdoc: `<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><style nonce="${nonce}">${style}</style>${html}`,
  });
}
