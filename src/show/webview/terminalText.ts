/**
 * What a terminal would show of a job's output, as lines of styled text: carriage returns overwrite (progress bars),
 * the usual colours are kept, every other control sequence is dropped. Pure, so that plain Node can test it.
 */
export type Stream = 'stdout' | 'stderr';

export interface Segment {
  readonly text: string;
  /** CSS classes such as `sgr-bold sgr-fg1`; empty for plain text. */
  readonly style: string;
}

export interface TextLine {
  readonly id: number;
  readonly stream: Stream;
  readonly segments: readonly Segment[];
}

/** A line without breaks is folded here, so that no single element grows without bound. */
export const longestLine = 10_000;

interface OpenLine {
  readonly id: number;
  readonly stream: Stream;
  segments: Segment[];
  length: number;
  /** A carriage return was seen: the next text overwrites the line. */
  returned: boolean;
}

interface Pen {
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  foreground: number | undefined;
  background: number | undefined;
}

// Control sequences, complete or cut off at the end of a piece; each is matched from its escape on.
// eslint-disable-next-line no-control-regex
const sequence = /\x1b(?:\[([0-9;:?<=>]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+][0-9A-Za-z]|[^[\]()*+])/y;
/** Longer than any sequence that is worth waiting for. */
const longestSequence = 256;
// eslint-disable-next-line no-control-regex
const plain = /[^\x00-\x08\x0a-\x1f\x7f]+/y;

export class TerminalText {
  #nextId = 0;
  /** One open line per stream: a progress bar on standard error stays one line while prints go on below it. */
  readonly #open = new Map<Stream, OpenLine>();
  readonly #rest = new Map<Stream, string>();
  readonly #pens = new Map<Stream, Pen>();
  readonly #changed = new Map<number, OpenLine>();

  feed(stream: Stream, chunk: string): void {
    const text = (this.#rest.get(stream) ?? '') + chunk;
    this.#rest.delete(stream);
    let at = 0;
    while (at < text.length) {
      plain.lastIndex = at;
      const run = plain.exec(text);
      if (run) {
        this.#write(stream, run[0]);
        at = plain.lastIndex;
        continue;
      }
      const char = text.charAt(at);
      if (char === '\x1b') {
        sequence.lastIndex = at;
        const found = sequence.exec(text);
        if (found) {
          this.#control(stream, found[2], found[1] ?? '');
          at = sequence.lastIndex;
          continue;
        }
        if (text.length - at < longestSequence) {
          this.#rest.set(stream, text.slice(at));
          return;
        }
      } else if (char === '\n') {
        this.#endLine(stream);
      } else if (char === '\r') {
        const line = this.#open.get(stream);
        if (line) line.returned = true;
      } else if (char === '\b') {
        this.#backspace(stream);
      }
      at += 1;
    }
  }

  /** The lines that are new or changed since the last call, in order. */
  takeChanged(): readonly TextLine[] {
    const lines = [...this.#changed.values()].sort((a, b) => a.id - b.id);
    this.#changed.clear();
    return lines.map(({ id, stream, segments }) => ({ id, stream, segments: [...segments] }));
  }

  #line(stream: Stream): OpenLine {
    let line = this.#open.get(stream);
    if (line === undefined) {
      line = { id: this.#nextId, stream, segments: [], length: 0, returned: false };
      this.#nextId += 1;
      this.#open.set(stream, line);
      this.#changed.set(line.id, line);
    }
    return line;
  }

  #endLine(stream: Stream): void {
    this.#line(stream);
    this.#open.delete(stream);
  }

  #write(stream: Stream, text: string): void {
    let line = this.#line(stream);
    if (line.returned) this.#clear(line);
    const style = styleOf(this.#pen(stream));
    let rest = text;
    while (rest !== '') {
      const room = longestLine - line.length;
      if (room <= 0) {
        this.#endLine(stream);
        line = this.#line(stream);
        continue;
      }
      const piece = rest.slice(0, room);
      rest = rest.slice(room);
      const last = line.segments.at(-1);
      if (last?.style === style) line.segments[line.segments.length - 1] = { text: last.text + piece, style };
      else line.segments.push({ text: piece, style });
      line.length += piece.length;
    }
    this.#changed.set(line.id, line);
  }

  #clear(line: OpenLine): void {
    line.segments = [];
    line.length = 0;
    line.returned = false;
    this.#changed.set(line.id, line);
  }

  #backspace(stream: Stream): void {
    const line = this.#open.get(stream);
    const last = line?.segments.pop();
    if (line === undefined || last === undefined) return;
    if (last.text.length > 1) line.segments.push({ ...last, text: last.text.slice(0, -1) });
    line.length -= 1;
    this.#changed.set(line.id, line);
  }

  #pen(stream: Stream): Pen {
    let pen = this.#pens.get(stream);
    if (pen === undefined) {
      pen = freshPen();
      this.#pens.set(stream, pen);
    }
    return pen;
  }

  #control(stream: Stream, final: string | undefined, parameters: string): void {
    if (final === 'm') {
      applySgr(this.#pen(stream), parameters);
    } else if (final === 'K' && (parameters === '2' || this.#open.get(stream)?.returned)) {
      const line = this.#open.get(stream);
      if (line) this.#clear(line);
    }
  }
}

function freshPen(): Pen {
  return { bold: false, dim: false, italic: false, underline: false, foreground: undefined, background: undefined };
}

function applySgr(pen: Pen, parameters: string): void {
  const codes = parameters.split(/[;:]/).map((code) => (code === '' ? 0 : Number(code)));
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? 0;
    if (code === 0) Object.assign(pen, freshPen());
    else if (code === 1) pen.bold = true;
    else if (code === 2) pen.dim = true;
    else if (code === 3) pen.italic = true;
    else if (code === 4) pen.underline = true;
    else if (code === 22) pen.bold = pen.dim = false;
    else if (code === 23) pen.italic = false;
    else if (code === 24) pen.underline = false;
    else if (code >= 30 && code <= 37) pen.foreground = code - 30;
    else if (code === 39) pen.foreground = undefined;
    else if (code >= 40 && code <= 47) pen.background = code - 40;
    else if (code === 49) pen.background = undefined;
    else if (code >= 90 && code <= 97) pen.foreground = code - 82;
    else if (code >= 100 && code <= 107) pen.background = code - 92;
    else if (code === 38 || code === 48) {
      // Of the 256 colours the first sixteen are the theme's own; the others, and true colour, are left plain.
      const indexed = codes[i + 1] === 5;
      const index = codes[i + 2];
      const color = indexed && index !== undefined && index < 16 ? index : undefined;
      if (code === 38) pen.foreground = color;
      else pen.background = color;
      i += indexed ? 2 : 4;
    }
  }
}

function styleOf({ bold, dim, italic, underline, foreground, background }: Pen): string {
  const classes: string[] = [];
  if (bold) classes.push('sgr-bold');
  if (dim) classes.push('sgr-dim');
  if (italic) classes.push('sgr-italic');
  if (underline) classes.push('sgr-underline');
  if (foreground !== undefined) classes.push(`sgr-fg${foreground}`);
  if (background !== undefined) classes.push(`sgr-bg${background}`);
  return classes.join(' ');
}
