import katex from 'katex';
import { element } from '../dom';

/** Longer ones are shown as they are: laying them out could take minutes. */
const longest = 20_000;

/** A formula as it is set; what KaTeX does not know, such as tables, as its source. */
export function formulaElement(tex: string, displayMode: boolean): HTMLElement {
  const made = element('span', { class: 'formula' });
  try {
    if (tex.length > longest) throw new RangeError('It is too long.');
    katex.render(tex, made, { displayMode, trust: false, strict: 'ignore', maxSize: 50, maxExpand: 1000 });
    return made;
  } catch {
    return displayMode ? element('pre', { tabindex: '0' }, tex) : element('code', {}, tex);
  }
}
