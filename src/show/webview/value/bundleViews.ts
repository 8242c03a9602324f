import { t } from '@vscode/l10n';
import { z } from 'zod';
import type { Previews } from '../../../contract/lines';
import {
  bytesMime,
  bytesSchema,
  stringMime,
  tableMime,
  tableSchema,
  treeMime,
  treeSchema,
} from '../../../contract/shown';
import { element } from '../dom';
import { bytesView } from './bytesView';
import { htmlView } from './htmlView';
import { imageView } from './imageView';
import { jsonTree } from './jsonTree';
import { proseView } from './proseView';
import { tableView } from './tableView';
import { textView } from './textView';
import { treeView } from './treeView';
import type { Drawn, ValueView, ViewContext } from './valueViews';

const images = [
  ['image/png', 'PNG'],
  ['image/jpeg', 'JPEG'],
  ['image/gif', 'GIF'],
  ['image/webp', 'WebP'],
  ['image/svg+xml', 'SVG'],
] as const;
const plain = 'text/plain';

/** The ways to look at a value, the richest first. `json` is the value itself, where JSON can hold it. */
export function bundleViews(previews: Previews, json: unknown, context: ViewContext): readonly ValueView[] {
  const views: ValueView[] = [];
  const add = (mime: string, title: string, draw: (text: string) => Drawn): void => {
    const text = previews[mime];
    if (text !== undefined) views.push({ id: mime, title, draw: () => sound(() => draw(text)) });
  };
  add(tableMime, t('Table'), (text) => tableView(tableSchema.parse(JSON.parse(text)), context));
  add('text/latex', 'LaTeX', (latex) => proseView('latex', latex, context));
  for (const [mime, title] of images) add(mime, title, (data) => imageView(mime, data, context));
  add('text/markdown', t('Markdown'), (markdown) => proseView('markdown', markdown, context));
  add('text/html', 'HTML', (html) => htmlView(html, context));
  add(treeMime, t('Tree'), (text) => treeView(treeSchema.parse(JSON.parse(text)), context));
  if (typeof json === 'object' && json !== null && !(treeMime in previews)) {
    views.push({ id: 'json', title: t('Tree'), draw: () => treeView(jsonTree(json), context) });
  }
  add(bytesMime, t('Bytes'), (text) => bytesView(bytesSchema.parse(JSON.parse(text)), context));
  const string = typeof json === 'string' ? json : previews[stringMime];
  if (string !== undefined) views.push({ id: 'string', title: t('Text'), draw: () => textView(string, context) });
  for (const mime of Object.keys(previews)) {
    if (views.some(({ id }) => id === mime) || mime === plain || mime === stringMime) continue;
    const name = mime.replace(/^.*?\/(?:vnd\.|x-)?/, '').replace(/\+json$/, '');
    if (/[/+]json$/.test(mime))
      add(mime, name, (text) => treeView(jsonTree(z.json().parse(JSON.parse(text))), context));
    else if (mime.startsWith('text/')) add(mime, name, (text) => textView(text, context));
  }
  add(plain, string === undefined ? t('Text') : 'repr', (text) => textView(text, context));
  return views;
}

/** What cannot be shown says so in its place; everything around it stays. */
function sound(draw: () => Drawn): Drawn {
  try {
    return draw();
  } catch {
    return {
      element: element('p', { class: 'unshown' }, t('This view cannot be shown: it is not what it says it is.')),
    };
  }
}
