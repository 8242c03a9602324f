import { element } from '../dom';
import { rowContent, type Mark } from './rowContent';
import type { TextLine } from './lineStore';

/** A part of a line that is to be seen. */
export interface Row {
  readonly line: TextLine;
  /** Which of the line's rows. */
  readonly nth: number;
  readonly from: number;
  readonly to: number;
  /** Pixels within the element that holds the rows. */
  readonly top: number;
}

/** A place in the output's text. */
export interface TextPlace {
  readonly id: number;
  /** UTF-16 units into the line. */
  readonly at: number;
}

interface DrawnRow {
  readonly element: HTMLElement;
  readonly id: number;
  readonly nth: number;
  from: number;
  /** What was drawn; equal where nothing changed. */
  state: string;
}

/** Where what must stay and is not seen is put. */
const outOfSight = '-1000px';

/**
 * The elements of the rows that are seen. One is kept as long as its row is; that of a row in which a selection begins or
 * ends, or that has the focus, longer: so a selection may reach over any number of rows that are not there.
 */
export class RowElements {
  readonly element = element('div', { class: 'rows' });
  readonly #marks: (line: TextLine) => readonly Mark[];
  #drawn = new Map<string, DrawnRow>();
  /** Grows when marks change. */
  #marking = 0;

  constructor(marks: (line: TextLine) => readonly Mark[]) {
    this.#marks = marks;
  }

  clear(): void {
    this.#drawn.clear();
    this.element.replaceChildren();
  }

  /** The marks of any line may be others from now on. */
  remark(): void {
    this.#marking += 1;
  }

  /** `seenFrom`: where what is seen begins, as the rows' tops are told. */
  draw(rows: readonly Row[], seenFrom: number): void {
    const kept = new Map<string, DrawnRow>();
    for (const row of rows) {
      const drawn = this.#draw(row);
      kept.set(keyOf(drawn), drawn);
    }
    for (const [key, row] of this.#drawn) {
      if (kept.has(key)) continue;
      if (isHeld(row.element)) {
        row.element.style.top = outOfSight;
        kept.set(key, row);
      } else {
        row.element.remove();
      }
    }
    this.#drawn = kept;
    // What is held stays where it is among the others: a selection would end if its elements were moved.
    let next = this.element.firstElementChild;
    for (const row of [...kept.values()].sort((a, b) => a.id - b.id || a.nth - b.nth)) {
      if (row.element === next) next = next.nextElementSibling;
      else this.element.insertBefore(row.element, next);
    }
    this.#chooseStop(seenFrom);
  }

  /** From the link that has the focus to the next one that is drawn, or the one before; false where there is none. */
  goToLink(step: 1 | -1): boolean {
    const links = this.#links;
    const at = links.findIndex((link) => link === document.activeElement);
    const to = at < 0 ? undefined : links[at + step];
    if (to === undefined) return false;
    to.focus();
    // Now: where nothing had to be scrolled nothing is drawn, and Tab would stop at the link that was left.
    stopAt(to, links);
    return true;
  }

  get #links(): readonly HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('.text-link')];
  }

  /** The Tab key stops at one link, as it would never get through all that output may have: arrows lead to the others. */
  #chooseStop(seenFrom: number): void {
    const links = this.#links;
    const isSeen = (link: HTMLElement): boolean => parseFloat(link.parentElement?.style.top ?? '') >= seenFrom;
    const stop = links.find((link) => link === document.activeElement) ?? links.find(isSeen) ?? links.at(-1);
    stopAt(stop, links);
  }

  /** The place in the text that a place in the document is; undefined outside of all rows. */
  placeOf(node: Node, offset: number): TextPlace | undefined {
    const within = node instanceof Element ? node : node.parentElement;
    const found = within?.closest('.line');
    const row = [...this.#drawn.values()].find((one) => one.element === found);
    if (row === undefined) return undefined;
    const before = document.createRange();
    before.setStart(row.element, 0);
    before.setEnd(node, offset);
    return { id: row.id, at: row.from + before.toString().length };
  }

  #draw({ line, nth, from, to, top }: Row): DrawnRow {
    const row = this.#drawn.get(keyOf({ id: line.id, nth })) ?? freshRow(line, nth);
    const state = `${line.version} ${from} ${to} ${this.#marking}`;
    if (row.state !== state) {
      row.state = state;
      row.from = from;
      row.element.replaceChildren(...rowContent(line, from, to, this.#marks(line)));
    }
    row.element.style.top = `${top}px`;
    return row;
  }
}

function stopAt(stop: HTMLElement | undefined, links: readonly HTMLElement[]): void {
  for (const link of links) {
    const index = link === stop ? 0 : -1;
    if (link.tabIndex !== index) link.tabIndex = index;
  }
}

function keyOf({ id, nth }: { readonly id: number; readonly nth: number }): string {
  return `${id}:${nth}`;
}

function freshRow({ id, stream, time }: TextLine, nth: number): DrawnRow {
  const shown = nth === 0 && time !== undefined ? timeText(time) : undefined;
  return { element: element('div', { class: `line ${stream}`, 'data-time': shown }), id, nth, from: 0, state: '' };
}

function isHeld(row: HTMLElement): boolean {
  const selection = document.getSelection();
  const held = [document.activeElement, selection?.anchorNode, selection?.focusNode];
  return held.some((node) => node != null && row.contains(node));
}

/** The reader's own time of day. */
function timeText(time: number): string {
  const date = new Date(time);
  const two = (n: number): string => String(n).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
