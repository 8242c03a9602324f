import { t } from '@vscode/l10n';
import { element } from '../dom';
import { icon } from '../icons';
import type { Scene } from '../outcomeParts';
import type { Shown } from '../../panel/protocol';
import { bundleView } from './bundleView';
import { bundleViews } from './bundleViews';
import { countText } from './counts';
import { viewContext } from './valueViews';

/** Items that are kept here; the host has all of them. */
const mostItems = 1000;
const mostInLine = 300;
/** Within so many pixels of its end the list follows what comes. */
const nearEnd = 12;

/** What a generator yields, item by item, the newest in sight while the list is at its end. */
export class ItemsView {
  readonly element = element('section', { class: 'outcome items', 'aria-label': t('Items') });
  readonly #scene: Scene;
  readonly #nonce: string;
  readonly #facts = element('span', { class: 'facts' });
  readonly #list = element('ol', { class: 'item-list', tabindex: '0', 'aria-label': t('Items') });

  constructor(scene: Scene, nonce: string) {
    this.#scene = scene;
    this.#nonce = nonce;
    this.element.append(element('h2', {}, t('Items'), this.#facts), this.#list);
    this.element.hidden = true;
  }

  add(items: readonly Shown[]): void {
    const last = items.at(-1);
    if (last === undefined) return;
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    const following = scrollHeight - scrollTop - clientHeight <= nearEnd;
    this.element.hidden = false;
    this.#list.append(...items.slice(-mostItems).map((item) => this.#row(item)));
    while (this.#list.childElementCount > mostItems) this.#list.firstElementChild?.remove();
    const count = last.index + 1;
    const here = this.#list.childElementCount;
    this.#facts.textContent =
      here < count ? t('the last {0} of {1}', countText(here), countText(count)) : countText(count);
    if (following) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #row(item: Shown): HTMLElement {
    const text = (item.previews['text/plain'] ?? '').slice(0, 2 * mostInLine);
    const line = text.replace(/\s+/g, ' ').slice(0, mostInLine);
    const index = element('span', { class: 'item-index' }, `[${item.index}]`);
    const content = element('code', {}, line);
    // What stands in one line is all that there is to see.
    const simple =
      line === item.previews['text/plain'] &&
      Object.keys(item.previews).length === 1 &&
      (typeof item.json !== 'object' || item.json === null);
    if (simple) return element('li', {}, element('div', { class: 'item' }, twistie(), index, content));
    const opener = element('button', { type: 'button', class: 'item' }, twistie(), index, content);
    opener.querySelector('.twistie')?.append(icon('twistie'));
    const row = element('li', {}, opener);
    const { state } = this.#scene;
    const id = `item ${item.index}`;
    const show = (open: boolean): void => {
      opener.setAttribute('aria-expanded', String(open));
      if (open) row.append(this.#whole(item));
      else if (row.lastElementChild !== opener) row.lastElementChild?.remove();
    };
    opener.addEventListener('click', () => {
      state.toggle(id);
      const open = state.isOpen(id, false);
      show(open);
      if (open) requestAnimationFrame(() => row.scrollIntoView({ block: 'nearest' }));
    });
    show(state.isOpen(id, false));
    return row;
  }

  #whole({ index, title, previews, json }: Shown): HTMLElement {
    const context = viewContext(this.#scene, this.#nonce, { kind: 'item', index }, title);
    return bundleView(undefined, bundleViews(previews, json, context), context);
  }
}

function twistie(): HTMLElement {
  return element('span', { class: 'twistie' });
}
