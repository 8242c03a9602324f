import { t } from '@vscode/l10n';
import { element } from '../dom';
import { icon } from '../icons';
import type { Scene } from '../outcomeParts';
import type { Shown } from '../../panel/protocol';
import { bundleView } from './bundleView';
import { bundleViews } from './bundleViews';
import { imageUrl } from './imageView';
import { TabList } from './tabList';
import { viewContext } from './valueViews';

/** Figures that are kept here; the host has all of them. */
const mostFigures = 100;

interface Figure {
  readonly id: string;
  readonly title: string;
  readonly shown: Shown;
}

/** What the job showed while it ran: one large, of several the others small beside it. */
export class FiguresView {
  readonly element = element('section', { class: 'outcome figures', 'aria-label': t('Figures') });
  readonly #scene: Scene;
  readonly #nonce: string;
  readonly #body = element('div', { class: 'figure' });
  readonly #tabs: TabList<Figure>;
  readonly #figures: Figure[] = [];
  /** Until a person chooses one, it is empty and the latest is shown. */
  #chosen: string;

  constructor(scene: Scene, nonce: string) {
    this.#scene = scene;
    this.#nonce = nonce;
    this.#chosen = scene.state.text('figure', '');
    const choose = (figure: Figure): void => {
      this.#chosen = figure.id;
      scene.state.set('figure', figure.id);
      this.#show(figure);
    };
    this.#tabs = new TabList(t('Figures'), this.#body, choose, ({ title, shown }) => [
      thumbnail(shown) ?? icon('file'),
      element('span', {}, title),
    ]);
    this.element.append(element('h2', {}, t('Figures')), this.#tabs.element, this.#body);
    this.element.hidden = true;
    this.#tabs.element.hidden = true;
  }

  add(displays: readonly Shown[]): void {
    for (const shown of displays.slice(-mostFigures)) {
      const figure = { id: String(shown.index), title: shown.title, shown };
      this.#figures.push(figure);
      this.#tabs.add(figure);
      if (this.#figures.length <= mostFigures) continue;
      this.#figures.shift();
      this.#tabs.removeFirst();
    }
    const chosen = this.#figures.find(({ id }) => id === this.#chosen);
    const figure = chosen ?? this.#figures.at(-1);
    if (figure === undefined || displays.length === 0) return;
    this.element.hidden = false;
    this.#tabs.element.hidden = this.#figures.length < 2;
    this.#tabs.choose(figure);
    if (chosen === undefined || this.#body.childElementCount === 0) this.#show(figure);
  }

  #show({ title, shown }: Figure): void {
    const context = viewContext(this.#scene, this.#nonce, { kind: 'display', index: shown.index }, title);
    const heading = element('h3', {}, title);
    this.#body.replaceChildren(bundleView(heading, bundleViews(shown.previews, shown.json, context), context));
  }
}

function thumbnail({ previews }: Shown): HTMLElement | undefined {
  for (const mime of ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml']) {
    const data = previews[mime];
    // What it is stands below it.
    if (data !== undefined) return element('img', { src: imageUrl(mime, data), alt: '' });
  }
  return undefined;
}
