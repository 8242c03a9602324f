import { t } from '@vscode/l10n';
import { formatDuration } from '../../../base/format';
import type { Details } from '../../panel/details';
import { element } from '../dom';
import { detail } from './parts';

/** A bar whose pieces are as long as the steps took, and their names and numbers below. */
export function timingsView({ timings }: Details): HTMLElement | undefined {
  if (timings.length === 0) return undefined;
  const bar = element('div', { class: 'time-bar', 'aria-hidden': 'true' });
  const legend = element('ol', { class: 'time-legend' });
  for (const { key, step, ms } of timings) {
    const piece = element('span', { class: `step step-${key}` });
    piece.style.flexGrow = String(ms);
    bar.append(piece);
    legend.append(
      element(
        'li',
        {},
        element('span', { class: `swatch step-${key}`, 'aria-hidden': 'true' }),
        element('span', {}, step),
        element('span', { class: 'number' }, formatDuration(ms)),
      ),
    );
  }
  return detail(t('Time'), bar, legend);
}
