import { Marked, type MarkedToken, type Token, type Tokens } from 'marked';
import { button, element, type Child } from '../dom';
import { formulaElement } from './formula';
import { withoutReferences } from './references';

/** What is done with the address of a link. */
type Follow = (url: string) => void;

/** `$$…$$` on lines of its own, and `$…$` in a line, but not the prices in `$5 and $6`. */
const blockFormula = /^\$\$([^]+?)\$\$(?:\n|$)/;
const inlineFormula = /^\$([^\s$](?:[^$\n]*[^\s$])?)\$(?!\d)/;

interface FormulaToken {
  readonly type: 'formula';
  readonly raw: string;
  readonly text: string;
  readonly display: boolean;
}

function formulaSyntax(level: 'block' | 'inline', pattern: RegExp, mark: string) {
  return {
    name: 'formula',
    level,
    start: (source: string): number => source.indexOf(mark),
    tokenizer: (source: string): FormulaToken | undefined => {
      const [raw, text] = pattern.exec(source) ?? [];
      return raw === undefined || text === undefined
        ? undefined
        : { type: 'formula', raw, text, display: level === 'block' };
    },
  };
}

/** Markdown with formulas. HTML in it is shown as it is written, and of pictures those that it carries itself. */
export function markdownElement(source: string, follow: Follow): HTMLElement {
  const marked = new Marked({
    extensions: [formulaSyntax('block', blockFormula, '$$'), formulaSyntax('inline', inlineFormula, '$')],
  });
  return element('div', { class: 'prose' }, ...new Renderer(follow).all(marked.lexer(source)));
}

/** Elements for what marked has read. */
class Renderer {
  readonly #follow: Follow;

  constructor(follow: Follow) {
    this.#follow = follow;
  }

  all(tokens: readonly Token[] | undefined): readonly Child[] {
    // Marked's own type of a token admits any other.
    return (tokens ?? []).map((token) => this.#one(token as MarkedToken | FormulaToken));
  }

  #one(token: MarkedToken | FormulaToken): Child {
    switch (token.type) {
      case 'space':
      case 'def':
        return undefined;
      case 'heading':
        // The page's own headings come first.
        return element(
          'div',
          { role: 'heading', 'aria-level': String(Math.min(6, token.depth + 3)), class: `heading-${token.depth}` },
          ...this.all(token.tokens),
        );
      case 'paragraph':
        return element('p', {}, ...this.all(token.tokens));
      case 'blockquote':
        return element('blockquote', {}, ...this.all(token.tokens));
      case 'code':
        return element('pre', { tabindex: '0' }, token.text);
      case 'hr':
        return element('hr');
      case 'list':
        return element(
          token.ordered ? 'ol' : 'ul',
          token.ordered && token.start !== '' ? { start: String(token.start) } : {},
          ...token.items.map((item) => this.#one(item)),
        );
      case 'list_item':
        return element('li', {}, ...this.all(token.tokens));
      case 'checkbox':
        return token.checked ? '☑ ' : '☐ ';
      case 'table':
        return this.#table(token);
      case 'text':
        return token.tokens ? element('span', {}, ...this.all(token.tokens)) : withoutReferences(token.text);
      case 'strong':
        return element('strong', {}, ...this.all(token.tokens));
      case 'em':
        return element('em', {}, ...this.all(token.tokens));
      case 'del':
        return element('del', {}, ...this.all(token.tokens));
      case 'codespan':
        return element('code', {}, token.text);
      case 'br':
        return element('br');
      case 'escape':
        return token.text;
      case 'link':
        return this.#link(token);
      case 'image':
        return this.#image(token);
      case 'html':
        return /^<br\s*\/?>$/i.test(token.text.trim()) ? element('br') : element('code', {}, token.text);
      case 'formula':
        return formulaElement(token.text, token.display);
    }
  }

  #table({ header, rows }: Tokens.Table): HTMLElement {
    const cell = (name: 'td' | 'th', { align, tokens }: Tokens.TableCell): HTMLElement =>
      element(name, align ? { class: align } : {}, ...this.all(tokens));
    return element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...header.map((one) => cell('th', one)))),
      element('tbody', {}, ...rows.map((row) => element('tr', {}, ...row.map((one) => cell('td', one))))),
    );
  }

  #link({ href, tokens, text }: Tokens.Link): Child {
    if (!/^https?:/i.test(href)) return element('span', {}, ...this.all(tokens));
    return button({ label: withoutReferences(text), class: 'link', title: href }, () => this.#follow(href));
  }

  #image({ href, text }: Tokens.Image): Child {
    return /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/.test(href)
      ? element('img', { src: href, alt: text })
      : element('span', { class: 'unshown' }, text === '' ? href : text);
  }
}
