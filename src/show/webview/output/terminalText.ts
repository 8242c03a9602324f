import { columnsOf, isSimple, unitAt } from './cells';
import type { LineStore } from './lineStore';
import { type Stream, type StyleRun, type TextLine } from './lineStore';
import { plainStyle, restyled, StyleBook, type TextStyle } from './textStyle';

/** A line without breaks is folded here, so that no single line grows without bound. */
export const longestLine = 10_000;

/** So many of a stream's last lines can still be changed by moving the cursor up, as on a terminal's screen. */
const screenHeight = 200;

/** Rows that a program can go to by their number. */
const tallestScreen = 100;

/** Where a stream writes. */
interface Cursor {
  /** The stream's own last lines. Those of the other stream may stand between them. */
  screen: TextLine[];
  /** The line it is in, counted from the end of `screen`: 0 is the last. Undefined: the next text begins a new line. */
  up: number | undefined;
  /** In UTF-16 units of the line. */
  column: number;
  /** The first line of the screen that rows are counted in, once the program has gone to one. */
  top: TextLine | undefined;
  saved: { readonly line: TextLine; readonly column: number } | undefined;
  pen: TextStyle;
  /** The pen as lines keep it; undefined for plain. */
  style: TextStyle | undefined;
  /** The beginning of a sequence whose end has not come. */
  rest: string;
}

// Control sequences, complete or cut off at the end of a piece; each is matched from its escape on.
const sequence =
  // eslint-disable-next-line no-control-regex
  /\x1b(?:\[([0-9;:?<=>]*)[ -/]*([@-~])|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+][0-9A-Za-z]|([^[\]()*+PX^_]))/y;
/** Longer than any sequence that is worth waiting for. */
const longestSequence = 256;
/** As an address may be long, a link is waited for longer. */
const longestLink = 4096;
const linkBegins = '\u001b]8;';
/** Where the text leads to from here on; nowhere, where the address is empty. */
const link = /^\x1b\]8;[^;]*;([^\x07\x1b]*)/; // eslint-disable-line no-control-regex
// eslint-disable-next-line no-control-regex
const plain = /[^\x00-\x08\x0a-\x1f\x7f]+/y;

/**
 * Writes a job's output into lines as a terminal would: carriage returns and cursor moves overwrite (progress bars),
 * colours and styles are kept, every other control sequence is dropped. In two ways it is kinder than a terminal: each
 * stream has a cursor of its own, so that a progress bar on standard error stays one line while prints go on below it,
 * and what was printed is never cleared off the screen. Pure, so that plain Node can test it.
 */
export class TerminalText {
  readonly #store: LineStore;
  readonly #styles = new StyleBook();
  readonly #cursors: Readonly<Record<Stream, Cursor>> = { stdout: freshCursor(), stderr: freshCursor() };

  constructor(store: LineStore) {
    this.#store = store;
  }

  /** `time`: when it was printed, in milliseconds since the epoch, where that is known. */
  feed(stream: Stream, chunk: string, time?: number): void {
    const cursor = this.#cursors[stream];
    const text = cursor.rest + chunk;
    cursor.rest = '';
    let at = 0;
    while (at < text.length) {
      plain.lastIndex = at;
      if (plain.test(text)) {
        this.#write(stream, cursor, text.slice(at, plain.lastIndex), time);
        at = plain.lastIndex;
        continue;
      }
      const char = text.charAt(at);
      if (char === '\x1b') {
        sequence.lastIndex = at;
        const found = sequence.exec(text);
        if (found) {
          const [whole, parameters = '', final] = found;
          if (final !== undefined) this.#control(stream, cursor, time, final, parameters);
          else if (found[3] === '7') this.#save(stream, cursor, time);
          else if (found[3] === '8') this.#restore(cursor);
          else this.#link(cursor, link.exec(whole)?.[1]);
          at = sequence.lastIndex;
          continue;
        }
        const longest = text.startsWith(linkBegins, at) ? longestLink : longestSequence;
        const rest = text.slice(at, at + longest);
        if (rest.length < longest && !rest.includes('\n')) {
          cursor.rest = rest;
          return;
        }
      } else if (char === '\n' || char === '\v' || char === '\f') {
        this.#breakLine(stream, cursor, time);
      } else if (char === '\r') {
        cursor.column = 0;
      } else if (char === '\b') {
        this.#move(cursor, -1);
      }
      at += 1;
    }
  }

