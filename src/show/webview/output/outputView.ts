import { t } from '@vscode/l10n';
import type { OutputChunk } from '../../panel/protocol';
import { element } from '../dom';
import type { FollowTail } from '../followTail';
import { followTheme } from '../theme';
import { rowCount, rowStarts } from './cells';
import { LineStore, type TextLine } from './lineStore';
import { OutputSearch, type Match } from './outputSearch';
import { forgetPaint } from './palette';
import { RowElements, type Row } from './rowElements';
import { RowLayout } from './rowLayout';
import { linkAt, type Mark } from './rowContent';
import { selectedText } from './selectedText';
import { TallArea } from './tallArea';
import { TerminalText } from './terminalText';
import { linksOf } from './textLinks';

/** Beyond either, the oldest lines are let go: the page stays quick, and the host keeps everything. */
const mostLines = 1_000_000;
const mostCharacters = 200_000_000;

/** A height in pixels that every browser draws, at any zoom. */
const tallest = 8_000_000;

/** Rows drawn beyond each edge of what is seen, so that a quick scroll meets text. */
const overscan = 20;

/** What is measured to know how wide a column is. */
const probeColumns = 100;

/** How long a frame may search, in milliseconds. */
const searchTime = 8;

/** What there is to be told of the output. */
export interface OutputState {
  readonly lines: number;
  /** True where the beginning is not here. */
  readonly truncated: boolean;
  /** Undefined where nothing is looked for. `current`: which match is shown. */
  readonly found: { readonly total: number; readonly current: number | undefined; readonly done: boolean } | undefined;
}

/** Where somebody reads. */
export interface ReadPlace {
  readonly line: number;
  readonly beyond: number;
}

/** What whoever holds the output is told. */
export interface OutputEvents {
  state(state: OutputState): void;
  /** How many columns a row has, told when it is known and whenever it changes. */
  columns(columns: number): void;
  /** A person follows a link: to an address, or to a place in the workspace. */
  follow(link: { readonly url: string } | { readonly file: string; readonly line: number }): void;
}

/** The job's output as it comes: of all its lines, only the rows that are seen are elements. */
export class OutputView {
  readonly element = element('div', { class: 'output', role: 'log', 'aria-live': 'off', 'aria-label': t('Output') });
  readonly #area: HTMLElement;
  readonly #tail: FollowTail;
  readonly #events: OutputEvents;
  readonly #rows = new RowElements((line) => this.#marks(line));
  readonly #probe = element('span', { class: 'probe', 'aria-hidden': 'true' }, 'x'.repeat(probeColumns));
  #store = new LineStore(mostLines, mostCharacters);
  #text = new TerminalText(this.#store);
  #layout = new RowLayout();
  #tall = new TallArea(tallest);
  #search: OutputSearch | undefined;
  #current: Match | undefined;
  /** Steps to take once all has been searched, of which the first leads to the first match. */
  #steps: (1 | -1)[] = [];
  /** Only lines that match are listed. */
  #filtered = false;
  /** The id of the oldest line when the layout was made. */
  #first = 0;
  /** The first row that is seen, in pixels of the content. */
  #top = 0;
  #columns = 80;
  #told = 0;
  #rowHeight = 17;
  #job = '';
  #scheduled = false;
  #truncated = false;

