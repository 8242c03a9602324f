import type { Cell } from '../../../contract/shown';

/** How the cells of one column are written. */
export interface CellFormat {
  /** Numbers stand at the right, so that they can be compared. */
  readonly numeric: boolean;
  /** The same for all of a column, so that the points lie below each other; undefined where numbers are as they are. */
  readonly decimals: number | undefined;
  /** What stands for a missing value. */
  readonly missing: string;
}

const mostDecimals = 6;
/** Beyond these, numbers are clearer in powers of ten than with leading or trailing zeros. */
const largest = 1e12;
const smallest = 1e-4;

export function cellFormat(dtype: string, cells: readonly Cell[], absent?: string): CellFormat {
  const present = cells.filter((cell) => !isMissing(cell));
  const byType = /^[<>=|]?(?:(?:u?int|float|complex)\d*|decimal|[iufc]\d)\b/i.test(dtype);
  const numeric = byType || (present.length > 0 && present.every((cell) => typeof cell === 'number'));
  const missing = absent ?? (/^datetime|^timedelta/.test(dtype) ? 'NaT' : numeric ? 'NaN' : 'None');
  return { numeric, decimals: numeric ? decimals(dtype, present) : undefined, missing };
}

function decimals(dtype: string, cells: readonly Cell[]): number | undefined {
  const values = cells.filter((cell) => typeof cell === 'number');
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  if (sizes.some((size) => size >= largest || size < smallest)) return undefined;
  const fewest = /float/i.test(dtype) ? 1 : 0;
  return values.reduce((most, value) => Math.max(most, decimalsOf(value)), fewest);
}

/** Of its first six digits. */
function decimalsOf(value: number): number {
  const text = String(Number(value.toPrecision(6)));
  const point = text.indexOf('.');
  return point === -1 ? 0 : Math.min(mostDecimals, text.length - point - 1);
}

/** How a number that JSON cannot hold came. */
const notANumber = 'nan';

export function isMissing(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || cell === notANumber;
}

export function cellText(cell: Cell | undefined, format: CellFormat): string {
  if (cell === null || cell === undefined) return format.missing;
  // In a column of anything it may be a text.
  if (cell === notANumber) return format.numeric ? 'NaN' : cell;
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  if (typeof cell !== 'number') return cell;
  if (format.decimals !== undefined) return cell.toFixed(format.decimals);
  return format.numeric ? String(Number(cell.toPrecision(6))) : String(cell);
}

/** With all that is known of it, for a sheet or a program. */
export function exactText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  return String(cell);
}
