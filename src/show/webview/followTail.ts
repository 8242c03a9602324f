import { t } from '@vscode/l10n';
import { button, element } from './dom';
import { icon } from './icons';

/** Within so many pixels of the end counts as being there. */
const nearEnd = 12;

/** How far down something is, in pixels; undefined where that is not known yet. */
type Place = () => number | undefined;

/** What does not move for so long has come to rest; in milliseconds. */
const restMs = 150;

/** Keeps a scrolled area at its end while things are added, unless the reader has scrolled up. */
export class FollowTail {
  readonly element: HTMLElement;
  readonly #area: HTMLElement;
  readonly #jump: HTMLButtonElement;
  readonly #grown = new ResizeObserver(() => this.added());
  readonly #parts: HTMLElement[] = [];
  readonly #onMoved: (top: number | undefined) => void;
  #onFollowed: () => void = () => undefined;
  #following = true;
  #top = 0;
  /** How far down to go as soon as that is there; it says undefined until it can be told. */
  #wanted: Place | undefined;
  #moved: ReturnType<typeof setTimeout> | undefined;

  /** `area` scrolls. `moved` is told how far down it came to rest; undefined where it follows the end. */
  constructor(area: HTMLElement, moved: (top: number | undefined) => void) {
    this.#area = area;
    this.#onMoved = moved;
    this.#jump = button({ label: t('Jump to the end'), icon: icon('down'), class: 'jump' }, () => this.toEnd());
    this.#jump.hidden = true;
    this.element = element('div', { class: 'tail' }, area, this.#jump);
    area.addEventListener('scroll', () => this.#scrolled());
    for (const event of ['wheel', 'pointerdown', 'keydown']) {
      area.addEventListener(event, () => (this.#wanted = undefined), { passive: true });
    }
    this.#grown.observe(area);
  }

  /** A part of the area that grows by itself: a frame or an image that gets its size later is growth, too. */
  watch(part: HTMLElement): void {
    this.#parts.push(part);
    this.#grown.observe(part);
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
    const wanted = this.#wanted?.();
    if (wanted !== undefined) this.#seek(wanted);
    if (this.#following) this.#seek(this.#end);
  }

  /** Of a last section that is higher than the area, the beginning is what one wants to see. */
  get #end(): number {
    const sections = this.#parts
      .flatMap((part) => [...part.querySelectorAll<HTMLElement>(':scope > * > .outcome')])
      .filter(({ hidden }) => !hidden);
    const { scrollHeight, clientHeight } = this.#area;
    return Math.min(scrollHeight - clientHeight, sections.at(-1)?.offsetTop ?? Infinity);
  }

  toEnd(): void {
    this.#wanted = undefined;
    this.#follow(true);
    this.#onFollowed();
    this.#seek(this.#area.scrollHeight);
    this.#area.focus();
  }

  /** A new job begins at its end; one that was left further up, there, as soon as that is here. */
  reset(place: Place | undefined): void {
    this.#wanted = place;
    this.#follow(place === undefined);
  }

  #seek(top: number): void {
    this.#area.scrollTop = top;
    this.#top = this.#area.scrollTop;
  }

  #scrolled(): void {
    if (this.#wanted !== undefined) {
      const away = this.#area.scrollTop - (this.#wanted() ?? Infinity);
      if (Math.abs(away) <= 1) this.#wanted = undefined;
      return;
    }
    clearTimeout(this.#moved);
    this.#moved = setTimeout(() => this.#onMoved(this.#following ? undefined : this.#top), restMs);
    const { scrollTop, scrollHeight, clientHeight } = this.#area;
    const atEnd = scrollHeight - scrollTop - clientHeight <= nearEnd;
    // What was added since the area moved to its end is no reader's move away from it.
    const away = scrollTop < this.#top || (scrollTop > this.#top && this.#end < scrollHeight - clientHeight - nearEnd);
    if (atEnd || away) this.#follow(atEnd);
    this.#top = scrollTop;
  }

  #follow(following: boolean): void {
    this.#following = following;
    this.#jump.hidden = following;
  }
}
