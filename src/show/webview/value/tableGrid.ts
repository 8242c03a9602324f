import { t } from '@vscode/l10n';
import { offerMenu } from '../contextMenu';
import { element, setText } from '../dom';
import { icon } from '../icons';
import { isMissing } from './cellFormat';
import { columnWidths } from './columnWidths';
import { onCopy } from './copying';
import { GridCursor, header } from './gridCursor';
import { columnFacts, rangeText, type Area, type ShownColumn, type TableModel } from './tableModel';

/** As high as a row of VS Code's own lists. */
const rowHeight = 22;
/** Rows and columns that are drawn beyond what is seen, on either side. */
const beyond = 8;
const beyondColumns = 4;

/**
 * A table of which only the cells that are seen are elements, with its names and labels always in sight. The keyboard
 * stays with the whole, which names the cell that it is at.
 */
export class TableGrid {
  readonly element: HTMLElement;
  readonly #model: TableModel;
  readonly #id: string;
  readonly #grid: HTMLElement;
  readonly #head: HTMLElement;
  readonly #body = element('div', { class: 'table-body', role: 'rowgroup' });
  /** What is known of the column that the keyboard is in. */
  readonly #about = element('p', { class: 'table-about' });
  readonly #cursor: GridCursor;
  readonly #rows = new Map<number, HTMLElement>();
  #widths: readonly number[] = [];
  /** Where each column begins; one more than there are. */
  #lefts: readonly number[] = [];
  /** Columns that are drawn besides the labels. */
  #drawn = { first: 0, end: 0 };
  #onChanged: () => void = () => undefined;

