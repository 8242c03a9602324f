import type { PageMenuItem } from '../panel/pageMenu';
import type { Send } from './outcomeParts';

/** Where in the page a menu opens, as `when` clauses of package.json name it. */
type MenuSection = 'page' | 'field' | 'output' | 'table' | 'tree' | 'value' | 'error' | 'frame';

/** What an item does here. Where that gives a text, it goes to the clipboard. */
type MenuActs = Readonly<Partial<Record<PageMenuItem, () => unknown>>>;

const requested = 'farcall-menu';

/**
 * Gives a part of the page its items of VS Code's menu: `section`, and what else `facts` say, decides which are shown.
 * An item that a part within does not know is asked of those around it.
 */
export function offerMenu(
  part: HTMLElement,
  section: MenuSection,
  acts: MenuActs = {},
  facts: Readonly<Record<string, string | boolean>> = {},
): void {
  part.dataset['vscodeContext'] = JSON.stringify({
    webviewSection: section,
    // Of its own, VS Code would offer to cut and to paste. Fields take that.
    preventDefaultContextMenuItems: section !== 'field',
    ...facts,
  });
  part.addEventListener(requested, (event) => {
    if (!(event instanceof MenuRequest)) return;
    const act = acts[event.item];
    if (act === undefined) return;
    event.stopPropagation();
    const given = act();
    if (typeof given === 'string') event.text = given;
  });
}

/** An item of the menu that was chosen, on its way from where the menu was opened to who knows what to do. */
class MenuRequest extends Event {
  text: string | undefined;

  constructor(readonly item: PageMenuItem) {
    super(requested, { bubbles: true });
  }
}

/** The menu of the whole page: knows where it was opened last, by the mouse or by a key. */
export class ContextMenu {
  readonly #send: Send;
  #target: EventTarget | null = null;

  constructor(root: HTMLElement, send: Send) {
    this.#send = send;
    offerMenu(root, 'page', { copy: () => document.getSelection()?.toString() });
    root.addEventListener('contextmenu', ({ target }) => (this.#target = target), { capture: true });
  }

  choose(item: PageMenuItem): void {
    const request = new MenuRequest(item);
    this.#target?.dispatchEvent(request);
    if (request.text !== undefined && request.text !== '') this.#send({ type: 'copy', text: request.text });
  }
}
