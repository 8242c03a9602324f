import { t } from '@vscode/l10n';
import { formatBytes, formatCount } from '../../../base/format';
import type { Details, SentList } from '../../panel/details';
import { button, element } from '../dom';
import type { Scene } from '../outcomeParts';
import { detail } from './parts';

/** The files that were sent, and why each was. */
export function sentView({ sent }: Details, { job, send }: Scene): HTMLElement | undefined {
  switch (sent.kind) {
    case 'none':
      return undefined;
    case 'unknown':
      return detail(
        t('Files of the run'),
        button({ label: t('Ask the host which files ran'), class: 'link' }, () => send({ type: 'listSent', job })),
      );
    case 'gone':
      return detail(t('Files of the run'), element('p', { class: 'quiet' }, t('The host has their list no more.')));
    case 'files':
      return detail(t('Files of the run'), ...fileList(sent));
  }
}

function fileList({ files, count, bytes }: SentList & { kind: 'files' }): readonly HTMLElement[] {
  const rows = files.map(({ path, size, because }) =>
    element(
      'li',
      {},
      element('span', { class: 'path', title: path }, path),
      element('span', { class: 'because', title: because }, because),
      element('span', { class: 'size' }, formatBytes(size)),
    ),
  );
  const more = count - files.length;
  return [
    element('p', { class: 'quiet' }, `${formatCount(count, 'file')}, ${formatBytes(bytes)}`),
    element('ul', { class: 'detail-list' }, ...rows),
    ...(more > 0 ? [element('p', { class: 'quiet' }, t('and {0} more', more))] : []),
  ];
}
