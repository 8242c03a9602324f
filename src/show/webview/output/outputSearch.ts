import type { LineStore } from './lineStore';

/** What is looked for, as it is typed. */
export interface Query {
  readonly text: string;
  readonly matchCase: boolean;
  readonly regularExpression: boolean;
}

/** One of the matches: its line, and which of that line's. */
export interface Match {
  readonly id: number;
  readonly nth: number;
}

/** How many lines are searched between two looks at the clock. */
const stretch = 256;

/** Undefined where it is no regular expression, or empty. */
export function patternOf({ text, matchCase, regularExpression }: Query): RegExp | undefined {
  if (text === '') return undefined;
  try {
    const source = regularExpression ? text : text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return new RegExp(source, matchCase ? 'g' : 'gi');
  } catch {
    return undefined;
  }
}

/** The lines that match, found a stretch at a time and kept up with what changes. Pure, so that Node can test it. */
export class OutputSearch {
  readonly #pattern: RegExp;
  /** The ids of lines that match, and how many matches there are up to each, those let go included. */
  #ids: number[] = [];
  #upTo: number[] = [];
  /** Matches in lines that were let go. */
  #gone = 0;
  #next = 0;

  constructor(pattern: RegExp) {
    this.#pattern = pattern;
  }

  /** Lines that match. */
  get count(): number {
    return this.#ids.length;
  }

  /** Matches. */
  get total(): number {
    return this.#reached(this.count) - this.#gone;
  }

  id(place: number): number | undefined {
    return this.#ids[place];
  }

  /** The place of the first line that matches from this one on. */
  placeOf(id: number): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ids[middle] ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Searches on; false where it stopped because it was `enough`. */
  scan(store: LineStore, enough: () => boolean): boolean {
    this.#next = Math.max(this.#next, store.first);
    while (this.#next < store.end) {
      const end = Math.min(store.end, this.#next + stretch);
      for (; this.#next < end; this.#next += 1) {
        const found = this.matches(store.line(this.#next)?.text ?? '').length;
        if (found === 0) continue;
        this.#upTo.push(this.#reached(this.count) + found);
        this.#ids.push(this.#next);
      }
      if (enough()) return this.#next === store.end;
    }
    return true;
  }

  /** Where a text matches. */
  matches(text: string): readonly { readonly from: number; readonly to: number }[] {
    const found: { from: number; to: number }[] = [];
    this.#pattern.lastIndex = 0;
    for (let match = this.#pattern.exec(text); match; match = this.#pattern.exec(text)) {
      const [{ length }] = match;
      // What matches nothing is nothing to be shown.
      if (length === 0) this.#pattern.lastIndex += 1;
      else found.push({ from: match.index, to: match.index + length });
    }
    return found;
  }

  /** Lines from this one on may have changed. */
  forgetFrom(id: number): void {
    const place = this.placeOf(id);
    this.#ids.length = place;
    this.#upTo.length = place;
    this.#next = Math.min(this.#next, id);
  }

  /** Lines before this one were let go; returns how many of them matched. */
  forgetBefore(id: number): number {
    const count = this.placeOf(id);
    if (count > 0) {
      this.#gone = this.#reached(count);
      this.#ids = this.#ids.slice(count);
      this.#upTo = this.#upTo.slice(count);
    }
    return count;
  }

  /** Which of all matches it is, from 1 on. */
  ordinal({ id, nth }: Match): number {
    return this.#reached(this.placeOf(id)) - this.#gone + nth + 1;
  }

  /** The match that follows, or precedes, another or the beginning of a line; round to the other end from an end. */
  neighbour(from: Match | { readonly id: number }, step: 1 | -1): Match | undefined {
    const { total } = this;
    if (total === 0) return undefined;
    const at = 'nth' in from ? this.ordinal(from) + step : this.ordinal({ ...from, nth: step > 0 ? 0 : -1 });
    return this.#match(((at - 1 + total) % total) + 1);
  }

  #match(ordinal: number): Match | undefined {
    const wanted = ordinal + this.#gone;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#upTo[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    const id = this.#ids[low];
    return id === undefined ? undefined : { id, nth: wanted - this.#reached(low) - 1 };
  }

  /** Matches in the lines before a place, those let go included. */
  #reached(place: number): number {
    return place === 0 ? this.#gone : (this.#upTo[place - 1] ?? 0);
  }
}
