import { t } from '@vscode/l10n';
import { element } from '../dom';
import type { StyleRun, TextLine } from './lineStore';
import { foundColor, paintOf } from './palette';
import type { TextLink } from './textLinks';
import type { TextStyle } from './textStyle';

type Stretch = Pick<Mark, 'from' | 'to'>;

/** Something that a stretch of a line is besides text, in UTF-16 units of the line. */
export type Mark = { readonly from: number; readonly to: number; readonly kind: 'match' | 'current' } | TextLink;

/** The nodes of a part of a line. */
export function rowContent(
  line: TextLine,
  from: number,
  to: number,
  marks: readonly Mark[],
): readonly (Node | string)[] {
  const { text, runs } = line;
  const within = (one: Stretch): boolean => one.from < to && one.to > from;
  const styled = runs.filter(within);
  const marked = marks.filter(within);
  if (styled.length === 0 && marked.length === 0) return from === to ? [] : [text.slice(from, to)];
  const cuts = new Set([from, to]);
  for (const one of [...styled, ...marked]) {
    cuts.add(Math.max(from, one.from));
    cuts.add(Math.min(to, one.to));
  }
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((start, i) => piece(text.slice(start, places[i + 1]), start, styled, marked));
}

function piece(text: string, at: number, runs: readonly StyleRun[], marks: readonly Mark[]): Node | string {
  const here = (one: Stretch): boolean => one.from <= at && at < one.to;
  const style = runs.find(here)?.style;
  const own = marks.filter(here);
  if (style === undefined && own.length === 0) return text;
  const link = own.find((mark): mark is TextLink => !('kind' in mark));
  const made = link ? linked(text, link) : element('span', {}, text);
  if (style) paint(made, style);
  for (const mark of own) {
    if (!('kind' in mark)) continue;
    made.classList.add(mark.kind);
    made.style.color = foundColor(mark.kind);
  }
  return made;
}

function linked(text: string, link: TextLink): HTMLElement {
  const common = { class: 'text-link', href: '#', draggable: 'false' };
  if ('url' in link) return element('a', { ...common, title: t('Open {0}', link.url), 'data-url': link.url }, text);
  const { file, line } = link;
  const title = t('Open {0} at line {1}', file, line);
  return element('a', { ...common, title, 'data-file': file, 'data-line': String(line) }, text);
}

/** The link that an element is or lies in. */
export function linkAt(target: EventTarget | null): { url: string } | { file: string; line: number } | undefined {
  const link = target instanceof Element ? target.closest<HTMLElement>('.text-link') : null;
  const { url, file, line } = link?.dataset ?? {};
  if (url !== undefined) return { url };
  return file === undefined ? undefined : { file, line: Number(line) };
}

/** The page's policy allows no style attributes in what is parsed, but properties that its script sets. */
function paint(target: HTMLElement, style: TextStyle): void {
  const { bold, dim, italic, underline, strike } = style;
  for (const [name, on] of Object.entries({ bold, dim, italic, underline, strike })) {
    if (on) target.classList.add(`sgr-${name}`);
  }
  const { color, background } = paintOf(style);
  if (color !== undefined) target.style.color = color;
  if (background !== undefined) target.style.backgroundColor = background;
}
