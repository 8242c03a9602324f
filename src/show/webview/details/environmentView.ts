import { t } from '@vscode/l10n';
import type { Details } from '../../panel/details';
import { button, element } from '../dom';
import { detail } from './parts';

/** The variables that the host's options set. Values are shown on demand, those that look secret never. */
export function environmentView({ environment }: Details): HTMLElement | undefined {
  if (environment.length === 0) return undefined;
  const values: HTMLElement[] = [];
  const rows = environment.map(({ name, value }) => {
    const shown =
      value === null
        ? element('span', { class: 'quiet', title: t('It looks secret, so it is not kept.') }, '•••')
        : element('span', { class: 'env-value' }, value);
    if (value !== null) {
      shown.hidden = true;
      values.push(shown);
    }
    return element('li', {}, element('code', {}, name), shown);
  });
  const show = button({ label: t('Show their values'), class: 'link' }, () => {
    for (const value of values) value.hidden = false;
    show.hidden = true;
  });
  show.hidden = values.length === 0;
  return detail(t('Environment'), element('ul', { class: 'environment' }, ...rows), show);
}
