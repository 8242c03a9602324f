/**
 * How text falls into the columns of a terminal: lines are broken where a column would be too many, wide characters take
 * two, combining ones none. A list of a million lines is laid out by it without asking the browser.
 */

/** Every tab goes on to the next column that this divides. */
const tabStop = 8;

/** Anything but characters of which each takes one column: Latin, Greek, Cyrillic, arrows, boxes and blocks. */
const notSimple = /[^\x20-\x7e\u00a0-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2190-\u21ff\u2500-\u25ff]/;
const nothing = /^[\p{M}\p{Cf}]$/u;
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{20000}-\u{3fffd}]$/u;

/** True where no part of the text needs a closer look: as many columns as UTF-16 units. */
export function isSimple(text: string): boolean {
  return !notSimple.test(text);
}

/** How many rows a line takes; an empty one takes one. */
export function rowCount(text: string, columns: number): number {
  // Nothing takes more than a tab does.
  if (text.length * tabStop <= columns) return 1;
  if (isSimple(text)) return Math.max(1, Math.ceil(text.length / columns));
  return rowStarts(text, columns).length;
}

/** Where each row of a line begins, in UTF-16 units. */
export function rowStarts(text: string, columns: number): readonly number[] {
  const starts = [0];
  if (isSimple(text)) {
    for (let at = columns; at < text.length; at += columns) starts.push(at);
    return starts;
  }
  let at = 0;
  let column = 0;
  for (const character of text) {
    let width = widthOf(character, column);
    if (column > 0 && column + width > columns) {
      starts.push(at);
      column = 0;
      width = widthOf(character, column);
    }
    column += width;
    at += character.length;
  }
  return starts;
}

/** How many columns a text takes that begins in this one. */
export function columnsOf(text: string, from = 0): number {
  if (isSimple(text)) return text.length;
  let column = from;
  for (const character of text) column += widthOf(character, column);
  return column - from;
}

/** Where the character stands that takes a column, in UTF-16 units; behind the end, as many units as columns. */
export function unitAt(text: string, wanted: number): number {
  if (isSimple(text)) return wanted;
  let at = 0;
  let column = 0;
  for (const character of text) {
    const width = widthOf(character, column);
    if (width > 0 && column + width > wanted) return at;
    column += width;
    at += character.length;
  }
  return at + wanted - column;
}

function widthOf(character: string, column: number): number {
  if (character === '\t') return tabStop - (column % tabStop);
  if (character >= ' ' && character <= '~') return 1;
  if (nothing.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