  constructor(area: HTMLElement, tail: FollowTail, events: OutputEvents) {
    this.#area = area;
    this.#tail = tail;
    this.#events = events;
    this.element.append(this.#rows.element, this.#probe);
    area.addEventListener('scroll', () => this.#scrolled());
    area.addEventListener('copy', (event) => {
      const text = this.#selected;
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    });
    this.element.addEventListener('click', (event) => this.#clicked(event));
    this.element.addEventListener('keydown', (event) => this.#key(event));
    tail.onFollowed(() => this.#keepEnd());
    followTheme(this, (view) => view.#repaint());
    const resized = new ResizeObserver(() => this.#resized());
    resized.observe(this.#rows.element);
    resized.observe(this.#probe);
    resized.observe(area);
    this.reset(false);
  }

  /** Forgets what was shown of another job. `truncated`: the oldest output is not in what follows. */
  reset(truncated: boolean, job = ''): void {
    this.#job = job;
    this.#store = new LineStore(mostLines, mostCharacters);
    this.#text = new TerminalText(this.#store);
    this.#first = 0;
    this.#truncated = truncated;
    this.#search?.forgetFrom(0);
    this.#current = undefined;
    this.#relist();
    this.#top = 0;
  }

  add(chunks: readonly OutputChunk[]): void {
    for (const { stream, text, time } of chunks) this.#text.feed(stream, text, time);
    this.#schedule();
  }

  /** Looks for something else, or for nothing. `go`: shows the first match from what is seen on. */
  find(pattern: RegExp | undefined, go: boolean): void {
    this.#search = pattern && new OutputSearch(pattern);
    this.#current = undefined;
    this.#steps = go ? [1] : [];
    this.#rows.remark();
    if (this.#filtered) this.#relist();
    else this.#schedule();
  }

  /** Lists only lines that match, or all again. */
  filter(on: boolean): void {
    if (on === this.#filtered) return;
    this.#filtered = on;
    this.#relist();
    this.#update();
    if (this.#current) this.#show(this.#current);
  }

  /** Goes to the next match, or the one before. */
  step(step: 1 | -1): void {
    if (this.#steps.length > 0) this.#steps.push(step);
    else this.#go(step);
  }

  #go(step: 1 | -1): void {
    this.#show(this.#search?.neighbour(this.#current ?? { id: this.#idAtTop() }, step));
  }

  /** The line at the top of what is seen, from the first that is here, and how far it is gone from sight, in pixels. */
  get reading(): ReadPlace | undefined {
    const place = this.#layout.placeAt(Math.floor(this.#top / this.#rowHeight));
    const line = this.#lineAt(place);
    if (line === undefined || place >= this.#layout.count) return undefined;
    return { line: line.id - this.#first, beyond: this.#top - this.#layout.startOf(place) * this.#rowHeight };
  }

  /** How far down such a place is; undefined where it is not known yet. */
  topOf({ line, beyond }: ReadPlace): number | undefined {
    const place = this.#placeOf(this.#first + line);
    if (this.#scheduled || place >= this.#layout.count) return undefined;
    const [start, end] = [this.#layout.startOf(place), this.#layout.startOf(place + 1)];
    // At another width the line may have fewer rows.
    const within = Math.min(beyond, (end - start) * this.#rowHeight - 1);
    return this.#tall.moveTo(start * this.#rowHeight + within) + this.#rows.element.offsetTop;
  }

  /** Whether all that came is laid out. */
  get settled(): boolean {
    return !this.#scheduled;
  }

  showTimes(on: boolean): void {
    this.element.classList.toggle('timed', on);
  }

  /** The text of all that is listed. */
  get listedText(): string {
    return this.#textBetween(undefined, undefined);
  }

  /** What its menu copies: what is selected, wherever that is. */
  get copied(): string | undefined {
    return this.#selected ?? document.getSelection()?.toString();
  }

  get #selected(): string | undefined {
    return selectedText(this.#rows, (from, to) => this.#textBetween(from, to));
  }

  /** The text of what is listed between two places; undefined for the beginning and the end. */
  #textBetween(from: { id: number; at: number } | undefined, to: { id: number; at: number } | undefined): string {
    const texts: string[] = [];
    for (let place = from ? this.#placeOf(from.id) : 0; place < this.#layout.count; place += 1) {
      const line = this.#lineAt(place);
      if (line === undefined || (to && line.id > to.id)) break;
      texts.push(line.text.slice(line.id === from?.id ? from.at : 0, line.id === to?.id ? to.at : undefined));
    }
    return texts.join('\n');
  }

  get #listing(): OutputSearch | undefined {
    return this.#filtered ? this.#search : undefined;
  }

  #lineAt(place: number): TextLine | undefined {
    const id = this.#listing ? this.#listing.id(place) : this.#first + place;
    return id === undefined ? undefined : this.#store.line(id);
  }

  #placeOf(id: number): number {
    return Math.max(0, this.#listing ? this.#listing.placeOf(id) : id - this.#first);
  }

  #idAtTop(): number {
    return this.#lineAt(this.#layout.placeAt(Math.ceil(this.#top / this.#rowHeight)))?.id ?? this.#store.first;
  }

  /** All is laid out anew. */
  #relist(): void {
    this.#layout = new RowLayout();
    this.#tall = new TallArea(tallest);
    this.#rows.clear();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#update();
    });
  }

  /** Takes over what the store has learned. */
  #update(): void {
    const lost = this.#takeOver();
    this.#resizeContent();
    // Who reads further up keeps what is read where it is.
    if (lost > 0 && !this.#tail.following) this.#moveTo(Math.max(0, this.#top - lost));
    this.#keepEnd();
    this.#scrolled();
    if (!this.#scheduled) for (const step of this.#steps.splice(0)) this.#go(step);
    this.#tell();
  }

  /** Lays out what is new; returns by how many pixels what went from the beginning was high. */
  #takeOver(): number {
    const changed = this.#store.takeChanged();
    const gone = this.#store.first - this.#first;
    this.#first = this.#store.first;
    const matchesGone = this.#search?.forgetBefore(this.#first) ?? 0;
    this.#search?.forgetFrom(changed);
    const lost = this.#layout.removeFirst(this.#listing ? matchesGone : gone) * this.#rowHeight;
    this.#layout.truncate(this.#placeOf(changed));
    const searched = this.#searchOn();
    const count = this.#listing ? this.#listing.count : this.#store.end - this.#first;
    for (let place = this.#layout.count; place < count; place += 1) {
      this.#layout.push(rowCount(this.#lineAt(place)?.text ?? '', this.#columns));
    }
    if (!searched) this.#schedule();
    return lost;
  }

  /** Searches for a part of a frame; false where there is more to search. */
  #searchOn(): boolean {
    if (this.#search === undefined) return true;
    const began = performance.now();
    return this.#search.scan(this.#store, () => performance.now() - began > searchTime);
  }

  #tell(): void {
    const search = this.#search;
    const done = !this.#scheduled;
    this.#events.state({
      lines: this.#store.end - this.#store.first,
      truncated: this.#truncated || this.#first > 0,
      found: search && { total: search.total, current: this.#current && search.ordinal(this.#current), done },
    });
    this.element.classList.toggle('filled', this.#layout.count > 0);
  }

  #marks(line: TextLine): readonly Mark[] {
    const found = this.#search?.matches(line.text) ?? [];
    const current = line.id === this.#current?.id ? this.#current.nth : undefined;
    const matches = found.map(({ from, to }, nth): Mark => ({ from, to, kind: nth === current ? 'current' : 'match' }));
    return [...matches, ...linksOf(line, this.#job)];
  }

  #repaint(): void {
    forgetPaint();
    this.#rows.remark();
    this.#schedule();
  }

  #clicked(event: MouseEvent): void {
    const link = linkAt(event.target);
    if (link === undefined) return;
    // The editor would follow it in its own way.
    event.preventDefault();
    event.stopPropagation();
    if (document.getSelection()?.isCollapsed !== false) this.#events.follow(link);
  }

  #key(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined;
    if (step !== undefined && this.#rows.goToLink(step)) event.preventDefault();
  }

  #show(match: Match | undefined): void {
    this.#current = match;
    this.#rows.remark();
    if (match) {
      const line = this.#store.line(match.id);
      const at = (line && this.#search?.matches(line.text)[match.nth]?.from) ?? 0;
      const within = rowStarts(line?.text ?? '', this.#columns).findLastIndex((start) => start <= at);
      const top = (this.#layout.startOf(this.#placeOf(match.id)) + within) * this.#rowHeight;
      const height = this.#area.clientHeight;
      if (top < this.#top || top + 2 * this.#rowHeight > this.#top + height) {
        this.#tail.release();
        this.#moveTo(Math.max(0, top - height / 2));
      }
    }
    this.#scrolled();
    this.#tell();
  }

  /** The end stays in sight where it is followed. */
  #keepEnd(): void {
    if (this.#tail.following) this.#tall.moveToEnd();
    this.#tail.added();
  }

  #resized(): void {
    const { width, height } = this.#probe.getBoundingClientRect();
    const columns = Math.max(1, Math.floor(this.#rows.element.clientWidth / (width / probeColumns)));
    // Nothing is seen while it is hidden.
    const same = width === 0 || (columns === this.#columns && height === this.#rowHeight);
    if (width > 0 && columns !== this.#told) {
      this.#told = columns;
      this.#events.columns(columns);
    }
    const reading = this.#idAtTop();
    if (!same) {
      this.#columns = columns;
      this.#rowHeight = height;
      this.#relist();
    }
    this.#update();
    if (same || this.#tail.following) return;
    this.#moveTo(this.#layout.startOf(this.#placeOf(reading)) * height);
    // Where it was left is another place than where a page begins.
    this.#tail.added();
    this.#scrolled();
  }

  #resizeContent(): void {
    this.#tall.resize(this.#layout.rows * this.#rowHeight, this.#area.clientHeight);
    this.#rows.element.style.height = `${this.#tall.height}px`;
  }

  /** Follows the scroll bar. */
  #scrolled(): void {
    const before = this.#rows.element.offsetTop;
    const { content, move } = this.#tall.scrolled(this.#area.scrollTop - before);
    this.#top = content;
    if (move !== undefined) this.#area.scrollTop = move + before;
    this.#rows.draw(this.#seen(), this.#tall.placed(this.#top));
  }

  #moveTo(content: number): void {
    this.#top = content;
    this.#area.scrollTop = this.#tall.moveTo(content) + this.#rows.element.offsetTop;
  }

  /** The rows that are seen, and some beyond. */
  #seen(): readonly Row[] {
    const first = Math.max(0, Math.floor(this.#top / this.#rowHeight) - overscan);
    const last = Math.ceil((this.#top + this.#area.clientHeight) / this.#rowHeight) + overscan;
    const rows: Row[] = [];
    for (let place = this.#layout.placeAt(first); place < this.#layout.count; place += 1) {
      const start = this.#layout.startOf(place);
      const line = this.#lineAt(place);
      if (start > last || line === undefined) break;
      const starts = this.#layout.startOf(place + 1) - start === 1 ? [0] : rowStarts(line.text, this.#columns);
      for (const [nth, from] of starts.entries()) {
        if (start + nth < first || start + nth > last) continue;
        const top = this.#tall.placed((start + nth) * this.#rowHeight);
        rows.push({ line, nth, from, to: starts[nth + 1] ?? line.text.length, top });
      }
    }
    return rows;
  }
}
