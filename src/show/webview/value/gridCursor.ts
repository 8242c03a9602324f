import type { Area } from './tableModel';

/** The row of the columns' names. */
export const header = -1;

interface Place {
  readonly row: number;
  readonly column: number;
}

interface Keys {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The cell that the keyboard is at, and the cells that are selected: from where it was to where it went with Shift. */
export class GridCursor {
  readonly #size: { readonly rows: number; readonly columns: number; readonly labels: number };
  readonly #page: () => number;
  #at: Place | undefined;
  #anchor: Place | undefined;

  /** `page`: how many rows a page is. */
  constructor(size: { readonly rows: number; readonly columns: number; readonly labels: number }, page: () => number) {
    this.#size = size;
    this.#page = page;
  }

  get at(): Place | undefined {
    return this.#at;
  }

  get there(): boolean {
    return this.#at !== undefined;
  }

  /** Undefined where no cell is selected. */
  get area(): Area | undefined {
    const [one, other] = [this.#at, this.#anchor];
    if (one === undefined || other === undefined || one.row === header) return undefined;
    return {
      top: Math.max(0, Math.min(one.row, other.row)),
      bottom: Math.max(one.row, other.row),
      left: Math.min(one.column, other.column),
      right: Math.max(one.column, other.column),
    };
  }

  /** Where it is and from where it selects, to be kept; empty where it is nowhere. */
  get kept(): readonly number[] {
    const [at, anchor] = [this.#at, this.#anchor ?? this.#at];
    return at && anchor ? [at.row, at.column, anchor.row, anchor.column] : [];
  }

  /** Takes up what was kept, where the table has such cells. */
  restore([row, column, fromRow, fromColumn]: readonly number[]): void {
    const [at, anchor] = [this.#place(row, column), this.#place(fromRow, fromColumn)];
    if (at === undefined || anchor === undefined) return;
    this.#at = at;
    this.#anchor = anchor;
  }

  #place(row = NaN, column = NaN): Place | undefined {
    const { rows, columns } = this.#size;
    const there = row >= header && row < rows && column >= 0 && column < columns;
    return there && Number.isInteger(row) && Number.isInteger(column) ? { row, column } : undefined;
  }

  isAt(row: number, column: number): boolean {
    return this.#at?.row === row && this.#at.column === column;
  }

  selects(row: number, column: number): boolean {
    const { area } = this;
    return area !== undefined && row >= area.top && row <= area.bottom && column >= area.left && column <= area.right;
  }

  /** A click on a row's label takes the whole row. */
  moveTo(to: Place, extend: boolean): void {
    const { columns, labels } = this.#size;
    if (!extend) this.#anchor = to.row !== header && to.column < labels ? { row: to.row, column: columns - 1 } : to;
    this.#at = to;
  }

  /** Whether the key was meant for it. */
  key({ key, ctrlKey, metaKey, altKey, shiftKey }: Keys): boolean {
    const { rows, columns, labels } = this.#size;
    const command = ctrlKey || metaKey;
    if (altKey) return false;
    if (command && key.toLowerCase() === 'a') {
      this.#anchor = { row: 0, column: 0 };
      this.#at = { row: rows - 1, column: columns - 1 };
      return true;
    }
    const first = Math.min(labels, columns - 1);
    const to = target(key, this.#at ?? { row: header, column: first }, command, { rows, columns }, this.#page());
    if (to === undefined) return false;
    const row = Math.max(shiftKey ? 0 : header, Math.min(rows - 1, to.row));
    this.#at = { row, column: Math.max(0, Math.min(columns - 1, to.column)) };
    if (!shiftKey) this.#anchor = this.#at;
    return true;
  }
}

function target(
  key: string,
  { row, column }: Place,
  command: boolean,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  page: number,
): Place | undefined {
  switch (key) {
    case 'ArrowDown':
      return { row: command ? rows - 1 : row + 1, column };
    case 'ArrowUp':
      return { row: command ? 0 : row - 1, column };
    case 'ArrowRight':
      return { row, column: command ? columns - 1 : column + 1 };
    case 'ArrowLeft':
      return { row, column: command ? 0 : column - 1 };
    case 'PageDown':
      return { row: row + page, column };
    case 'PageUp':
      return { row: Math.max(0, row - page), column };
    case 'Home':
      return { row: command ? 0 : row, column: 0 };
    case 'End':
      return { row: command ? rows - 1 : row, column: columns - 1 };
    default:
      return undefined;
  }
}
