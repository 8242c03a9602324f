import { t } from '@vscode/l10n';
import type { ChosenLine } from '../contract/lines';

/** Which host `auto` took and why, for people. */
export function chosenText({ host, because, others }: Pick<ChosenLine, 'host' | 'because' | 'others'>): string {
  const rest = others.map((other) => `${other.host}: ${other.because}`).join('; ');
  const chosen = t('auto chose {0}, {1}.', host, because);
  return rest === '' ? chosen : `${chosen} ${t('Not taken: {0}.', rest)}`;
}
