import { button, element } from './dom';
import { icon } from './icons';

/** Within so many pixels of the end counts as being there. */
const nearEnd = 12;

/** Keeps a scrolled area at its end while things are added, unless the reader has scrolled up. */
export class FollowTail {
  readonly element: HTMLElement;
  readonly #area: HTMLElement;
  readonly #jump: HTMLButtonElement;
  #following = true;

  constructor(area: HTMLElement) {
    this.#area = area;
    this.#jump = button({ label: 'Jump to the end', icon: icon('down'), class: 'jump' }, () => this.toEnd());
    this.#jump.hidden = true;
    this.element = element('div', { class: 'tail' }, area, this.#jump);
    area.addEventListener('scroll', () => {
      this.#following = area.scrollHeight - area.scrollTop - area.clientHeight <= nearEnd;
      this.#jump.hidden = this.#following;
    });
    // A frame or an image that gets its size later is growth, too.
    const grown = new ResizeObserver(() => this.added());
    grown.observe(area);
    for (const child of area.children) grown.observe(child);
  }

  added(): void {
    if (this.#following) this.#area.scrollTop = this.#area.scrollHeight;
  }

  toEnd(): void {
    this.#following = true;
    this.#jump.hidden = true;
    this.added();
    this.#area.focus();
  }

  /** A new job begins at its end. */
  reset(): void {
    this.#following = true;
    this.#jump.hidden = true;
  }
}
