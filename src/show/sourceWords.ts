import { t } from '@vscode/l10n';
import type { ListedHost } from '../ship/host';

/** Where a host comes from, in a few words. */
export const sourceWords: Record<ListedHost['source'], string> = {
  'built-in': t('this machine'),
  auto: t('the least busy'),
  'ssh-config': t('SSH config'),
  'hosts-file': '',
  settings: t('settings'),
};
