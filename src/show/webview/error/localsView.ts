import { t } from '@vscode/l10n';
import type { Local } from '../../../contract/lines';
import { element, iconButton } from '../dom';
import { icon } from '../icons';
import type { Send } from '../outcomeParts';

/** The names of one frame with what they stood for when the exception was raised. */
export function localsView(locals: readonly Local[], where: string, send: Send): HTMLElement {
  const rows = locals.map(({ name, type, text }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      element('td', { class: 'local-type', title: type }, type),
      element('td', { class: 'local-text' }, text),
    ),
  );
  const copied = locals.map(({ name, text }) => `${name} = ${text}\n`).join('');
  return element(
    'div',
    { class: 'locals' },
    element('table', { 'aria-label': t('Variables at {0}', where) }, element('tbody', {}, ...rows)),
    iconButton(t('Copy these variables'), icon('copy'), () => send({ type: 'copy', text: copied })),
  );
}
