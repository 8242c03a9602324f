import type { RowElements, TextPlace } from './rowElements';

/**
 * What is selected, as text, where the selection reaches into the output: of that all lines between its ends, whether or
 * not they have elements; of what stands below the output what is selected there.
 */
export function selectedText(
  rows: RowElements,
  textBetween: (from: TextPlace | undefined, to: TextPlace | undefined) => string,
): string | undefined {
  const selection = document.getSelection();
  if (selection === null || selection.rangeCount === 0 || selection.isCollapsed) return undefined;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(rows.element)) return undefined;
  const inside = textBetween(
    rows.placeOf(range.startContainer, range.startOffset),
    rows.placeOf(range.endContainer, range.endOffset),
  );
  const below = range.cloneRange();
  if (rows.element.contains(range.endContainer)) return inside;
  below.setStartAfter(rows.element);
  const rest = below.toString();
  return rest === '' ? inside : `${inside}\n${rest}`;
}
