import { element, type Child } from '../dom';

/** A part of the details under its heading. */
export function detail(title: string, ...children: readonly Child[]): HTMLElement {
  return element('section', { class: 'detail', 'aria-label': title }, element('h2', {}, title), ...children);
}
