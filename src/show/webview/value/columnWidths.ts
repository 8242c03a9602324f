import { t } from '@vscode/l10n';
import { rangeText, type TableModel } from './tableModel';

const narrowest = 48;
const widest = 320;
/** On both sides, and the line between columns. */
const padding = 17;
/** For the arrow that tells the order. */
const arrow = 18;

/** Pixels for each column, by its longest texts: those that are drawn later fit, too. */
export function columnWidths(model: TableModel, styled: HTMLElement): readonly number[] {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return model.columns.map(() => widest / 2);
  const { fontFamily, fontSize } = getComputedStyle(styled);
  const width = (texts: readonly string[], weight = '400'): number => {
    context.font = `${weight} ${fontSize} ${fontFamily}`;
    return Math.max(0, ...texts.map((text) => context.measureText(text).width));
  };
  return model.columns.map(({ title, column }, at) => {
    const longest = new Map<number, string>();
    for (let row = 0; row < model.rowCount; row += 1) {
      const text = model.text(row, at);
      longest.set(text.length, text);
    }
    const cells = [...longest].sort(([a], [b]) => b - a).slice(0, 3);
    const head = column ? [`${column.dtype}${column.missing ? ` · ${t('{0} missing', column.missing)}` : ''}`] : [];
    const { min, max } = column ?? {};
    const range = min === undefined || max === undefined ? [] : [rangeText(min, max)];
    const wanted = Math.max(
      width([title], '600') + arrow,
      width(cells.map(([, text]) => text)),
      // Smaller than the rest, and no reason to be wide.
      Math.min(170, 0.92 * width([...head, ...range])),
    );
    return Math.ceil(Math.min(widest, Math.max(narrowest, wanted + padding)));
  });
}
