/**
 * HTML from a job, made ready for a frame whose policy takes no style but those with a nonce. It is parsed in a document
 * of its own that is never shown: nothing in that runs or loads.
 */
export interface HtmlPage {
  readonly source: string;
  readonly hasScripts: boolean;
  /** False where all there is to see would be made by its scripts. */
  readonly showsWithoutScripts: boolean;
}

/** A selector that matches nothing, for the weight that it gives to those beside it. */
const above = '#none-of-it'.repeat(3);

/** Elements that are seen though they hold no text. */
const seen = [
  'img',
  'svg',
  'hr',
  'td',
  'th',
  'input',
  'button',
  'select',
  'textarea',
  'progress',
  'iframe',
  'video',
].join();

export function htmlPage(
  html: string,
  nonce: string,
  theme: { readonly kind: string; readonly style: string },
): HtmlPage {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const hasScripts = page.querySelector('script') !== null;
  for (const idle of page.querySelectorAll('script, noscript, template')) idle.remove();
  const own = attributeRules(page);
  for (const style of page.querySelectorAll('style')) style.setAttribute('nonce', nonce);
  page.head.prepend(styled(page, nonce, theme.style));
  page.body.append(styled(page, nonce, own));
  // What libraries that know notebooks of VS Code tell dark from light by.
  if (theme.kind !== '') page.body.classList.add(...theme.kind.split(' '));
  const text = [...page.body.childNodes].some((node) => hasText(node));
  return {
    source: page.documentElement.outerHTML,
    hasScripts,
    showsWithoutScripts: !hasScripts || text || page.body.querySelector(seen) !== null,
  };
}

/** Style attributes, which bear no nonce, as rules that outrank all others as they would. */
function attributeRules(page: Document): string {
  const rules: string[] = [];
  const parsed = page.createElement('span');
  for (const [index, target] of [...page.querySelectorAll('[style]')].entries()) {
    // Set and read again, it is declarations and nothing else.
    parsed.style.cssText = target.getAttribute('style') ?? '';
    target.removeAttribute('style');
    target.setAttribute('data-style', String(index));
    rules.push(`:is([data-style="${index}"],${above}){${parsed.style.cssText}}`);
  }
  return rules.join('\n');
}

function styled(page: Document, nonce: string, rules: string): HTMLStyleElement {
  const made = page.createElement('style');
  made.setAttribute('nonce', nonce);
  // As text of a style element it is written out as it stands.
  made.textContent = rules.replaceAll('<', '\\3c ');
  return made;
}

function hasText(node: Node): boolean {
  if (node instanceof Element && node.matches('style')) return false;
  if (node.childNodes.length === 0) return node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '';
  return [...node.childNodes].some((child) => hasText(child));
}