  constructor(model: TableModel, { label, id }: { readonly label: string; readonly id: string }) {
    this.#model = model;
    this.#id = id;
    this.#head = element('div', { class: 'table-head', role: 'row', 'aria-rowindex': '1' });
    this.#grid = element(
      'div',
      {
        class: 'value-table',
        role: 'grid',
        tabindex: '0',
        'aria-label': label,
        'aria-rowcount': String(model.rowCount + 1),
        'aria-colcount': String(model.columns.length),
        'aria-multiselectable': 'true',
      },
      this.#head,
      this.#body,
    );
    this.element = element('div', { class: 'table-area' }, this.#grid, this.#about);
    this.#cursor = new GridCursor(
      { rows: model.rowCount, columns: model.columns.length, labels: model.labelCount },
      () => Math.max(1, Math.floor((this.#grid.clientHeight - this.#head.offsetHeight) / rowHeight) - 1),
    );
    this.#listen();
  }

  /** What scrolls. */
  get scroller(): HTMLElement {
    return this.#grid;
  }

  /** The cells that are selected, to be kept. */
  get cursor(): readonly number[] {
    return this.#cursor.kept;
  }

  /** Its order is another one, or the cells that are selected. */
  onChanged(act: () => void): void {
    this.#onChanged = act;
  }

  /** Selects the cells that were kept. */
  select(cursor: readonly number[]): void {
    this.#cursor.restore(cursor);
  }

  /** It is in the page now, where text can be measured. */
  attached(): void {
    if (this.#widths.length === 0) {
      this.#widths = columnWidths(this.#model, this.#grid);
      this.#lefts = this.#widths.reduce((all, width) => [...all, (all.at(-1) ?? 0) + width], [0]);
      this.#body.style.height = `${this.#model.rowCount * rowHeight}px`;
      const width = `${this.#lefts.at(-1) ?? 0}px`;
      for (const one of [this.#head, this.#body]) one.style.width = width;
    }
    this.#draw();
    this.#tellCursor();
  }

  #listen(): void {
    const grid = this.#grid;
    grid.addEventListener('scroll', () => this.#draw(), { passive: true });
    new ResizeObserver(() => this.#draw()).observe(grid);
    grid.addEventListener('keydown', (event) => this.#key(event));
    grid.addEventListener('mousedown', (event) => {
      const at = placeOf(event.target);
      if (event.button !== 0 || at === undefined || at.row === header) return;
      // Cells are selected, not their letters.
      event.preventDefault();
      grid.focus({ preventScroll: true });
      this.#cursor.moveTo(at, event.shiftKey);
      this.#showCursor();
    });
    grid.addEventListener('mousemove', (event) => {
      const at = placeOf(event.target);
      if (event.buttons !== 1 || at === undefined || at.row === header || !this.#cursor.there) return;
      this.#cursor.moveTo(at, true);
      this.#showCursor();
    });
    grid.addEventListener('click', (event) => {
      const at = placeOf(event.target);
      if (at?.row !== header) return;
      this.#cursor.moveTo(at, false);
      this.#sort(at.column);
    });
    grid.addEventListener('contextmenu', (event) => {
      const at = placeOf(event.target);
      // What is selected stays so, where the menu is opened on it.
      if (at === undefined || this.#cursor.selects(at.row, at.column)) return;
      this.#cursor.moveTo(at, false);
      this.#showCursor();
    });
    onCopy(grid, () => this.#cursor.area && this.#model.copied(this.#cursor.area));
    offerMenu(grid, 'table', {
      copy: () => this.#model.copied(this.#meant),
      copyWithHeader: () => this.#model.copied(this.#meant, true),
      copyColumnName: () => this.#columnNames,
      copyAll: () => this.#model.copied(this.#model.whole),
    });
  }

  /** What the menu is for: the selected cells; of a column's name, the column. */
  get #meant(): Area {
    const { whole } = this.#model;
    const { area, at } = this.#cursor;
    return area ?? (at === undefined ? whole : { ...whole, left: at.column, right: at.column });
  }

  get #columnNames(): string {
    const { left, right } = this.#meant;
    return this.#model.columns
      .slice(left, right + 1)
      .map(({ title }) => title)
      .join('\t');
  }

  #key(event: KeyboardEvent): void {
    const { at } = this.#cursor;
    if (at?.row === header && (event.key === 'Enter' || event.key === ' ')) this.#sort(at.column);
    else if (!this.#cursor.key(event)) return;
    this.#reveal();
    this.#showCursor();
    event.preventDefault();
    event.stopPropagation();
  }

  #sort(column: number): void {
    this.#model.sort(this.#model.nextOrder(column));
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
    this.#drawHead();
    this.#draw();
    this.#showCursor();
  }

  #drawHead(): void {
    const { order } = this.#model;
    this.#head.replaceChildren(
      ...this.#acrossColumns((column, at) => {
        const sorted = order?.column === at ? (order.descending ? 'descending' : 'ascending') : undefined;
        const made = element(
          'div',
          { role: 'columnheader', 'aria-sort': sorted ?? 'none', title: headTitle(column) },
          element(
            'span',
            { class: 'column-name' },
            element('span', {}, column.title),
            sorted && icon(sorted === 'ascending' ? 'up' : 'down'),
          ),
          ...headLines(column),
        );
        this.#place(made, header, at);
        return made;
      }),
    );
  }

  /** Draws what is in sight, and lets go what no longer is. */
  #draw(): void {
    if (this.#widths.length === 0) return;
    const { scrollLeft, clientWidth } = this.#grid;
    const columns = this.#model.columns.length;
    const scrolled = this.#lefts.findIndex((_, at) => (this.#lefts[at + 1] ?? Infinity) > scrollLeft);
    const first = Math.max(this.#model.labelCount, scrolled);
    const after = this.#lefts.findIndex((left) => left >= scrollLeft + clientWidth);
    const end = after === -1 ? columns : Math.min(after, columns);
    if (first < this.#drawn.first || end > this.#drawn.end) {
      const before = this.#drawn;
      this.#drawn = {
        first: Math.max(this.#model.labelCount, first - beyondColumns),
        end: Math.min(columns, end + beyondColumns),
      };
      this.#drawHead();
      for (const [at, row] of this.#rows) this.#shift(row, at, before);
    }
    this.#drawRows();
  }

  #drawRows(): void {
    const { scrollTop, clientHeight } = this.#grid;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - beyond);
    const end = Math.min(this.#model.rowCount, Math.ceil((scrollTop + clientHeight) / rowHeight) + beyond);
    for (const [at, row] of this.#rows) {
      if (at >= first && at < end) continue;
      row.remove();
      this.#rows.delete(at);
    }
    const made: HTMLElement[] = [];
    for (let at = first; at < end; at += 1) {
      if (this.#rows.has(at)) continue;
      const row = this.#drawRow(at);
      this.#rows.set(at, row);
      made.push(row);
    }
    this.#body.append(...made);
  }

  #drawRow(at: number): HTMLElement {
    const row = element('div', { class: 'table-row', role: 'row', 'aria-rowindex': String(at + 2) });
    row.style.top = `${at * rowHeight}px`;
    row.append(...this.#acrossColumns((column, i) => this.#drawCell(column, at, i)));
    return row;
  }

  #drawCell({ label }: ShownColumn, row: number, column: number): HTMLElement {
    const made = element('div', { role: label ? 'rowheader' : 'gridcell' }, this.#model.text(row, column));
    if (isMissing(this.#model.cell(row, column))) made.classList.add('missing');
    this.#place(made, row, column);
    this.#mark(made);
    return made;
  }

  /** Other columns are in sight than before: those that stay are not drawn again. */
  #shift(row: HTMLElement, at: number, before: { readonly first: number; readonly end: number }): void {
    const { columns, labelCount } = this.#model;
    const { first, end } = this.#drawn;
    for (const cell of row.querySelectorAll<HTMLElement>('[data-column]')) {
      const column = Number(cell.dataset['column']);
      if (column >= labelCount && (column < first || column >= end)) cell.remove();
    }
    const cells = (from: number, to: number): readonly HTMLElement[] =>
      columns.slice(from, Math.max(from, to)).map((column, i) => this.#drawCell(column, at, from + i));
    row.querySelector('.table-gap')?.replaceWith(this.#gap(), ...cells(first, Math.min(end, before.first)));
    row.append(...cells(Math.max(first, before.end), end));
  }

  /** The cells of a line that are drawn: the labels, then those in sight, in their place. */
  #acrossColumns(draw: (column: ShownColumn, at: number) => HTMLElement): readonly HTMLElement[] {
    const { columns, labelCount } = this.#model;
    const { first, end } = this.#drawn;
    const labels = columns.slice(0, labelCount).map(draw);
    return [...labels, this.#gap(), ...columns.slice(first, end).map((column, i) => draw(column, first + i))];
  }

  /** As wide as the columns between the labels and those in sight. */
  #gap(): HTMLElement {
    const gap = element('div', { class: 'table-gap', role: 'presentation' });
    gap.style.width = `${(this.#lefts[this.#drawn.first] ?? 0) - (this.#lefts[this.#model.labelCount] ?? 0)}px`;
    return gap;
  }

  /** What every cell has, one of the head's included. */
  #place(cell: HTMLElement, row: number, column: number): void {
    const shown = this.#model.columns[column];
    cell.id = `${this.#id}-${row}-${column}`;
    cell.dataset['row'] = String(row);
    cell.dataset['column'] = String(column);
    cell.setAttribute('aria-colindex', String(column + 1));
    cell.style.width = `${this.#widths[column] ?? 0}px`;
    if (shown?.format.numeric) cell.classList.add('numeric');
    if (!shown?.label) return;
    cell.classList.add('stays');
    cell.style.left = `${this.#lefts[column] ?? 0}px`;
  }

  #mark(cell: HTMLElement): void {
    const row = Number(cell.dataset['row']);
    const column = Number(cell.dataset['column']);
    const selected = this.#cursor.selects(row, column);
    cell.classList.toggle('selected', selected);
    cell.classList.toggle('active', this.#cursor.isAt(row, column));
    if (selected) cell.setAttribute('aria-selected', 'true');
    else cell.removeAttribute('aria-selected');
  }

  #showCursor(): void {
    for (const cell of this.#grid.querySelectorAll<HTMLElement>('[data-column]')) this.#mark(cell);
    this.#tellCursor();
    this.#onChanged();
  }

  /** Names the cell that the keyboard is at, and what is known of its column. */
  #tellCursor(): void {
    const { at } = this.#cursor;
    if (at === undefined) return;
    this.#grid.setAttribute('aria-activedescendant', `${this.#id}-${at.row}-${at.column}`);
    const shown = this.#model.columns[at.column];
    setText(this.#about, shown ? headTitle(shown) : '');
  }

  /** Scrolls to the cell that the keyboard is at. */
  #reveal(): void {
    const { at } = this.#cursor;
    if (at === undefined) return;
    const grid = this.#grid;
    if (at.row !== header) {
      const top = at.row * rowHeight;
      const seen = grid.clientHeight - this.#head.offsetHeight;
      if (top < grid.scrollTop) grid.scrollTop = top;
      else if (top + rowHeight > grid.scrollTop + seen) grid.scrollTop = top + rowHeight - seen;
    }
    if (at.column >= this.#model.labelCount) {
      const staying = this.#lefts[this.#model.labelCount] ?? 0;
      const [left = 0, right = 0] = this.#lefts.slice(at.column);
      if (left - staying < grid.scrollLeft) grid.scrollLeft = left - staying;
      else if (right > grid.scrollLeft + grid.clientWidth) grid.scrollLeft = right - grid.clientWidth;
    }
    this.#draw();
  }
}

function placeOf(target: EventTarget | null): { readonly row: number; readonly column: number } | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  return cell ? { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) } : undefined;
}

function headTitle({ title, column }: ShownColumn): string {
  const facts = column ? columnFacts(column) : t('the index');
  return title === '' ? facts : `${title}: ${facts}`;
}

/** Below a column's name: its type, and between what its values lie. */
function headLines({ column }: ShownColumn): readonly HTMLElement[] {
  if (column === undefined) return [];
  const { dtype, min, max, missing = 0 } = column;
  return [
    element(
      'span',
      { class: 'column-fact' },
      dtype,
      missing > 0 ? element('span', { class: 'column-missing' }, ` · ${t('{0} missing', missing)}`) : undefined,
    ),
    ...(min === undefined || max === undefined ? [] : [element('span', { class: 'column-fact' }, rangeText(min, max))]),
  ];
}
