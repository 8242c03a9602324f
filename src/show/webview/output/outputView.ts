import type { OutputChunk } from '../../panel/protocol';
import { element } from '../dom';
import type { FollowTail } from '../followTail';
import { rowCount, rowStarts } from './cells';
import { LineStore, type TextLine } from './lineStore';
import { RowLayout } from './rowLayout';
import { rowContent } from './rowContent';
import { TallArea } from './tallArea';
import { TerminalText } from './terminalText';

/** Beyond either, the oldest lines are let go: the page stays quick, and the host keeps everything. */
const mostLines = 1_000_000;
const mostCharacters = 200_000_000;

/** A height in pixels that every browser draws, at any zoom. */
const tallest = 8_000_000;

/** Rows drawn beyond each edge of what is seen, so that a quick scroll meets text. */
const overscan = 20;

/** What is measured to know how wide a column is. */
const probeColumns = 100;

interface DrawnRow {
  readonly element: HTMLElement;
  version: number;
  from: number;
  to: number;
}

/** The job's output as it comes: of all its lines, only the rows that are seen are elements. */
export class OutputView {
  readonly element = element('div', { class: 'output', role: 'log', 'aria-live': 'off', 'aria-label': 'Output' });
  readonly #area: HTMLElement;
  readonly #tail: FollowTail;
  readonly #notice = element('div', { class: 'truncated' }, 'Earlier output is not shown here; the host keeps it.');
  readonly #rows = element('div', { class: 'rows' });
  readonly #probe = element('span', { class: 'probe', 'aria-hidden': 'true' }, 'x'.repeat(probeColumns));
  #store = new LineStore(mostLines, mostCharacters);
  #text = new TerminalText(this.#store);
  #layout = new RowLayout();
  #tall = new TallArea(tallest);
  /** By line and row within it. */
  readonly #drawn = new Map<string, DrawnRow>();
  /** The id of the line that the layout begins with. */
  #first = 0;
  /** The first row that is seen, in pixels of the content. */
  #top = 0;
  #columns = 80;
  #rowHeight = 17;
  #scheduled = false;
  #truncated = false;

  constructor(area: HTMLElement, tail: FollowTail) {
    this.#area = area;
    this.#tail = tail;
    this.element.append(this.#notice, this.#rows, this.#probe);
    area.addEventListener('scroll', () => this.#scrolled());
    tail.onFollowed(() => this.#keepEnd());
    const resized = new ResizeObserver(() => this.#resized());
    resized.observe(this.#rows);
    resized.observe(this.#probe);
    resized.observe(area);
    this.reset(false);
  }

  /** Forgets what was shown. `truncated`: the oldest output is not in what follows. */
  reset(truncated: boolean): void {
    this.#store = new LineStore(mostLines, mostCharacters);
    this.#text = new TerminalText(this.#store);
    this.#layout = new RowLayout();
    this.#tall = new TallArea(tallest);
    this.#first = 0;
    this.#top = 0;
    this.#truncated = truncated;
    this.#drawn.clear();
    this.#rows.replaceChildren();
    this.#schedule();
  }

  add(chunks: readonly OutputChunk[]): void {
    for (const { stream, text } of chunks) this.#text.feed(stream, text);
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
    const changed = this.#store.takeChanged();
    const gone = this.#store.first - this.#first;
    this.#first = this.#store.first;
    const lost = gone > 0 ? this.#layout.removeFirst(gone) * this.#rowHeight : 0;
    this.#layout.truncate(changed - this.#first);
    for (let id = this.#first + this.#layout.count; id < this.#store.end; id += 1) {
      this.#layout.push(rowCount(this.#store.line(id)?.text ?? '', this.#columns));
    }
    this.#notice.hidden = !this.#truncated && this.#first === 0;
    this.element.classList.toggle('filled', this.#truncated || this.#layout.count > 0);
    this.#resizeContent();
    // Who reads further up keeps what is read where it is.
    if (lost > 0) this.#moveTo(Math.max(0, this.#top - lost));
    this.#keepEnd();
    this.#scrolled();
  }

  /** The end stays in sight where it is followed. */
  #keepEnd(): void {
    if (!this.#tail.following) return;
    this.#tall.moveToEnd();
    this.#tail.added();
  }

  #resized(): void {
    const { width, height } = this.#probe.getBoundingClientRect();
    const columns = Math.max(1, Math.floor(this.#rows.clientWidth / (width / probeColumns)));
    // Nothing is seen while it is hidden.
    if (width === 0 || (columns === this.#columns && height === this.#rowHeight)) {
      this.#resizeContent();
      this.#keepEnd();
      this.#scrolled();
      return;
    }
    const place = this.#layout.placeAt(Math.floor(this.#top / this.#rowHeight));
    this.#columns = columns;
    this.#rowHeight = height;
    this.#drawn.clear();
    this.#rows.replaceChildren();
    this.#layout.truncate(0);
    this.#update();
    if (!this.#tail.following) this.#moveTo(this.#layout.startOf(place) * height);
    this.#scrolled();
  }

  #resizeContent(): void {
    this.#tall.resize(this.#layout.rows * this.#rowHeight, this.#area.clientHeight);
    this.#rows.style.height = `${this.#tall.height}px`;
  }

  /** Follows the scroll bar. */
  #scrolled(): void {
    const { content, move } = this.#tall.scrolled(this.#area.scrollTop - this.#rows.offsetTop);
    this.#top = content;
    if (move !== undefined) this.#area.scrollTop = move + this.#rows.offsetTop;
    this.#draw();
  }

  #moveTo(content: number): void {
    this.#top = content;
    this.#area.scrollTop = this.#tall.moveTo(content) + this.#rows.offsetTop;
  }

  /** Draws the rows that are seen, keeping the elements of those that were. */
  #draw(): void {
    const last = Math.ceil((this.#top + this.#area.clientHeight) / this.#rowHeight) + overscan;
    const first = Math.max(0, Math.floor(this.#top / this.#rowHeight) - overscan);
    const wanted = new Set<string>();
    let before: Element | null = null;
    for (let place = this.#layout.placeAt(first); place < this.#layout.count; place += 1) {
      const start = this.#layout.startOf(place);
      if (start > last) break;
      const line = this.#store.line(this.#first + place);
      if (line === undefined) break;
      const starts = this.#layout.startOf(place + 1) - start === 1 ? [0] : rowStarts(line.text, this.#columns);
      for (const [nth, from] of starts.entries()) {
        if (start + nth < first || start + nth > last) continue;
        const key = `${line.id}:${nth}`;
        wanted.add(key);
        const row = this.#row(key, line, from, starts[nth + 1] ?? line.text.length);
        row.element.style.top = `${this.#tall.placed((start + nth) * this.#rowHeight)}px`;
        const next: Element | null = before === null ? this.#rows.firstElementChild : before.nextElementSibling;
        if (next !== row.element) this.#rows.insertBefore(row.element, next);
        before = row.element;
      }
    }
    for (const [key, row] of this.#drawn) {
      if (wanted.has(key)) continue;
      row.element.remove();
      this.#drawn.delete(key);
    }
  }

  #row(key: string, line: TextLine, from: number, to: number): DrawnRow {
    let row = this.#drawn.get(key);
    if (row?.version === line.version && row.from === from && row.to === to) return row;
    if (row === undefined) {
      row = { element: element('div', { class: `line ${line.stream}` }), version: -1, from, to };
      this.#drawn.set(key, row);
    }
    row.version = line.version;
    row.from = from;
    row.to = to;
    row.element.replaceChildren(...rowContent(line, from, to, []));
    return row;
  }
}
