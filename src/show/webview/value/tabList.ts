import { element } from '../dom';

interface Tab {
  readonly id: string;
  readonly title: string;
}

/** A row of tabs over one panel, by mouse and by keys as ARIA has them. */
export class TabList<T extends Tab> {
  readonly element: HTMLElement;
  readonly #panel: HTMLElement;
  readonly #onChosen: (tab: T) => void;
  readonly #face: (tab: T) => readonly Node[];
  readonly #tabs: { readonly tab: T; readonly button: HTMLButtonElement }[] = [];

  /** `onChosen` is told of what a person chose; `face` draws more on a tab than its title. */
  constructor(
    label: string,
    panel: HTMLElement,
    onChosen: (tab: T) => void,
    face: (tab: T) => readonly Node[] = ({ title }) => [document.createTextNode(title)],
  ) {
    this.element = element('div', { class: 'tabs', role: 'tablist', 'aria-label': label });
    this.#panel = panel;
    this.#onChosen = onChosen;
    this.#face = face;
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  add(tab: T): void {
    const button = element('button', { type: 'button', role: 'tab', class: 'tab' }, ...this.#face(tab));
    button.addEventListener('click', () => {
      this.choose(tab);
      this.#onChosen(tab);
    });
    button.tabIndex = -1;
    button.setAttribute('aria-selected', 'false');
    this.#panel.setAttribute('role', 'tabpanel');
    this.#tabs.push({ tab, button });
    this.element.append(button);
  }

  removeFirst(): void {
    this.#tabs.shift()?.button.remove();
  }

  choose(chosen: T): void {
    for (const { tab, button } of this.#tabs) {
      const selected = tab.id === chosen.id;
      button.setAttribute('aria-selected', String(selected));
      button.tabIndex = selected ? 0 : -1;
      if (selected) button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    this.#panel.setAttribute('aria-label', chosen.title);
  }

  #key(event: KeyboardEvent): void {
    const from = this.#tabs.findIndex(({ button }) => button === document.activeElement);
    const to = target(event.key, from, this.#tabs.length);
    const button = to === undefined ? undefined : this.#tabs[to]?.button;
    if (button === undefined) return;
    button.focus();
    button.click();
    event.preventDefault();
    event.stopPropagation();
  }
}

function target(key: string, from: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (from + 1) % count;
    case 'ArrowLeft':
      return (from + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
