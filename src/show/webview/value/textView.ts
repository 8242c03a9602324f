import { t } from '@vscode/l10n';
import { element, iconButton, setPressed } from '../dom';
import { icon } from '../icons';
import { within } from '../pageState';
import { keepScroll } from '../scrollMemory';
import { countText } from './counts';
import type { Drawn, ViewContext } from './valueViews';

/** More than this, in UTF-16 units, is not laid out. */
const mostShown = 500_000;
/** Lines up to this many characters need no wrapping. */
const shortLine = 80;

/** Text as it is, its lines wrapped or not. */
export function textView(text: string, { choices, label, memory, send }: ViewContext): Drawn {
  const shown = text.length > mostShown ? text.slice(0, mostShown) : text;
  const pre = element('pre', { class: 'value-text', tabindex: '0', role: 'region', 'aria-label': label }, shown);
  const copy = iconButton(t('Copy the text'), icon('copy'), () => send({ type: 'copy', text }));
  const wrap = iconButton(t('Wrap long lines'), icon('wrap'), () => {
    choices.set('wrap', wrap.getAttribute('aria-pressed') !== 'true');
    show();
  });
  const show = (): void => {
    const on = choices.flag('wrap', true);
    setPressed(wrap, on);
    pre.classList.toggle('wrapped', on);
  };
  show();
  const cut = shown.length < text.length;
  return {
    element: pre,
    ...(cut && { facts: t('the first {0} of {1} characters', countText(mostShown), countText(text.length)) }),
    tools: hasLongLine(shown) ? [wrap, copy] : [copy],
    attached: keepScroll(pre, within(memory, 'text')),
  };
}

function hasLongLine(text: string): boolean {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from);
    const stop = end === -1 ? text.length : end;
    if (stop - from > shortLine) return true;
    from = stop + 1;
  }
  return false;
}
