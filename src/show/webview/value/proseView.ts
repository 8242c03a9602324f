import { t } from '@vscode/l10n';
import { element, iconButton } from '../dom';
import { icon } from '../icons';
import { within } from '../pageState';
import { keepScroll } from '../scrollMemory';
import { countText } from './counts';
import { textView } from './textView';
import type { Drawn, ViewContext } from './valueViews';

/** More than this, in UTF-16 units, is shown as it is written. */
const mostSet = 200_000;

/** Markdown or LaTeX, set; what sets it is loaded when it is first needed. */
export function proseView(kind: 'markdown' | 'latex', source: string, context: ViewContext): Drawn {
  if (source.length > mostSet) {
    return { ...textView(source, context), facts: t('{0} characters, too many to be set', countText(source.length)) };
  }
  const { label, memory, send } = context;
  const area = element('div', { class: 'value-prose', tabindex: '0', role: 'region', 'aria-label': label });
  const scrollBack = keepScroll(area, within(memory, kind));
  import(/* webpackChunkName: "typeset" */ './typeset')
    .then(({ latexElement, markdownElement }) =>
      kind === 'latex' ? latexElement(source) : markdownElement(source, (url) => send({ type: 'openUrl', url })),
    )
    .catch(() => textView(source, context).element)
    .then(
      (set) => {
        area.replaceChildren(set);
        scrollBack();
      },
      () => undefined,
    );
  const copy = iconButton(t('Copy the source'), icon('copy'), () => send({ type: 'copy', text: source }));
  return { element: area, tools: [copy], attached: scrollBack };
}
