import { element } from '../dom';
import { formulaElement } from './formula';
import { latexParts } from './latexParts';

// Loaded when the first text of these kinds is looked at: see proseView.ts.
export { markdownElement } from './markdown';

/** LaTeX as notebooks take it. */
export function latexElement(source: string): HTMLElement {
  const parts = latexParts(source);
  return element(
    'div',
    { class: 'prose' },
    ...parts.map((part) => (part.kind === 'text' ? part.text : formulaElement(part.text, part.display))),
  );
}
