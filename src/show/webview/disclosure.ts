import { element, type Child } from './dom';
import { icon } from './icons';
import type { PageState } from './pageState';

/** A button that opens and closes what belongs to it, kept open as a person left it. */
export function disclosure(
  state: PageState,
  part: { readonly id: string; readonly open: boolean; readonly class?: string; readonly name?: string },
  label: readonly Child[],
  show: (open: boolean) => void,
): HTMLButtonElement {
  const made = element(
    'button',
    { type: 'button', class: part.class ?? 'disclosure', 'aria-label': part.name, title: part.name },
    icon('twistie'),
    ...label,
  );
  const draw = (): void => {
    const open = state.isOpen(part.id, part.open);
    made.setAttribute('aria-expanded', String(open));
    show(open);
  };
  made.addEventListener('click', () => {
    state.toggle(part.id);
    draw();
  });
  draw();
  return made;
}
