import { t } from '@vscode/l10n';
import type { Details } from '../../panel/details';
import { element } from '../dom';
import { detail } from './parts';

/** The distributions that the job imported, with their versions on the host. */
export function packagesView({ distributions }: Details): HTMLElement | undefined {
  if (distributions.length === 0) return undefined;
  const rows = distributions.map(({ name, version, here }) =>
    element(
      'li',
      {},
      element('span', {}, name),
      element('span', { class: 'number' }, version),
      here === undefined ? undefined : element('span', { class: 'quiet' }, t('({0} here)', here)),
    ),
  );
  return detail(t('Packages on the host'), element('ul', { class: 'packages' }, ...rows));
}
