import { t } from '@vscode/l10n';
import { element } from './dom';

interface Page {
  readonly id: string;
  readonly label: string;
  /** What is seen while it is chosen. */
  readonly parts: readonly HTMLElement[];
}

/** Tabs between the pages of a run, by mouse and by the keys that ARIA has for them. */
export class PageTabs {
  readonly element = element('div', { class: 'page-tabs', role: 'tablist', 'aria-label': t('Views of the run') });
  readonly #pages: readonly { readonly page: Page; readonly tab: HTMLButtonElement }[];
  readonly #onChosen: (id: string) => void;
  #chosen = '';

  /** `onChosen` hears what a person chose. */
  constructor(pages: readonly Page[], onChosen: (id: string) => void) {
    this.#onChosen = onChosen;
    this.#pages = pages.map((page) => {
      const tab = element('button', { type: 'button', role: 'tab', id: `tab-${page.id}` }, page.label);
      tab.addEventListener('click', () => this.#choose(page.id));
      return { page, tab };
    });
    this.element.append(...this.#pages.map(({ tab }) => tab));
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  get chosen(): string {
    return this.#chosen;
  }

  /** Shows a page; the first for an id that none has. */
  show(id: string): void {
    const known = this.#pages.some(({ page }) => page.id === id) ? id : (this.#pages[0]?.page.id ?? '');
    this.#chosen = known;
    for (const { page, tab } of this.#pages) {
      const here = page.id === known;
      tab.setAttribute('aria-selected', String(here));
      tab.tabIndex = here ? 0 : -1;
      for (const part of page.parts) part.classList.toggle('away', !here);
    }
  }

  #choose(id: string): void {
    this.show(id);
    this.#onChosen(id);
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = this.#pages.findIndex(({ page }) => page.id === this.#chosen);
    const next = this.#pages[(at + step + this.#pages.length) % this.#pages.length];
    if (next === undefined) return;
    this.#choose(next.page.id);
    next.tab.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}
