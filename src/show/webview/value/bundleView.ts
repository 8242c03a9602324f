import { element, type Child } from '../dom';
import { TabList } from './tabList';
import type { Drawn, ValueView, ViewContext } from './valueViews';

/** A value by its richest view, the others a click away. What was chosen last for values with these views is chosen. */
export function bundleView(
  heading: Child,
  views: readonly ValueView[],
  context: ViewContext,
  ownTools: readonly HTMLElement[] = [],
): HTMLElement {
  const drawn = new Map<string, Drawn>();
  const facts = element('span', { class: 'facts' });
  const tools = element('div', { class: 'tools', role: 'toolbar', 'aria-label': context.label });
  const body = element('div', { class: 'bundle-body' });
  const show = (view: ValueView): void => {
    const one = drawn.get(view.id) ?? view.draw();
    drawn.set(view.id, one);
    facts.replaceChildren(...(one.facts === undefined ? [] : [one.facts]));
    tools.replaceChildren(...(one.tools ?? []), ...ownTools);
    tools.hidden = tools.childElementCount === 0;
    body.replaceChildren(one.element);
    one.attached?.();
  };
  const kind = `view of ${views.map(({ id }) => id).join(', ')}`;
  const remembered = context.choices.text(kind, '');
  const first = views.find(({ id }) => id === remembered) ?? views[0];
  const tabs = new TabList<ValueView>(context.label, body, (view) => {
    context.choices.set(kind, view.id);
    show(view);
  });
  if (views.length > 1) for (const view of views) tabs.add(view);
  if (first) {
    tabs.choose(first);
    // Once it is in the page: views measure themselves.
    queueMicrotask(() => show(first));
  }
  return element(
    'div',
    { class: 'bundle' },
    element('div', { class: 'bundle-bar' }, heading, views.length > 1 ? tabs.element : undefined, facts, tools),
    body,
  );
}
