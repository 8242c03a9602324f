import type { OutputChunk } from '../panel/protocol';
import { element } from './dom';
import { TerminalText, type TextLine } from './terminalText';

/** Lines beyond this are let go, oldest first: the page stays quick, and the host keeps everything. */
const mostLines = 5000;

/** The job's output as it comes: drawn once per animation frame, bounded. */
export class OutputView {
  readonly element = element('div', {
    class: 'output',
    role: 'log',
    'aria-live': 'off',
    'aria-label': 'Output',
  });
  readonly #onDrawn: () => void;
  #text = new TerminalText();
  #elements = new Map<number, HTMLElement>();
  #scheduled = false;
  #truncated = false;

  constructor(onDrawn: () => void) {
    this.#onDrawn = onDrawn;
  }

  /** Forgets what was shown. `truncated`: the oldest output is not in what follows. */
  reset(truncated: boolean): void {
    this.#text = new TerminalText();
    this.#elements = new Map();
    this.#truncated = false;
    this.element.replaceChildren();
    if (truncated) this.#markTruncated();
  }

  add(chunks: readonly OutputChunk[]): void {
    for (const { stream, text } of chunks) this.#text.feed(stream, text);
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    // Of a flood, lines that would be removed at once are not drawn at all.
    const changed = this.#text.takeChanged();
    if (changed.length > mostLines) this.#markTruncated();
    const lines = changed.slice(-mostLines);
    const fresh = document.createDocumentFragment();
    for (const line of lines) {
      const known = this.#elements.get(line.id);
      if (known) fill(known, line);
      else fresh.append(this.#make(line));
    }
    this.element.append(fresh);
    let over = this.#elements.size - mostLines;
    if (over > 0) this.#markTruncated();
    for (const [id, line] of this.#elements) {
      if (over <= 0) break;
      over -= 1;
      line.remove();
      this.#elements.delete(id);
    }
    this.#onDrawn();
  }

  #make(line: TextLine): HTMLElement {
    const made = element('div', { class: `line ${line.stream}` });
    this.#elements.set(line.id, made);
    fill(made, line);
    return made;
  }

  #markTruncated(): void {
    if (this.#truncated) return;
    this.#truncated = true;
    this.element.prepend(
      element('div', { class: 'truncated' }, 'Earlier output is not shown here; the host keeps it.'),
    );
  }
}

function fill(target: HTMLElement, { segments }: TextLine): void {
  if (segments.length === 0) {
    // An empty line keeps its height.
    target.replaceChildren(element('br'));
    return;
  }
  target.replaceChildren(
    ...segments.map(({ text, style }) => (style === '' ? text : element('span', { class: style }, text))),
  );
}