  #line(stream: Stream, cursor: Cursor, time: number | undefined): TextLine {
    if (cursor.up !== undefined) {
      const line = cursor.screen.at(-1 - cursor.up);
      if (line) return line;
    }
    const line = this.#store.add(stream, time);
    cursor.screen.push(line);
    if (cursor.screen.length >= 2 * screenHeight) cursor.screen = cursor.screen.slice(-screenHeight);
    cursor.up = 0;
    return line;
  }

  #breakLine(stream: Stream, cursor: Cursor, time: number | undefined): void {
    this.#line(stream, cursor, time);
    cursor.up = cursor.up === undefined || cursor.up === 0 ? undefined : cursor.up - 1;
    cursor.column = 0;
  }

  #write(stream: Stream, cursor: Cursor, text: string, time: number | undefined): void {
    let rest = text;
    while (rest !== '') {
      const room = longestLine - cursor.column;
      if (room <= 0) {
        this.#breakLine(stream, cursor, time);
        continue;
      }
      const piece = rest.length > room ? rest.slice(0, room) : rest;
      rest = rest.slice(piece.length);
      this.#put(this.#line(stream, cursor, time), cursor.column, piece, cursor.style);
      cursor.column += piece.length;
    }
  }

  /** Writes over what stands there. */
  #put(line: TextLine, column: number, piece: string, style: TextStyle | undefined): void {
    const { text } = line;
    if (column < text.length && !(isSimple(piece) && isSimple(text))) {
      this.#putOver(line, column, piece, style);
      return;
    }
    const end = column + piece.length;
    const before = text.length >= column ? text.slice(0, column) : text.padEnd(column);
    const runs = line.runs.length === 0 && style === undefined ? line.runs : laidOver(line.runs, column, end, style);
    this.#store.change(line.id, before + piece + text.slice(end), runs);
  }

  /** The same where characters do not take one column each: what is covered in part goes, and leaves blanks. */
  #putOver(line: TextLine, at: number, piece: string, style: TextStyle | undefined): void {
    const { text, runs } = line;
    const start = columnsOf(text.slice(0, at));
    const wanted = start + columnsOf(piece, start);
    let end = unitAt(text, wanted);
    let covered = columnsOf(text.slice(0, end));
    if (covered < wanted) {
      // It begins in a column that is written over.
      end += String.fromCodePoint(text.codePointAt(end) ?? 0).length;
      covered = columnsOf(text.slice(0, end));
    }
    const put = piece + ' '.repeat(Math.max(0, covered - wanted));
    const rest = text.slice(end);
    const moved = (place: number): number => (place >= end ? place + at + put.length - end : Math.min(place, at));
    const kept = runs.flatMap((run) => {
      const before = { ...run, to: Math.min(run.to, at) };
      const after = { ...run, from: moved(Math.max(run.from, end)), to: moved(run.to) };
      return [before, after].filter(({ from, to }) => from < to);
    });
    this.#store.change(line.id, text.slice(0, at) + put + rest, laidOver(kept, at, at + piece.length, style));
  }

  #control(stream: Stream, cursor: Cursor, time: number | undefined, final: string, parameters: string): void {
    if (final === 'm') {
      if (/^[0-9;:]*$/.test(parameters)) this.#take(cursor, restyled(cursor.pen, parameters));
      return;
    }
    const given = Number.parseInt(parameters, 10) || 0;
    const count = Math.max(1, given);
    switch (final) {
      case 'A':
      case 'F':
        // From the line that is about to begin, one up is the last that is there.
        cursor.up = Math.min((cursor.up ?? -1) + count, screenHeight - 1, cursor.screen.length - 1);
        if (cursor.up < 0) cursor.up = undefined;
        if (final === 'F') cursor.column = 0;
        return;
      case 'B':
      case 'E':
        if (cursor.up !== undefined) cursor.up = Math.max(0, cursor.up - count);
        if (final === 'E') cursor.column = 0;
        return;
      case 'C':
        this.#move(cursor, count);
        return;
      case 'D':
        this.#move(cursor, -count);
        return;
      case 'G':
      case '`':
        cursor.column = Math.min(longestLine, unitAt(lineOf(cursor)?.text ?? '', count - 1));
        return;
      case 'H':
      case 'f': {
        const [row, column] = parameters.split(';').map((part) => Math.max(1, Number.parseInt(part, 10) || 1));
        this.#goTo(stream, cursor, time, row ?? 1);
        cursor.column = Math.min(longestLine, unitAt(lineOf(cursor)?.text ?? '', (column ?? 1) - 1));
        return;
      }
      case 'd':
        this.#goTo(stream, cursor, time, count);
        return;
      case 's':
        this.#save(stream, cursor, time);
        return;
      case 'u':
        this.#restore(cursor);
        return;
      case 'h':
      case 'l':
        // To a screen of its own, and back from it.
        if (/^\?(?:1049|1047|47)$/.test(parameters)) this.#newScreen(cursor);
        return;
      case 'K':
        this.#erase(cursor, given);
        return;
      case 'J':
        if (given === 0) this.#eraseBelow(cursor);
        if (given === 2) this.#newScreen(cursor);
        return;
    }
  }

  #take(cursor: Cursor, pen: TextStyle): void {
    cursor.pen = pen;
    cursor.style = this.#styles.kept(pen);
  }

  /** Undefined: it was another sequence. */
  #link(cursor: Cursor, address: string | undefined): void {
    if (address !== undefined) this.#take(cursor, { ...cursor.pen, link: address === '' ? undefined : address });
  }

  #move(cursor: Cursor, columns: number): void {
    const text = lineOf(cursor)?.text ?? '';
    const column = columnsOf(text.slice(0, cursor.column)) + Math.max(0, cursor.column - text.length) + columns;
    cursor.column = Math.min(longestLine, unitAt(text, Math.max(0, column)));
  }

  /** What was printed stays above: rows are counted from the next line on. */
  #newScreen(cursor: Cursor): void {
    cursor.up = undefined;
    cursor.column = 0;
    cursor.top = undefined;
  }

  /** To a row of the screen, whose first is the line that was begun when rows were first gone to. */
  #goTo(stream: Stream, cursor: Cursor, time: number | undefined, row: number): void {
    let top = cursor.top === undefined ? -1 : cursor.screen.indexOf(cursor.top);
    if (top === -1) {
      if (lineOf(cursor)?.text !== '') cursor.up = undefined;
      cursor.top = this.#line(stream, cursor, time);
      top = cursor.screen.indexOf(cursor.top);
    }
    const below = Math.min(row, tallestScreen) - 1;
    for (let missing = top + below + 1 - cursor.screen.length; missing > 0; missing -= 1) {
      cursor.up = undefined;
      this.#line(stream, cursor, time);
    }
    if (cursor.top) cursor.up = cursor.screen.length - 1 - Math.max(0, cursor.screen.indexOf(cursor.top)) - below;
  }

  #save(stream: Stream, cursor: Cursor, time: number | undefined): void {
    cursor.saved = { line: this.#line(stream, cursor, time), column: cursor.column };
  }

  #restore(cursor: Cursor): void {
    if (!cursor.saved) return;
    const { line, column } = cursor.saved;
    const at = cursor.screen.indexOf(line);
    if (at !== -1) cursor.up = cursor.screen.length - 1 - at;
    cursor.column = column;
  }

  /** Of the cursor's line: 0 what is after it, 1 what is before it, 2 all. */
  #erase(cursor: Cursor, what: number): void {
    const line = lineOf(cursor);
    if (line === undefined) return;
    const { text, runs } = line;
    if (what === 1) {
      const blank = ' '.repeat(Math.min(cursor.column + 1, text.length));
      this.#store.change(line.id, blank + text.slice(blank.length), laidOver(runs, 0, blank.length, undefined));
    } else {
      const left = what === 2 ? 0 : cursor.column;
      this.#store.change(line.id, text.slice(0, left), laidOver(runs, left, Infinity, undefined));
    }
  }

  #eraseBelow(cursor: Cursor): void {
    this.#erase(cursor, 0);
    for (let up = (cursor.up ?? 0) - 1; up >= 0; up -= 1) {
      const line = cursor.screen.at(-1 - up);
      if (line) this.#store.change(line.id, '', []);
    }
  }
}

function freshCursor(): Cursor {
  const place = { up: undefined, column: 0, top: undefined, saved: undefined };
  return { ...place, screen: [], pen: plainStyle, style: undefined, rest: '' };
}

/** Undefined where the next text begins one. */
function lineOf(cursor: Cursor): TextLine | undefined {
  return cursor.up === undefined ? undefined : cursor.screen.at(-1 - cursor.up);
}

/** The runs with one stretch in another style, or plain. */
function laidOver(
  runs: readonly StyleRun[],
  from: number,
  to: number,
  style: TextStyle | undefined,
): readonly StyleRun[] {
  const last = runs.at(-1);
  if (style && last?.to === from && last.style === style) return [...runs.slice(0, -1), { ...last, to }];
  const before = runs.filter((run) => run.from < from).map((run) => (run.to > from ? { ...run, to: from } : run));
  const after = runs.filter((run) => run.to > to).map((run) => (run.from < to ? { ...run, from: to } : run));
  return style ? [...before, { from, to, style }, ...after] : [...before, ...after];
}
