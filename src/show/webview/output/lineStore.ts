import type { TextStyle } from './textStyle';

export type Stream = 'stdout' | 'stderr';

/** A stretch of a line that is not plain, in UTF-16 units of its text. */
export interface StyleRun {
  readonly from: number;
  readonly to: number;
  readonly style: TextStyle;
}

/** A line as it stands; a progress bar goes on changing it. */
export interface TextLine {
  /** Counts all lines, those that were let go included. */
  readonly id: number;
  readonly stream: Stream;
  /** When it began, in milliseconds since the epoch; undefined where that is not known. */
  readonly time: number | undefined;
  readonly text: string;
  /** In order, without overlap. */
  readonly runs: readonly StyleRun[];
  /** Grows with each change. */
  readonly version: number;
}

interface MutableLine extends TextLine {
  text: string;
  runs: readonly StyleRun[];
  version: number;
}

/** What is let go at once, so that a long flow is not cut line by line: a share of the bound. */
const slackShare = 1 / 16;

const none: readonly StyleRun[] = [];

/** The lines of the output, bounded: the oldest are let go. */
export class LineStore {
  readonly #mostLines: number;
  readonly #mostCharacters: number;
  #lines: MutableLine[] = [];
  #first = 0;
  #characters = 0;
  #changedFrom = Infinity;

  constructor(mostLines: number, mostCharacters: number) {
    this.#mostLines = mostLines;
    this.#mostCharacters = mostCharacters;
  }

  /** The id of the oldest line that is kept. */
  get first(): number {
    return this.#first;
  }

  /** The id that the next line will have. */
  get end(): number {
    return this.#first + this.#lines.length;
  }

  line(id: number): TextLine | undefined {
    return this.#lines[id - this.#first];
  }

  add(stream: Stream, time: number | undefined): TextLine {
    this.#trim();
    const line = { id: this.end, stream, time, text: '', runs: none, version: 0 };
    this.#lines.push(line);
    this.#changedFrom = Math.min(this.#changedFrom, line.id);
    return line;
  }

  /** Gives a line another text; one that was let go stays as it was. */
  change(id: number, text: string, runs: readonly StyleRun[]): void {
    const line = this.#lines[id - this.#first];
    if (line === undefined) return;
    this.#characters += text.length - line.text.length;
    line.text = text;
    line.runs = runs;
    line.version += 1;
    if (id < this.#changedFrom) this.#changedFrom = id;
  }

  /** The id from which on lines are new or may have changed since the last call; `end` where none is. */
  takeChanged(): number {
    const from = Math.min(this.#changedFrom, this.end);
    this.#changedFrom = Infinity;
    return Math.max(from, this.#first);
  }

  #trim(): void {
    const tooMany = this.#lines.length >= this.#mostLines * (1 + slackShare);
    if (!tooMany && this.#characters < this.#mostCharacters * (1 + slackShare)) return;
    let count = 0;
    let characters = this.#characters;
    while (count < this.#lines.length) {
      if (this.#lines.length - count <= this.#mostLines && characters <= this.#mostCharacters) break;
      characters -= this.#lines[count]?.text.length ?? 0;
      count += 1;
    }
    this.#lines = this.#lines.slice(count);
    this.#characters = characters;
    this.#first += count;
  }
}
