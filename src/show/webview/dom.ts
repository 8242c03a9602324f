/** Builds elements. Text always becomes text nodes: nothing that a job said is ever parsed as HTML. */
export type Child = Node | string | undefined;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A button with a sign in place of words; its title says what it does. */
export function iconButton(title: string, sign: Element, onClick: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: 'icon-button', title, 'aria-label': title }, sign);
  made.addEventListener('click', onClick);
  return made;
}

/** Whether a button that switches something is on. */
export function setPressed(target: HTMLButtonElement, on: boolean): void {
  target.setAttribute('aria-pressed', String(on));
}

/** Nothing is announced anew that stays the same. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

export function button(
  options: { readonly label: string; readonly icon?: SVGElement; readonly class?: string; readonly title?: string },
  onClick: () => void,
): HTMLButtonElement {
  const made = element('button', { type: 'button', class: options.class ?? 'button', title: options.title });
  if (options.icon) made.append(options.icon);
  made.append(element('span', {}, options.label));
  made.addEventListener('click', onClick);
  return made;
}
