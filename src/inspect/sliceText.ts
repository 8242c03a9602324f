import type { SyntaxNode } from './syntaxTree';
import type { Guard, Unit } from './units';

/**
 * The text with what is left out blanked in place: every line and column of the rest stays where it was. Where the
 * body of the main guard is needed, its test becomes `True`, since a job's module is not called `__main__`; where
 * nothing of it is, the guard stays as it is and does not fire.
 */
export function textOfSlice(text: string, units: readonly Unit[], isKept: (unit: Unit) => boolean): string {
  const firing = new Set<Guard>();
  for (const { guard } of units.filter(isKept)) if (guard) firing.add(guard);
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (const { test } of firing) {
    edits.push({ start: test.startIndex, end: test.endIndex, text: replaced(text, test, 'True') });
  }
  for (const unit of units) {
    if (isKept(unit) || (unit.guard && !firing.has(unit.guard))) continue;
    edits.push(blank(text, unit.node));
  }
  edits.sort((a, b) => a.start - b.start);
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Spaces for all but line breaks, after a word that takes the place. */
function replaced(text: string, node: SyntaxNode, word: string): string {
  const spaces = text.slice(node.startIndex, node.endIndex).replace(/[^\r\n]/g, ' ');
  return word + spaces.slice(word.length);
}

function blank(text: string, node: SyntaxNode): { start: number; end: number; text: string } {
  const start = node.startIndex;
  const spaces = text.slice(start, node.endIndex).replace(/[^\r\n]/g, ' ');
  if (sharesLine(text, node)) {
    // An expression holds the place between the semicolons; one of several lines is kept together by parentheses.
    const held = /[\r\n]/.test(spaces) ? `(${spaces.slice(1, -1)})` : `0${spaces.slice(1)}`;
    return { start, end: node.endIndex, text: held };
  }
  // A backslash behind the statement would join what follows to an empty line.
  const tail = /^[ \t]*\\(?=\r|\n)/.exec(text.slice(node.endIndex, node.endIndex + 200))?.[0] ?? '';
  return { start, end: node.endIndex + tail.length, text: spaces + ' '.repeat(tail.length) };
}

function sharesLine(text: string, node: SyntaxNode): boolean {
  return (
    /;[ \t]*$/.test(lineBefore(text, node.startIndex)) ||
    /^[ \t]*;/.test(text.slice(node.endIndex, node.endIndex + 200))
  );
}

function lineBefore(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1;
  return text.slice(start, offset);
}
