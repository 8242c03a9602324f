import { t } from '@vscode/l10n';

const numbers = new Intl.NumberFormat('en-US');

/** `1,000` */
export function countText(count: number): string {
  return numbers.format(count);
}

/** `1,000 rows` */
export function counted(count: number, noun: 'row' | 'column' | 'item'): string {
  const text = countText(count);
  switch (noun) {
    case 'row':
      return count === 1 ? t('1 row') : t('{0} rows', text);
    case 'column':
      return count === 1 ? t('1 column') : t('{0} columns', text);
    case 'item':
      return count === 1 ? t('1 item') : t('{0} items', text);
  }
}
