import { t } from '@vscode/l10n';
import { formatPlace } from '../../../base/format';
import type { Place, PreviewToEditor } from '../../preview/protocol';
import { button, element, type Child } from '../dom';
import { icon } from '../icons';
import type { OpenParts } from './viewState';

export type Send = (message: PreviewToEditor) => void;

/** What every section is given: how to act, and what stands open. */
export interface Scene {
  readonly send: Send;
  readonly open: OpenParts;
  /** Draws the page anew after something was opened or filtered. */
  readonly redraw: () => void;
}

/** A place as a link that opens it. */
export function placeLink(place: Place, { send }: Pick<Scene, 'send'>): HTMLElement {
  const label = formatPlace(place);
  return button({ label, class: 'link', title: t('Open {0}', label) }, () =>
    send({ type: 'open', path: place.file, line: place.line, ...(place.cell !== undefined && { cell: place.cell }) }),
  );
}

/** A sentence in which one place is a link, `imported by pkg/a.py:3`, and code stands between backticks. */
export function reason(because: string, from: Place | undefined, scene: Pick<Scene, 'send'>): readonly Child[] {
  const place = from === undefined ? '' : formatPlace(from);
  const at = place === '' ? -1 : because.indexOf(place);
  if (from === undefined || at < 0) return withCode(because);
  return [...withCode(because.slice(0, at)), placeLink(from, scene), ...withCode(because.slice(at + place.length))];
}

export function withCode(text: string): readonly Child[] {
  const parts = text.split('`');
  // Without its partner a backtick is one.
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, i) => (i % 2 === 0 ? part : element('code', {}, part)));
}

const collator = new Intl.Collator('en', { numeric: true });

/** As people look for them: those of a folder together, before those of folders in it, and `part10` behind `part9`. */
export function inPathOrder<T extends { readonly path: string }>(files: readonly T[]): readonly T[] {
  return files
    .map((file) => ({ file, parts: file.path.split('/') }))
    .sort((one, other) => comparePaths(one.parts, other.parts))
    .map(({ file }) => file);
}

function comparePaths(one: readonly string[], other: readonly string[]): number {
  const common = Math.min(one.length, other.length);
  for (let at = 0; at < common; at += 1) {
    const [last, otherLast] = [at === one.length - 1, at === other.length - 1];
    if (last !== otherLast) return last ? -1 : 1;
    const order = collator.compare(one[at] ?? '', other[at] ?? '');
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

/** A path whose folder stands back behind its name. */
export function pathText(path: string): HTMLElement {
  const cut = path.lastIndexOf('/') + 1;
  return element(
    'span',
    { class: 'path', title: path },
    cut === 0 ? undefined : element('span', { class: 'folder' }, path.slice(0, cut)),
    path.slice(cut),
  );
}

/** A button that opens and closes what `id` names. */
export function twistie(id: string, label: string, isOpen: boolean, { open, redraw }: Scene): HTMLButtonElement {
  const made = element('button', {
    type: 'button',
    class: 'twistie',
    'data-id': `twistie ${id}`,
    'aria-expanded': String(isOpen),
    'aria-label': label,
  });
  made.append(icon('twistie'));
  made.addEventListener('click', () => {
    open.toggle(id);
    redraw();
  });
  return made;
}

export function checkbox(
  id: string,
  label: string,
  options: {
    readonly checked: boolean;
    readonly disabled?: boolean;
    readonly mixed?: boolean;
    readonly title?: string;
  },
  changed: (checked: boolean) => void,
): HTMLInputElement {
  const made = element('input', {
    type: 'checkbox',
    class: 'check',
    'data-id': `check ${id}`,
    'aria-label': label,
    title: options.title ?? label,
  });
  made.checked = options.checked;
  made.disabled = options.disabled ?? false;
  made.indeterminate = options.mixed ?? false;
  made.addEventListener('change', () => changed(made.checked));
  return made;
}

export interface SectionOptions {
  readonly id: string;
  readonly title: string;
  /** Behind the title: a count, a size. */
  readonly facts?: string;
  /** At the right end of the heading. */
  readonly tools?: readonly HTMLElement[];
  readonly openByDefault?: boolean;
}

/** A heading that folds what stands below it. The rows are made only where they are seen. */
export function section(options: SectionOptions, scene: Scene, rows: () => readonly Child[]): HTMLElement {
  const { id, title, facts, tools = [], openByDefault = true } = options;
  const isOpen = scene.open.isOpen(`section ${id}`, openByDefault);
  const heading = element(
    'button',
    {
      type: 'button',
      class: 'heading',
      'data-id': `section ${id}`,
      'aria-expanded': String(isOpen),
    },
    icon('twistie'),
    element('span', { class: 'title' }, title),
    facts === undefined ? undefined : element('span', { class: 'facts' }, facts),
  );
  heading.addEventListener('click', () => {
    scene.open.toggle(`section ${id}`);
    scene.redraw();
  });
  return element(
    'section',
    { class: `part part-${id}`, 'aria-label': title },
    element('h2', {}, heading, ...(isOpen ? tools : [])),
    isOpen ? element('div', { class: 'rows' }, ...rows()) : undefined,
  );
}
