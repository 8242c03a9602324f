import { t } from '@vscode/l10n';
import { button, element } from '../dom';
import { followTheme } from '../theme';
import { htmlPage } from './htmlPage';
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
  const browse = (look: string): HTMLButtonElement =>
    button(
      { label: t('Open in Browser'), class: look, title: t('Open it as a page of its own, where its scripts run') },
      () => send({ type: 'openInBrowser', job, place }),
    );
  const theme = currentTheme();
  const { source, hasScripts, showsWithoutScripts } = htmlPage(html, nonce, theme);
  if (!showsWithoutScripts) {
    const why = element('p', {}, t('It is drawn by scripts, which run in the browser only.'));
    return { element: element('div', { class: 'unshown' }, why, browse('button')) };
  }
  const height = String(guessedHeight(source));
  const frame = element('iframe', { class: 'value-html', sandbox: '', title: label, height });
  fill(frame, source, theme, nonce);
  followTheme(frame, (drawn) => {
    const other = currentTheme();
    fill(drawn, htmlPage(html, nonce, other).source, other, nonce);
  });
  return { element: frame, ...(hasScripts && { facts: t('shown without its scripts') }), tools: [browse('link')] };
}

/** With the page in the theme's colours, which nothing but its text can bring into it. */
function fill(frame: HTMLIFrameElement, source: string, theme: Theme, nonce: string): void {
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'`;
  frame.srcdoc = `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="${policy}">${source}`;
  // A frame of another scheme than its page's has a ground of its own.
  frame.style.colorScheme = theme.scheme;
}

/** The page's own colours and fonts, also by the names that libraries know from Jupyter. */
interface Theme {
  readonly kind: string;
  readonly scheme: string;
  readonly style: string;
}

function currentTheme(): Theme {
  const theme = getComputedStyle(document.body);
  const kinds = [...document.body.classList].filter((name) => name.startsWith('vscode-'));
  const scheme = kinds.some((kind) => /^vscode-(?:dark|high-contrast)$/.test(kind)) ? 'dark' : 'light';
  const border = theme.getPropertyValue('--vscode-widget-border') || 'currentColor';
  const ground = theme.getPropertyValue('--vscode-panel-background') || 'transparent';
  const rule = [
    `color:${theme.color}`,
    `font-family:${theme.fontFamily}`,
    `font-size:${theme.fontSize}`,
    'margin:0',
    'background:transparent',
  ].join(';');
  const names = [0, 1, 2, 3].map((n) => `--jp-content-font-color${n}:${theme.color};--jp-layout-color${n}:${ground}`);
  const style = [
    `:root{color-scheme:${scheme};${names.join(';')}}`,
    `body{${rule}}`,
    'table{border-collapse:collapse}',
    `td,th{padding:3px 10px;border-bottom:1px solid ${border};text-align:right}`,
  ];
  return { kind: kinds.join(' '), scheme, style: style.join('\n') };
}
