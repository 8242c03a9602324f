import { t } from '@vscode/l10n';
import type { Details } from '../../panel/details';
import { button, element, iconButton } from '../dom';
import { icon } from '../icons';
import type { Scene } from '../outcomeParts';
import { detail } from './parts';

export function factsView({ facts, again }: Details, { job, send }: Scene): HTMLElement {
  const rows = facts.flatMap(({ name, value, copy }) => [
    element('dt', {}, name),
    element(
      'dd',
      {},
      element('span', {}, value),
      copy === undefined
        ? undefined
        : iconButton(t('Copy: {0}', name), icon('copy'), () => send({ type: 'copy', text: copy })),
    ),
  ]);
  return detail(
    t('Run'),
    element('dl', { class: 'facts-list' }, ...rows),
    again
      ? button({ label: t('Run this version’s code again…'), icon: icon('rerun') }, () =>
          send({ type: 'rerunSent', job }),
        )
      : undefined,
  );
}
