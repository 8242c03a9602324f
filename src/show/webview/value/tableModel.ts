import { t } from '@vscode/l10n';
import { formatBytes } from '../../../base/format';
import type { Cell, Column, Table } from '../../../contract/shown';
import { cellFormat, cellText, exactText, isMissing, type CellFormat } from './cellFormat';
import { counted, countText } from './counts';

/** A column as it is shown: the index's levels come first. */
export interface ShownColumn {
  readonly title: string;
  readonly label: boolean;
  readonly column: Column | undefined;
  readonly format: CellFormat;
}

export interface Order {
  readonly column: number;
  readonly descending: boolean;
}

/** Cells from one corner to the other, in the order in which they are shown; rows count from 0. */
export interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const collator = new Intl.Collator('en', { numeric: true });

/** What a table shows, without how it is drawn: its columns, the order of its rows, and what is copied of it. */
export class TableModel {
  readonly columns: readonly ShownColumn[];
  readonly #table: Table;
  #rows: Table['rows'];
  #order: Order | undefined;

  constructor(table: Table) {
    this.#table = table;
    this.#rows = table.rows;
    const labels = table.index.length;
    const titles: readonly (Column | string)[] = [...table.index, ...table.columns];
    this.columns = titles.map((one, at) => {
      const cells = table.rows.map((row) => row[at] ?? null);
      const column = typeof one === 'string' ? undefined : one;
      return {
        title: typeof one === 'string' ? one : one.name,
        label: at < labels,
        column,
        format: cellFormat(column?.dtype ?? '', cells, column?.absent),
      };
    });
  }

  get rowCount(): number {
    return this.#rows.length;
  }

  get labelCount(): number {
    return this.#table.index.length;
  }

  get order(): Order | undefined {
    return this.#order;
  }

  cell(row: number, column: number): Cell | undefined {
    return this.#rows[row]?.[column];
  }

  text(row: number, column: number): string {
    const format = this.columns[column]?.format;
    return format ? cellText(this.cell(row, column), format) : '';
  }

  /** Missing values come last, whichever way. */
  sort(order: Order | undefined): void {
    this.#order = order;
    const { rows } = this.#table;
    if (order === undefined) {
      this.#rows = rows;
      return;
    }
    const { column, descending } = order;
    const numeric = this.columns[column]?.format.numeric ?? false;
    this.#rows = [...rows].sort((a, b) => {
      const [one = null, other = null] = [a[column], b[column]];
      const missing = Number(isMissing(one)) - Number(isMissing(other));
      if (missing !== 0) return missing;
      const by = compare(one, other, numeric);
      return descending ? -by : by;
    });
  }

  /** The next order of a column by a click on it: up, down, as it came. */
  nextOrder(column: number): Order | undefined {
    if (this.#order?.column !== column) return { column, descending: false };
    return this.#order.descending ? undefined : { column, descending: true };
  }

  /** All that is here. */
  get whole(): Area {
    return { top: 0, bottom: this.rowCount - 1, left: 0, right: this.columns.length - 1 };
  }

  /** As sheets take it; with the columns' names where they are asked for, or all of it is copied. */
  copied({ top, bottom, left, right }: Area, header = this.#isWhole({ top, bottom, left, right })): string {
    const shown = this.columns.slice(left, right + 1);
    const names = header ? [shown.map(({ title }) => plain(title)).join('\t')] : [];
    const rows = this.#rows.slice(top, bottom + 1).map((row) =>
      row
        .slice(left, right + 1)
        .map((cell) => plain(exactText(cell)))
        .join('\t'),
    );
    return [...names, ...rows].join('\n');
  }

  /** A single column is copied as the values that it has. */
  #isWhole({ top, bottom, left, right }: Area): boolean {
    return top === 0 && bottom === this.rowCount - 1 && right - left === this.columns.length - 1 && right > left;
  }
}

/** A cell of a sheet holds neither. */
function plain(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ');
}

function compare(one: Cell, other: Cell, numeric: boolean): number {
  if (numeric) {
    const difference = amount(one) - amount(other);
    // Infinities of one sign.
    return Number.isNaN(difference) ? 0 : difference;
  }
  return collator.compare(exactText(one), exactText(other));
}

/** Numbers that JSON cannot hold came as Python's text. */
function amount(cell: Cell): number {
  if (cell === 'inf') return Infinity;
  if (cell === '-inf') return -Infinity;
  return Number(cell);
}

/** `1,000 rows × 2 columns · 16 KB · the first 500 rows`, without what is not known. */
export function tableFacts({ shape, bytes, rows, rowCount, columns, columnCount }: Table): string {
  const [first = 0, second] = shape;
  const size =
    shape.length > 2
      ? shape.map((one) => countText(one)).join(' × ')
      : [counted(first, 'row'), ...(second === undefined ? [] : [counted(second, 'column')])].join(' × ');
  const cut = [
    ...(rows.length > 0 && rows.length < rowCount
      ? [t('first {0} of {1}', countText(rows.length), counted(rowCount, 'row'))]
      : []),
    ...(columns.length < columnCount ? [t('first {0} of {1}', columns.length, counted(columnCount, 'column'))] : []),
  ];
  return [size, ...(bytes === undefined ? [] : [formatBytes(bytes)]), ...cut].join(' · ');
}

/** A number in few words; what is none, such as a date, as it is. */
function shortText(text: string): string {
  return /^-?\d+\.\d+(?:e[-+]?\d+)?$/i.test(text) ? String(Number(Number(text).toPrecision(6))) : text;
}

/** `0.1 … 12.5` */
export function rangeText(min: string, max: string): string {
  return min === max ? shortText(min) : `${shortText(min)} … ${shortText(max)}`;
}

/** What is known of all values of a column. */
export function columnFacts({ dtype, min, max, mean, missing }: Column): string {
  return [
    dtype,
    ...(min === undefined ? [] : [t('min {0}', min)]),
    ...(max === undefined ? [] : [t('max {0}', max)]),
    ...(mean === undefined ? [] : [t('mean {0}', mean)]),
    ...(missing === undefined ? [] : [missing === 0 ? t('none missing') : t('{0} missing', countText(missing))]),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
