import { button, element } from './dom';
import { icon } from './icons';

/** Within so many pixels of the end counts as being there. */
const nearEnd = 12;

/** Keeps a scrolled area at its end while things are added, unless the reader has scrolled up. */
export class FollowTail {
  readonly element: HTMLElement;
  readonly #area: HTMLElement;
  readonly #jump: HTMLButtonElement;
  #onFollowed: () => void = () => undefined;
  #following = true;
  #top = 0;

  /** `area` scrolls; `growing` is a part of it that may grow by itself. */
  constructor(area: HTMLElement, growing: HTMLElement) {
    this.#area = area;
    this.#jump = button({ label: 'Jump to the end', icon: icon('down'), class: 'jump' }, () => this.toEnd());
    this.#jump.hidden = true;
    this.element = element('div', { class: 'tail' }, area, this.#jump);
    area.addEventListener('scroll', () => this.#scrolled());
    // A frame or an image that gets its size later is growth, too.
    const grown = new ResizeObserver(() => this.added());
    grown.observe(area);
    grown.observe(growing);
  }

  get following(): boolean {
    return this.#following;
  }

  /** Called when the reader wants to go to the end, before the area is scrolled there. */
  onFollowed(act: () => void): void {
    this.#onFollowed = act;
  }

  /** Something further up is shown. */
  release(): void {
    this.#follow(false);
  }

  added(): void {
    if (!this.#following) return;
    this.#area.scrollTop = this.#area.scrollHeight;
    this.#top = this.#area.scrollTop;
  }

  toEnd(): void {
    this.#follow(true);
    this.#onFollowed();
    this.added();
    this.#area.focus();
  }

  /** A new job begins at its end. */
  reset(): void {
    this.#follow(true);
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#area;
    const atEnd = scrollHeight - scrollTop - clientHeight <= nearEnd;
    // What was added since the area moved to its end is no reader's move away from it.
    if (atEnd || scrollTop < this.#top) this.#follow(atEnd);
    this.#top = scrollTop;
  }

  #follow(following: boolean): void {
    this.#following = following;
    this.#jump.hidden = following;
  }
}
