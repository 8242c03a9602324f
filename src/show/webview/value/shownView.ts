import type { Shown } from '../../panel/protocol';
import { element } from '../dom';
import type { Scene } from '../outcomeParts';
import { FiguresView } from './figuresView';
import { ItemsView } from './itemsView';

/** What a job shows before it ends: figures, and the items of a generator. */
export class ShownView {
  readonly element = element('div', { class: 'shown-slot' });
  readonly #nonce: string;
  #parts: { readonly figures: FiguresView; readonly items: ItemsView } | undefined;

  constructor(nonce: string) {
    this.#nonce = nonce;
  }

  /** Shows nothing, as yet, of another job. */
  reset(scene: Scene | undefined): void {
    this.#parts = scene && {
      figures: new FiguresView(scene, this.#nonce),
      items: new ItemsView(scene, this.#nonce),
    };
    this.element.replaceChildren(...(this.#parts ? [this.#parts.items.element, this.#parts.figures.element] : []));
  }

  add(shown: readonly Shown[]): void {
    this.#parts?.items.add(shown.filter(({ kind }) => kind === 'item'));
    this.#parts?.figures.add(shown.filter(({ kind }) => kind === 'display'));
  }
}
